"""How the app starts and is reached."""

import http.client
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.driving import STROKES, draw, open_app, wait_until_idle
from tests.browser.server import Server, outbound_connections, running_server


@contextmanager
def watched(server: Server) -> Iterator[set[str]]:
    """Collect the addresses beyond this machine that the server talks to meanwhile."""
    seen: set[str] = set()
    done = threading.Event()

    def watch() -> None:
        while not done.is_set():
            seen.update(outbound_connections(server.pid))
            time.sleep(0.02)

    watcher = threading.Thread(target=watch)
    watcher.start()
    yield seen
    done.set()
    watcher.join()


def test_a_pages_address_is_a_front_door_too(page: Page, tmp_path: Path) -> None:
    with running_server(tmp_path) as server:
        open_app(page, f"{server.url}/inside")
        expect(page.get_by_role("heading", name="Look inside")).to_be_visible()
        expect(page.get_by_role("link", name="Draw", exact=True)).to_be_visible()
        expect(page.get_by_role("link", name="streamlit app")).to_have_count(0)


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_the_server_talks_to_nobody_outside(page: Page, server: Server) -> None:
    with watched(server) as seen:
        open_app(page, server.url)
        draw(page, STROKES[2])
    assert seen == set()


@pytest.mark.parametrize(
    "header", [{"Host": "evil.example"}, {"Origin": "http://evil.example"}], ids=["host", "origin"]
)
@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_stranger_is_turned_away_without_asking_anybody(
    header: dict[str, str], page: Page, server: Server
) -> None:
    open_app(page, server.url)
    with watched(server) as seen:
        connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=10)
        upgrade = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13"}
        key = {"Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ=="}
        connection.request("GET", "/_stcore/stream", headers=upgrade | key | header)
        assert connection.getresponse().status == 403
    assert seen == set()


def test_the_tab_has_a_name(page: Page, app_url: str) -> None:
    open_app(page, app_url)
    wait_until_idle(page)
    expect(page).to_have_title("Thirty Neurons")


def test_a_link_makes_the_browser_fetch_nothing(
    page: Page, app_url: str, outside_requests: list[str]
) -> None:
    picture = "![](http://a.example/k.png)"
    open_app(page, f"{app_url}/train?{quote(picture)}=1&layers={quote(picture)}")
    # Letter by letter, and no link: between http: and // there is a letter that nobody sees.
    said = picture.replace("http:", "http:\N{WORD JOINER}")
    expect(page.get_by_role("main")).to_contain_text(said)
    expect(page.get_by_role("main").locator('a[href*="a.example"]')).to_have_count(0)
    assert outside_requests == []
