"""Scripts that do not arrive, or come from another server: the page goes on by itself."""

import re
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.driving import CANVAS, HEARD, STROKES, blocker, draw, settle, soon, wait_for
from tests.browser.serve import OTHER_SCRIPTS
from tests.browser.server import free_port, running_server

LATE = "Parts of this page have not arrived"
# After eight seconds; a test does not wait for them.
EIGHT_SECONDS_LATER = """() => document.getAnimations()
    .filter(({animationName}) => animationName === "tn-late").map(it => it.finish()).length"""
A_TENTH_AS_LONG = """const timeout = AbortSignal.timeout;
AbortSignal.timeout = (milliseconds) => timeout.call(AbortSignal, milliseconds / 10)"""
LOADED = """digest => performance.getEntriesByType("resource")
    .some(({name}) => name.includes(`/${digest}.json`))"""


def digest_of(url: str) -> str:
    """Return the digest of the scripts that a server has."""
    with urllib.request.urlopen(url) as answer:
        found = re.search(r"/tn/(\w+)\.json", answer.headers["Link"])
    assert found
    return found[1]


def test_scripts_that_do_not_arrive_are_named_and_asked_for_again(page: Page, app_url: str) -> None:
    block = blocker(page)
    block("*/tn/*")
    page.goto(app_url)
    wait_for(page, EIGHT_SECONDS_LATER)
    expect(page.get_by_text(LATE)).to_be_visible()
    expect(page.locator(CANVAS)).to_have_css("visibility", "hidden")  # nothing hears a stroke yet
    page.evaluate("window.isTheSamePage = true")
    block()
    expect(page.get_by_text(LATE)).to_be_hidden()
    settle(page)
    draw(page, STROKES[7])
    expect(page.locator(".tn-digit")).to_have_text("7")
    assert page.evaluate("isTheSamePage")


def test_scripts_that_come_to_a_halt_are_asked_for_again(page: Page, app_url: str) -> None:
    page.add_init_script(A_TENTH_AS_LONG)
    page.route("**/tn/*", lambda route: None, times=1)  # it is never answered
    page.goto(app_url)
    page.evaluate("window.isTheSamePage = true")
    settle(page)
    draw(page, STROKES[7])
    expect(page.locator(".tn-digit")).to_have_text("7")
    assert page.evaluate("isTheSamePage")


def test_a_server_that_has_no_scripts_is_not_asked_for_page_after_page(
    page: Page, app_url: str
) -> None:
    pages, asked = list[str](), list[int]()

    def refuse(route: Route) -> None:
        asked.append(len(pages))  # on which page
        route.fulfill(status=404)

    page.route("**/tn/**", refuse)
    page.on("framenavigated", lambda frame: pages.append(frame.url))
    page.goto(app_url)
    assert soon(page, lambda: asked.count(2) == 3)
    wait_for(page, EIGHT_SECONDS_LATER)
    expect(page.get_by_text(LATE)).to_be_visible()
    assert len(pages) == 2
    page.unroute("**/tn/**")
    expect(page.get_by_text(LATE)).to_be_hidden()
    settle(page)
    draw(page, STROKES[7])
    expect(page.locator(".tn-digit")).to_have_text("7")


def test_a_page_whose_scripts_arrive_says_nothing_of_them(app: Page) -> None:
    assert not app.evaluate(EIGHT_SECONDS_LATER)
    expect(app.get_by_text(LATE)).to_be_hidden()


@pytest.mark.thorough
@pytest.mark.parametrize("has_scripts", [True, False])
def test_a_server_that_is_started_with_other_scripts_has_them_taken(
    has_scripts: bool, page: Page, tmp_path: Path
) -> None:
    def answer(route: Route) -> None:
        # The app's question, after which it loads the page anew, and not Streamlit's.
        is_own = route.request.headers.get("cache-control") == "no-cache"
        (route.abort if is_own else route.continue_)()

    at = f"http://127.0.0.1:{free_port()}"
    page.route("**/_stcore/health", answer)
    block = blocker(page)
    block(*([] if has_scripts else ["*/tn/*"]))
    with running_server(tmp_path, at=at):
        page.goto(at)
        if has_scripts:
            settle(page)
            draw(page, STROKES[7])
        else:
            expect(page.get_by_text(LATE)).to_be_attached()
    block()
    with running_server(tmp_path, at=at, variables={OTHER_SCRIPTS: "// more"}):
        wait_for(page, LOADED, digest_of(at))
        settle(page)
        draw(page, STROKES[1])
        wait_for(page, HEARD, 1 + has_scripts)  # the first one was kept
