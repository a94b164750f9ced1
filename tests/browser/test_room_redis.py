"""A room that two processes of the app share, in a Redis that goes and comes back."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from pages.ui.app.room.store import GONE
from tests.browser.driving import open_app
from tests.browser.room import join, open_room, own, phone, says, send, tiles
from tests.browser.server import Server, running_server
from tests.pages.room.redis_server import Server as Redis


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[Redis]:
    """Start a Redis that writes what it has to the disk, as in `.deploy/compose.yaml`."""
    server = Redis(tmp_path, "--appendonly", "yes")
    yield server
    server.stop()


@pytest.fixture
def apps(
    redis: Redis, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[list[Server]]:
    """Start two processes of the app."""
    monkeypatch.setenv("ROOM_STORE", redis.address)
    with ExitStack() as stack:
        homes = (tmp_path_factory.mktemp("home") for _ in range(2))
        yield [stack.enter_context(running_server(home)) for home in homes]


def test_a_room_of_two_processes_survives_its_redis(
    page: Page, browser: Browser, apps: list[Server], redis: Redis
) -> None:
    open_app(page, f"{apps[0].url}/room")
    code = open_room(page)
    with phone(browser) as far, phone(browser) as near:
        for one, app in ((far, apps[1]), (near, apps[0])):
            join(one, app.url, code)
        send(far, 3)
        expect(tiles(page)).to_have_text("3→3")
        expect(own(far)).to_have_count(1)

        redis.stop()
        for one in (far, near):
            says(one, GONE)
        expect(page.get_by_text(GONE)).to_be_visible()
        page.get_by_role("link", name="Draw", exact=True).click()
        expect(page.get_by_test_id("stSidebar").get_by_text(GONE)).to_be_visible()

        redis.start()
        expect(page.get_by_test_id("stSidebar")).to_contain_text(f"Room {code}: 2 phones, 1 digit")
        page.get_by_role("link", name="Room", exact=True).click()
        expect(tiles(page)).to_have_text("3→3")
        expect(own(far)).to_have_count(1)
        send(near, 5)
        expect(tiles(page)).to_have_count(2)

        page.get_by_role("main").get_by_role("button", name="End", exact=True).click()
        page.get_by_role("button", name="End the room and delete everything").click()
        for one in (far, near):
            expect(one.get_by_text("This room is closed.")).to_be_visible()
    assert redis.client.keys("*") == []
