"""No page turns white or loses a part, however late the server sends what it has to say.

After a run of the whole page, a fragment runs before anything of the first is sent.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.driving import (
    SETTLED,
    STROKES,
    VIEWPORT,
    button,
    click,
    draw,
    go_to,
    open_app,
    settle,
    visitor,
)
from tests.browser.late import CLOCKS, HELD_BACK, IS_WHITE, RERUN, STRIKE
from tests.browser.room import join, open_room
from tests.browser.server import running_server

PAUSES = (0, 40)  # milliseconds between two clicks
# The parts of the page that have a name, each as often as it is there.
PARTS = """() => [...document.querySelectorAll('[class*="st-key-"]')]
    .map(part => /st-key-\\S+/.exec(part.className)[0]).sort()"""
TWO_CLICKS = """async ([first, pause, then]) => {
    document.querySelector(first).click();
    await new Promise(done => setTimeout(done, pause));
    document.querySelector(then).click();
}"""
UNDO_CORRECTION = ".st-key-it_was_row .stButton button"
CLEAR = ".st-key-clear button"
UNDO = ".st-key-undo button"
OTHER_PEOPLE = '.st-key-how_sure_people [aria-checked="false"]'
# Streamlit's app, which React has put on the page, is given a state that cannot be.
KILL = """() => {
    const root = document.querySelector("#root");
    const app = fiber => fiber && (fiber.stateNode?.handleMessage && fiber.stateNode.setState
        ? fiber.stateNode : app(fiber.child) ?? app(fiber.sibling));
    app(root[Object.keys(root).find(name => name.startsWith("__reactContainer$"))])
        .setState(() => { throw Error("killed by the test"); });
}"""
# As if the page had come back just now: it stays as it is, whenever it is looked at.
KILL_AGAIN = f"""async () => {{
    const came_back = () => sessionStorage.setItem("tn-came-back", Date.now());
    came_back();
    ({KILL})();
    while (!({IS_WHITE})()) await new Promise(requestAnimationFrame);
    came_back();
    window.strike();
}}"""


@dataclass(frozen=True)
class Case:
    """A page, what has to be done on it first, and what a fragment has that can be clicked."""

    name: str
    address: str
    prepare: Callable[[Page], None] = lambda page: None
    then: str = ""  # the page's clocks strike, if there is nothing to click


def with_strokes(page: Page) -> None:
    draw(page, STROKES[4] + STROKES[5])


def with_part(name: str) -> Callable[[Page], None]:
    return lambda page: click(page.get_by_role("radio", name=name))


def with_run(page: Page) -> None:
    click(button(page, "One mini-batch"))


def with_run_elsewhere(page: Page) -> None:
    with_run(page)
    go_to(page, "Mistakes")


def with_room(page: Page) -> None:
    open_room(page)
    settle(page)


def with_room_elsewhere(page: Page) -> None:
    with_room(page)
    go_to(page, "Backprop")


CASES = [
    Case("Draw", "", with_strokes, UNDO),
    Case("Numbers", "numbers", with_strokes, UNDO),
    Case("Room", "room", with_room),
]
# Of these no order of clicks is known that took something away without the mend.
MORE = [
    Case("Mistakes", "mistakes", with_part("How sure"), OTHER_PEOPLE),
    Case("Train", "train?images=2000", with_run, ".st-key-smooth label"),
    Case("sidebar", "room", with_room_elsewhere),
    Case("talk, drawing", "?talk=1", with_strokes, UNDO),
    Case("talk, teaching", "?talk=13", with_strokes, UNDO),
]


@pytest.fixture(scope="module")
def late_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start the app on a server that is late to send, and return where it answers."""
    with running_server(tmp_path_factory.mktemp("late"), program=HELD_BACK) as server:
        yield server.url


@pytest.fixture
def late(page: Page) -> Page:
    """Return an empty page, whose clocks can be made to strike; an error of it fails the test."""
    page.add_init_script(CLOCKS)
    return page


def rerun_and(page: Page, then: str) -> None:
    """Run the whole page and, before anything of that is sent, one of its fragments."""
    page.evaluate(RERUN)
    if then:
        page.locator(then).first.click()
    else:
        page.evaluate(STRIKE)
    settle(page)


def expect_the_same_after_a_rerun(page: Page) -> None:
    """A page that has lost a part would get it back when all of it runs again."""
    parts = page.evaluate(PARTS)
    page.evaluate(RERUN)
    settle(page)
    assert page.evaluate(PARTS) == parts


@pytest.mark.parametrize(
    "case",
    [*CASES, *(pytest.param(case, marks=pytest.mark.thorough) for case in MORE)],
    ids=lambda case: case.name,
)
def test_a_page_loses_no_part(case: Case, late: Page, late_url: str) -> None:
    open_app(late, f"{late_url}/{case.address}")
    case.prepare(late)
    rerun_and(late, case.then)
    expect_the_same_after_a_rerun(late)


def test_undo_of_a_correction_and_clear_leave_the_page_there(late: Page, late_url: str) -> None:
    open_app(late, late_url)
    with_part("It was")(late)
    for pause in PAUSES:
        draw(late, STROKES[4])
        click(late.locator(".st-key-it_was").get_by_role("radio", name="6"))
        late.evaluate(TWO_CLICKS, [UNDO_CORRECTION, pause, CLEAR])
        settle(late)
        expect_the_same_after_a_rerun(late)


@pytest.mark.thorough
def test_a_phone_loses_no_part(browser: Browser, late: Page, late_url: str) -> None:
    with visitor(browser, f"{late_url}/room") as host:
        join(late, late_url, open_room(host))
        rerun_and(late, "")
        late.locator(".tn-phone canvas").wait_for()
        expect_the_same_after_a_rerun(late)


def test_a_page_that_has_died_comes_back_with_the_drawing(browser: Browser, late_url: str) -> None:
    with browser.new_context(viewport=VIEWPORT) as context:  # its error is wanted
        context.add_init_script(path=SETTLED)
        context.add_init_script(CLOCKS)
        page = context.new_page()
        open_app(page, late_url)
        draw(page, STROKES[4])
        expect(page.locator(".st-key-answer")).to_contain_text("4")
        with page.expect_event("load"):
            page.evaluate(KILL)
        settle(page)
        expect(page.locator(".st-key-answer")).to_contain_text("4")
        page.evaluate(KILL_AGAIN)
        assert page.evaluate(IS_WHITE)
