"""How the app is reached, and what it never sends anywhere."""

import http.client
import re
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Response, WebSocketRoute, expect
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState

from pages.ui.app.room import address
from pages.ui.app.server import files, hosts
from pages.ui.app.server.headers import SAME_FOR_ALL
from pages.ui.app.tab import greeting
from tests.browser.driving import (
    STROKES,
    click,
    draw,
    go_to,
    open_app,
    soon,
    visitor,
)
from tests.browser.server import Server, outbound_connections, running_server

linux = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
STRANGERS = {"Host": "evil.example"}, {"Origin": "http://evil.example"}


@contextmanager
def noting_whom_it_talks_to(server: Server) -> Iterator[set[str]]:
    """Collect the addresses beyond this machine that the server talks to meanwhile."""
    addresses: set[str] = set()
    done = threading.Event()

    def watch() -> None:
        while not done.wait(0.02):
            addresses.update(outbound_connections(server.pid))

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield addresses
    finally:
        done.set()
        watcher.join()


def ask_for_a_socket(server: Server, header: dict[str, str]) -> int:
    """Return what the server says to who wants to be a visitor: 101 is yes."""
    connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=60)
    upgrade = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13"}
    key = {"Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ=="}
    connection.request("GET", "/_stcore/stream", headers=upgrade | key | header)
    return connection.getresponse().status


def test_every_answer_says_what_its_page_may_do(server: Server) -> None:
    for path in "/", "/train", "/favicon.png", "/_stcore/health", "/_stcore/upload_file/a/b":
        connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=60)
        connection.request("GET", path)
        headers = connection.getresponse().headers
        for name in ("Content-Security-Policy", *SAME_FOR_ALL):
            assert len(headers.get_all(name, [])) == 1, (path, name)


@linux
def test_the_second_request_on_a_connection_waits_for_nothing(server: Server) -> None:
    connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=60)
    seconds = []
    for _ in range(10):
        began = time.perf_counter()
        connection.request("GET", "/_stcore/health")
        connection.getresponse().read()
        seconds.append(time.perf_counter() - began)
    assert min(seconds[1:]) < 0.03, seconds  # each took 0.044


def test_what_is_asked_for_early_is_what_the_page_needs(page: Page, app_url: str) -> None:
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    open_app(page, app_url)
    paths = [urlsplit(answer.url).path[1:] for answer in answers]
    asked_early = re.findall(r"<\./([^>]+)>", files.early())
    assert {path: paths.count(path) for path in asked_early} == dict.fromkeys(asked_early, 1)
    scripts = [answer for answer in answers if answer.url.endswith(".js")]
    assert {answer.headers["content-encoding"] for answer in scripts} == {"gzip"}
    warned = [message.text for message in page.console_messages() if "preload" in message.text]
    assert warned == []


def test_a_pages_address_is_a_front_door_too(page: Page, tmp_path: Path) -> None:
    with running_server(tmp_path) as server:  # where st.navigation has never been called
        open_app(page, f"{server.url}/how-it-works")
        expect(page).to_have_title("How it works · Thirty Neurons")
        expect(page.get_by_role("heading", name="How it works")).to_be_visible()
        expect(page.get_by_role("link", name="Draw", exact=True)).to_be_visible()
        expect(page.get_by_role("link", name="streamlit app")).to_have_count(0)
        expect(page.get_by_role("dialog")).to_have_count(0)


@linux
def test_one_option_opens_the_app_to_phones_even_before_this_computer_has_opened_it(
    browser: Browser, tmp_path: Path
) -> None:
    own = {str(interface.ip) for interface in address.interfaces()}
    ways = address.ranked(address.interfaces(), address.way_out())
    if not ways:
        pytest.skip("this computer is in no network")
    options = address.command().removeprefix(address.START).split()[:2]
    with (
        running_server(tmp_path, options=options) as server,
        noting_whom_it_talks_to(server) as addresses,
    ):
        port = urlsplit(server.url).port
        for host in (ways[0], "localhost"):
            with visitor(browser, f"http://{host}:{port}", has_touch=True) as phone:
                expect(phone.get_by_role("heading", name="Draw a digit")).to_be_visible()
        statuses = {host: ask_for_a_socket(server, {"Host": host}) for host in hosts.own_names()}
        assert set(statuses.values()) == {101}
        assert {ask_for_a_socket(server, header) for header in STRANGERS} == {403}
    assert addresses - own == set()
    printed = (tmp_path / "server.log").read_text()
    # It would say this address, or that it did not find it out.
    assert "localhost" in printed and "external" not in printed.lower()


@linux
def test_nobody_outside_is_talked_to_not_even_about_a_stranger_who_is_turned_away(
    page: Page, server: Server, outside_requests: list[str]
) -> None:
    with noting_whom_it_talks_to(server) as addresses:
        open_app(page, server.url)
        draw(page, STROKES[2])
        assert [ask_for_a_socket(server, header) for header in STRANGERS] == [403, 403]
    assert addresses == set()
    assert outside_requests == []


def test_plotly_is_fetched_where_a_chart_is_and_not_before(page: Page, app_url: str) -> None:
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url.lower()))
    open_app(page, app_url)
    assert [url for url in fetched if "plotly" in url] == []
    go_to(page, "Train")  # before a run, so that its first point is drawn at once
    expect(page.locator(".js-plotly-plot .main-svg").first).to_be_visible()
    assert [url for url in fetched if "plotly" in url]


# What the browser asks for when it does not yet know of the next page.


@dataclass
class Crossing:
    """Holds a browser's requests back, as long as `holds`, until it asks for something else."""

    held: Callable[[ClientState], bool]
    holds: bool = True
    waiting: list[bytes] = field(default_factory=list)

    def stand_between(self, browser_side: WebSocketRoute) -> None:
        """Take the place of the line."""
        server_side = browser_side.connect_to_server()

        def ask(message: str | bytes) -> None:
            assert isinstance(message, bytes)
            asked = BackMsg.FromString(message)
            if self.holds and self.held(asked.rerun_script):
                self.waiting.append(message)
                return
            server_side.send(message)
            if asked.HasField("rerun_script"):
                while self.waiting:
                    server_side.send(self.waiting.pop())
                    self.holds = False

        browser_side.on_message(ask)

    def wait(self, page: Page) -> None:
        """Wait until something is held."""
        assert soon(page, lambda: bool(self.waiting)), "nothing was asked"


def test_a_part_that_runs_again_as_the_page_is_left_leaves_the_next_page_alone(
    page: Page, app_url: str
) -> None:
    clock = Crossing(held=lambda asked: bool(asked.fragment_id), holds=False)
    page.route_web_socket("**/_stcore/stream", clock.stand_between)
    page.goto(f"{app_url}/train?images=10000&epochs=500&start=1")
    status = page.locator(".st-key-run_status")
    expect(status).to_contain_text("It read")
    clock.holds = True
    clock.wait(page)
    page.get_by_role("link", name="Look inside").click()
    expect(page.get_by_role("heading", name="Look inside")).to_be_visible()
    click(status.get_by_role("button", name="Pause"))
    expect(page.get_by_role("heading", name="Look inside")).to_be_visible()
    expect(page.locator(".st-key-answer")).to_be_visible()


def test_whoever_leaves_a_page_before_it_has_greeted_them_sees_a_page(
    page: Page, app_url: str
) -> None:
    page.context.add_cookies([{"name": greeting.BROWSER, "value": "known", "url": app_url}])
    hello = Crossing(held=lambda asked: bool(asked.widget_states.widgets))
    page.route_web_socket("**/_stcore/stream", hello.stand_between)
    page.goto(app_url)
    hello.wait(page)
    click(page.get_by_role("link", name="Look inside"))
    expect(page.locator(".st-key-answer")).to_be_visible()
    expect(page.get_by_role("alert")).to_have_count(0)


# What the app's own scripts have going while nothing happens.
WATCHES = """(() => {
    window.watches = [];
    const note = (what) => new Error().stack.includes("thirty_neurons") && watches.push(what);
    const [observe, repeat] = [MutationObserver.prototype.observe, window.setInterval];
    MutationObserver.prototype.observe = function (target, options) {
        if (options.subtree && target.contains(document.querySelector('[data-testid="stMain"]')))
            note(`an observer of ${target.tagName}`);
        return observe.call(this, target, options);
    };
    window.setInterval = (act, wait, ...given) => {
        note(`a look every ${wait} ms`);
        return repeat(act, wait, ...given);
    };
})()"""


def test_draw_has_no_observer_of_the_page_and_looks_at_nothing_again_and_again(
    page: Page, app_url: str
) -> None:
    page.add_init_script(WATCHES)
    open_app(page, app_url)
    draw(page, STROKES[2])
    assert page.evaluate("watches") == []
