"""No page turns white or loses a part, however late the server sends what it has to say.

After a run of the whole page, a fragment runs before anything of the first is sent.
"""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.driving import (
    SETTLED,
    STROKES,
    UNDO,
    VIEWPORT,
    button,
    click,
    draw,
    go_to,
    open_app,
    settle,
)
from tests.browser.failures import IS_WHITE
from tests.browser.room import open_room
from tests.browser.server import running_server

# Before the page's own scripts: all its clocks can be made to strike at once.
CLOCKS = """(() => {
    const clocks = new Map(), start = window.setInterval, stop = window.clearInterval;
    window.setInterval = (act, ...more) => {
        const number = start(act, ...more);
        clocks.set(number, act);
        return number;
    };
    window.clearInterval = number => {
        clocks.delete(number);
        stop(number);
    };
    window.strike = () => [...clocks.values()].forEach(act => act());
})()"""
# Streamlit's app is what React has put on the page; the stage of a talk takes Streamlit's key for
# a run of the whole page.
APP = """(() => {
    const root = document.querySelector("#root");
    const app = fiber => fiber && (fiber.stateNode?.rerunScript
        ? fiber.stateNode : app(fiber.child) ?? app(fiber.sibling));
    return app(root[Object.keys(root).find(name => name.startsWith("__reactContainer$"))]);
})()"""
RERUN = f"() => {APP}.rerunScript()"  # the whole page
PAUSES = (0, 40)  # milliseconds between two clicks
# The parts of the page that have a name, each as often as it is there.
PARTS = """() => [...document.querySelectorAll('[class*="st-key-"]')]
    .map(part => /st-key-\\S+/.exec(part.className)[0]).sort()"""
# What of the page is gone, or was taken away and put there anew, or is another part by now.
# A chart whose numbers change is a new one, rightly, and so is a picture beside the canvas.
REMEMBER = """() => {
    const name = part => /st-key-\\S+/.exec(part.className)?.[0] ?? "";
    const parts = [...document.querySelectorAll(
        'canvas:not(.tn-picture), [data-testid="stVerticalBlock"], '
            + '[class*="st-key-"]:not(:has(.js-plotly-plot))')];
    const names = parts.map(name);
    window.gone = () => parts.map((part, k) => [part, names[k]])
        .filter(([part, was]) => !part.isConnected || name(part) !== was)
        .map(([part, was]) => was || part.textContent);
}"""
GONE = "() => window.gone()"
TWO_CLICKS = """async ([first, pause, then]) => {
    document.querySelector(first).click();
    await new Promise(done => setTimeout(done, pause));
    document.querySelector(then).click();
}"""
# While the run of the whole page is far from sent, a button is pressed, or all clocks strike.
RERUN_AND = f"""async then => {{
    ({RERUN})();
    await new Promise(done => setTimeout(done, {PAUSES[1]}));
    then ? document.querySelector(then).click() : window.strike();
}}"""
UNDO_CORRECTION = ".st-key-it_was_row .stButton button"
CLEAR = ".st-key-clear button"
KILL = f"""() => {APP}.setState(() => {{ throw Error("killed by the test"); }})"""
# As if the page had come back just now: it stays as it is, whenever it is looked at.
KILL_AGAIN = f"""async () => {{
    const came_back = () => sessionStorage.setItem("tn-came-back", Date.now());
    came_back();
    ({KILL})();
    while (!({IS_WHITE})()) await new Promise(requestAnimationFrame);
    came_back();
    window.strike();
}}"""


def with_strokes(page: Page) -> None:
    draw(page, STROKES[5])  # without its roof it is a 5, too: what is said of it stays


def with_room_and_run(page: Page) -> None:
    open_room(page)
    settle(page)
    go_to(page, "Train")
    click(button(page, "One mini-batch"))
    go_to(page, "Backprop")


@pytest.fixture(scope="module")
def late_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start the app on a server that is late to send, and return where it answers."""
    with running_server(
        tmp_path_factory.mktemp("late"), program="tests.browser.held_back"
    ) as server:
        yield server.url


@pytest.fixture
def late(page: Page) -> Page:
    """Return an empty page, whose clocks can be made to strike; an error of it fails the test."""
    page.add_init_script(CLOCKS)
    return page


def expect_the_same_after_a_rerun(page: Page) -> None:
    """A page that has lost a part would get it back when all of it runs again."""
    parts = page.evaluate(PARTS)
    page.evaluate(RERUN)
    settle(page)
    assert page.evaluate(PARTS) == parts


@pytest.mark.parametrize(
    ("address", "prepare", "pressed"),
    [
        ("", with_strokes, UNDO),
        pytest.param("numbers", with_strokes, UNDO, marks=pytest.mark.thorough),
        pytest.param("room", with_room_and_run, "", marks=pytest.mark.thorough),
    ],
)
def test_a_page_loses_no_part(
    address: str, prepare: Callable[[Page], None], pressed: str, late: Page, late_url: str
) -> None:
    open_app(late, f"{late_url}/{address}")
    prepare(late)
    late.evaluate(REMEMBER)
    late.evaluate(RERUN_AND, pressed)
    settle(late)
    assert late.evaluate(GONE) == []


@pytest.mark.thorough
def test_undo_of_a_correction_and_clear_leave_the_page_there(late: Page, late_url: str) -> None:
    open_app(late, late_url)
    for pause in PAUSES:
        draw(late, STROKES[4])
        click(button(late, "Teach it"))
        click(late.locator(".st-key-it_was").get_by_role("radio", name="6"))
        late.evaluate(TWO_CLICKS, [UNDO_CORRECTION, pause, CLEAR])
        settle(late)
        expect_the_same_after_a_rerun(late)


@pytest.mark.thorough
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
