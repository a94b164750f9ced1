"""Several processes behind nginx, as in a lecture hall: with the configuration that is shipped."""

import http.client
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, expect

from pages.ui.app.server.headers import SAME_FOR_ALL
from tests.browser.driving import HEARD, STROKES, draw, open_app, settle, visitor
from tests.browser.proxy import APPS, OPTIONS, SHIPPED, Proxy, find_nginx, running_proxy
from tests.browser.room import join, open_room, own, phone, send, tiles
from tests.browser.server import Server, running_server
from tests.pages.room import redis_server

pytestmark = [
    pytest.mark.thorough,
    pytest.mark.skipif(
        sys.platform == "win32" or find_nginx() is None,
        reason="needs nginx; as root on Debian, tests/run.py installs it",
    ),
]

NAME = "digits.localhost"  # a browser takes every name that ends so for this computer
PLACE = "tn_place"  # the cookie that says at which process a visitor is
MANY = 40  # visitors, of whom surely some come to each of two processes
FILES = 60
AT_ONCE = 6  # files that a session may send at once: one, and nginx's burst


@dataclass(frozen=True)
class Hall:
    """Two processes and what stands in front of them."""

    apps: tuple[Server, Server]
    proxy: Proxy

    @property
    def url(self) -> str:
        return f"http://{NAME}:{self.proxy.port}"

    def ask(self, path: str, **headers: str) -> http.client.HTTPResponse:
        """Return the answer to a request of somebody who is new, or has the cookie given."""
        connection = http.client.HTTPConnection("127.0.0.1", self.proxy.port, timeout=60)
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request("GET", path, headers={"Host": f"{NAME}:{self.proxy.port}"} | names)
        return connection.getresponse()

    def place_at(self, app: Server) -> str:
        """Return the cookie of a visitor who has come to a process."""
        for _ in range(MANY):
            cookie = self.ask("/").headers["Set-Cookie"]
            place = cookie.removeprefix(f"{PLACE}=").partition(";")[0]
            (request,) = self.proxy.requests(1, of=place)
            if request.app == address(app):
                return place
        raise AssertionError(f"no visitor of {MANY} came to {app.url}")


def address(app: Server) -> str:
    """Return a process as the access log names it."""
    return app.url.removeprefix("http://")


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    """Start all of it once."""
    home, variables = tmp_path_factory.mktemp, dict[str, str]()
    with ExitStack() as stack:
        if redis_server.PROGRAM:
            store = redis_server.Server(home("redis"))
            stack.callback(store.stop)
            variables["ROOM_STORE"] = store.address
        first, second = (
            stack.enter_context(running_server(home("home"), variables=variables)) for _ in range(2)
        )
        yield Hall((first, second), stack.enter_context(running_proxy(first, second)))


def test_two_visitors_at_two_processes_each_stay_at_theirs(hall: Hall, browser: Browser) -> None:
    for app in hall.apps:
        place = hall.place_at(app)
        with visitor(browser) as page:
            page.context.add_cookies([{"name": PLACE, "value": place, "url": hall.url}])
            open_app(page, hall.url)
            draw(page, STROKES[7])
            page.reload()
            settle(page)
            expect(page.locator(".tn-digit")).to_have_text("7")
            assert page.evaluate(HEARD, 1)
            # Nor had the tab to tell another process what was drawn.
            expect(page.get_by_text(re.compile("was started again|was away"))).to_have_count(0)
        theirs = hall.proxy.requests(of=place)
        assert 101 in [each.status for each in theirs if each.path == "/_stcore/stream"]
        asked = {each.app for each in theirs if not each.path.startswith("/static/")}
        assert asked == {address(app)}


@pytest.mark.skipif(redis_server.PROGRAM is None, reason="needs redis-server")
def test_a_room_is_the_same_at_both_processes(hall: Hall, browser: Browser) -> None:
    with visitor(browser) as host, phone(browser) as guest:
        for page, app in zip((host, guest), hall.apps, strict=True):
            place = {"name": PLACE, "value": hall.place_at(app), "url": hall.url}
            page.context.add_cookies([place])  # type: ignore[list-item]
        open_app(host, f"{hall.url}/room")
        join(guest, hall.url, open_room(host))
        send(guest, 4)
        expect(tiles(host)).to_have_text(["4→4"])
        expect(own(guest)).to_have_count(1)


def test_streamlits_own_files_come_compressed_from_the_proxys_memory(hall: Hall) -> None:
    first = hall.ask("/")
    script = re.search(r'src="\.(/static/js/[^"]+\.js)"', first.read().decode())
    assert script is not None
    sizes = {}
    for encoding in ("gzip, deflate, br", "gzip, deflate, br", "identity"):
        answer = hall.ask(script[1], Accept_Encoding=encoding)
        sizes[encoding] = len(answer.read())
        for name in ("Content-Security-Policy", *SAME_FOR_ALL):  # once, not by the proxy as well
            assert [len(each.headers.get_all(name, [])) for each in (first, answer)] == [1, 1]
        assert ("gzip" in encoding) == (answer.headers["Content-Encoding"] == "gzip")
        assert "immutable" in answer.headers["Cache-Control"]
    assert sizes["gzip, deflate, br"] < 0.5 * sizes["identity"]
    again = hall.proxy.requests(3, of=script[1])[-2]
    assert (again.cache, again.app) == ("HIT", "-")
    assert hall.ask("/static/js/no-such.js").headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("name", [APPS.name, "apps-in-containers.conf"])
def test_the_shipped_files_name_the_processes_in_the_same_way(name: str) -> None:
    lines = [line for line in APPS.with_name(name).read_text().splitlines() if line[0] != "#"]
    assert len(lines) == 2
    assert all(re.fullmatch(rf"server [\w.-]+:850\d {OPTIONS};", line) for line in lines)


def test_nginx_takes_the_shipped_files_as_they_are() -> None:
    nginx = find_nginx()
    assert nginx is not None
    tried = subprocess.run([nginx, "-t", "-c", SHIPPED], capture_output=True, text=True)
    assert tried.returncode == 0, tried.stderr


def test_an_answer_that_repeats_a_long_address_takes_no_process_from_others(hall: Hall) -> None:
    for _ in range(4):
        assert hall.ask(f"/{5000 * 'a'}/").status < 500
        assert hall.ask("/", Host=3000 * "a").status == 403
    assert [hall.ask("/").status for _ in range(4)] == 4 * [200]


def test_nobody_sends_file_after_file(hall: Hall) -> None:
    began = time.monotonic()
    sent = [hall.ask(f"/_stcore/upload_file/one/{number}").status for number in range(FILES)]
    taken, seconds = FILES - sent.count(429), time.monotonic() - began
    assert 429 not in sent[:AT_ONCE]
    assert taken <= AT_ONCE + seconds + 1  # one more a second
    assert hall.ask("/_stcore/upload_file/other/1").status != 429


def test_when_a_process_ends_its_visitors_move_to_the_other(hall: Hall) -> None:
    gone, stays = hall.apps  # in the last test, since nobody starts it again
    place = hall.place_at(gone)
    os.kill(gone.pid, signal.SIGKILL)
    answer = hall.ask("/", Cookie=f"{PLACE}={place}")
    assert answer.status == 200 and answer.headers["Set-Cookie"] is None
    assert hall.proxy.requests(2, of=place)[-1].app == f"{address(gone)}, {address(stays)}"
