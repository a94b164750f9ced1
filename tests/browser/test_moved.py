"""A process of the app ends, and its visitors come to the other one without loading their page."""

import os
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.driving import (
    STROKES,
    button,
    click,
    open_app,
    settle,
    visitor,
)
from tests.browser.hall import MANY, NEEDS_NGINX, NEEDS_REDIS, PLACE, Hall, address, running_hall
from tests.browser.room import draw_with_finger, join, open_room, own, phone, says, send, tiles
from tests.browser.server import Server

pytestmark = [pytest.mark.thorough, NEEDS_NGINX, NEEDS_REDIS]

# A page that was loaded anew would not have it any more.
MARK, MARKED = "() => (window.stayed = true)", "() => window.stayed === true"


@pytest.fixture
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    """Start all of it for a test that ends a process."""
    with running_hall(tmp_path_factory) as hall:
        yield hall


def kill(app: Server) -> None:
    os.kill(app.pid, signal.SIGKILL)


def test_a_phone_that_comes_to_another_process_is_the_same_phone(
    hall: Hall, browser: Browser
) -> None:
    gone, stays = hall.apps
    with visitor(browser) as host, phone(browser) as one, phone(browser) as bad:
        hall.bring(host, stays)
        open_app(host, f"{hall.url}/room")
        code = open_room(host)
        for guest in (one, bad):
            hall.bring(guest, gone)
            join(guest, hall.url, code)
            send(guest, 4)
            expect(own(guest)).to_have_count(1)
            guest.evaluate(MARK)
        expect(tiles(host)).to_have_count(2)
        click(tiles(host).nth(1))
        button(host, "Remove all from this phone").click()
        says(bad, "takes no more digits from this phone")
        button(host, "Settings").click()
        click(host.get_by_text("Lock the room"))
        host.keyboard.press("Escape")
        draw_with_finger(one, STROKES[7])
        kill(gone)
        for guest in (one, bad):
            settle(guest)
            assert guest.evaluate(MARKED)
        says(bad, "takes no more digits from this phone")
        send_what_is_drawn(one, 7)
        expect(tiles(host)).to_have_text(["4→4", "7→7"])
        expect(own(one)).to_have_count(2)
        expect(one.locator(".tn-phone-left")).to_have_text("1 digit left")
        for _ in range(2):
            one.get_by_role("button", name="Your 4: take it back").tap()
        expect(tiles(host)).to_have_text(["7→7"])
        expect(host.locator(".tn-room-counts")).to_have_text("2 phones · 1 digit · locked")
        for guest in (one, bad):
            guest.reload()
            guest.locator(".tn-phone").wait_for()
        says(bad, "takes no more digits from this phone")
        expect(own(one)).to_have_count(1)
        expect(host.locator(".tn-room-counts")).to_have_text("2 phones · 1 digit · locked")


def send_what_is_drawn(page: Page, digit: int) -> None:
    page.locator(".tn-phone-meant").get_by_role("button", name=str(digit), exact=True).tap()
    page.get_by_role("button", name="Send", exact=True).tap()


def test_all_workers_of_nginx_know_which_process_is_missing(hall: Hall) -> None:
    gone, stays = hall.apps
    place = hall.place_at(gone)
    kill(gone)
    hall.ask("/", Cookie=f"{PLACE}={place}")  # one of them finds out
    assert hall.proxy.requests(2, of=place)[-1].app == f"{address(gone)}, {address(stays)}"
    with ThreadPoolExecutor(MANY) as people:  # who come to all of them
        list(people.map(lambda _: hall.ask("/", Cookie=f"{PLACE}={place}").read(), range(MANY)))
    tried = [address(gone) in request.app for request in hall.proxy.requests(2 + MANY, of=place)]
    assert tried[-MANY:] == MANY * [False]
