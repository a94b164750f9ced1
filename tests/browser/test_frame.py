"""How the app is reached, and what it never sends anywhere."""

import http.client
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Response, WebSocketRoute, expect
from streamlit.proto.BackMsg_pb2 import BackMsg

from pages.ui.app.places import DRAW, JOIN, NOTES, PLACES
from pages.ui.app.server import files, host_names
from pages.ui.app.server.headers import SAME_FOR_ALL
from pages.ui.every_page.tab import greeting
from pages.ui.room import joining
from tests.browser.driving import STROKES, click, draw, go_to, open_app, soon, visitor
from tests.browser.serve import TALKS_TO
from tests.browser.server import Server, is_healthy, running_server
from tests.thorough import some

linux = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
STRANGERS = {"Host": "evil.example"}, {"Origin": "http://evil.example"}


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


@pytest.fixture(params=some(["", "/digits"]))
def app_below(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    """Return the address of the app, as it is and below another one."""
    path = request.param
    if not path:
        yield request.getfixturevalue("app_url")
        return
    monkeypatch.setattr("tests.browser.server.is_healthy", lambda url: is_healthy(url + path))
    with running_server(tmp_path, options=["--server.baseUrlPath", path]) as server:
        yield server.url + path


def test_no_page_asks_for_what_is_not_there(page: Page, app_below: str) -> None:
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    for place in some((JOIN, NOTES, *PLACES)):
        name = "" if place is DRAW else Path(place.path).stem
        open_app(page, f"{app_below}/{name}")
        expect(page.get_by_test_id("stMainBlockContainer")).not_to_be_empty()
    open_app(page, f"{app_below}/train")
    go_to(page, "Draw")
    assert page.url == f"{app_below}/"
    assert [(each.status, each.url) for each in answers if each.status >= 400] == []


def test_what_is_asked_for_early_is_what_the_page_needs(page: Page, app_url: str) -> None:
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    open_app(page, app_url)
    paths = [urlsplit(answer.url).path[1:] for answer in answers]
    asked_early = re.findall(r"<\./([^>]+)>", files.early(""))
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
    ways = joining.addresses()
    if not ways:
        pytest.skip("this computer is in no network")
    with running_server(tmp_path, options=joining.START.split()[-2:]) as server:
        port = urlsplit(server.url).port
        for host in (ways[0], "localhost"):
            with visitor(browser, f"http://{host}:{port}", has_touch=True) as phone:
                expect(phone.get_by_role("heading", name="Draw a digit")).to_be_visible()
        names = host_names.own_names()
        statuses = {name: ask_for_a_socket(server, {"Host": name}) for name in names}
        assert set(statuses.values()) == {101}
        assert {ask_for_a_socket(server, header) for header in STRANGERS} == {403}
    printed = server.log.read_text()
    assert TALKS_TO not in printed
    # It would say this address, or that it did not find it out.
    assert "localhost" in printed and "external" not in printed.lower()


def test_nobody_outside_is_talked_to_not_even_about_a_stranger_who_is_turned_away(
    page: Page, server: Server
) -> None:
    open_app(page, server.url)
    draw(page, STROKES[2])
    assert [ask_for_a_socket(server, header) for header in STRANGERS] == [403, 403]
    assert TALKS_TO not in server.log.read_text()


def test_whoever_leaves_a_page_before_it_has_greeted_them_sees_a_page(
    page: Page, app_url: str
) -> None:
    held: list[bytes] = []  # what the tab says, until the browser asks for another page
    is_said = False

    def stand_between(browser_side: WebSocketRoute) -> None:
        server_side = browser_side.connect_to_server()

        def ask(message: str | bytes) -> None:
            nonlocal is_said
            assert isinstance(message, bytes)
            asked = BackMsg.FromString(message)
            if asked.rerun_script.widget_states.widgets and not is_said:
                held.append(message)
                return
            server_side.send(message)
            while held and asked.HasField("rerun_script"):
                server_side.send(held.pop())
                is_said = True

        browser_side.on_message(ask)

    page.context.add_cookies([{"name": greeting.BROWSER, "value": "known", "url": app_url}])
    page.route_web_socket("**/_stcore/stream", stand_between)
    page.goto(app_url)
    assert soon(page, lambda: bool(held))
    click(page.get_by_role("link", name="Look inside"))
    expect(page.locator(".st-key-answer")).to_be_visible()
    expect(page.get_by_role("alert")).to_have_count(0)
    assert is_said
