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
    place_of,
    settle,
)
from tests.browser.failures import IS_WHITE
from tests.browser.late import APP, CLOCKS, HELD_BACK, RERUN
from tests.browser.room import open_room
from tests.browser.server import running_server

PAUSES = (0, 40)  # milliseconds between two clicks
BESIDE = 100  # pixels from the knob of a slider
LONG = "seeds=1-60&epochs=1&images=5000"  # an experiment of a minute
# The parts of the page that have a name, each as often as it is there.
PARTS = """() => [...document.querySelectorAll('[class*="st-key-"]')]
    .map(part => /st-key-\\S+/.exec(part.className)[0]).sort()"""
# What of the page is gone, or was taken away and put there anew, or is another part by now.
# A chart whose numbers change is a new one, rightly.
REMEMBER = """() => {
    const name = part => /st-key-\\S+/.exec(part.className)?.[0] ?? "";
    const parts = [...document.querySelectorAll(
        'canvas, [data-testid="stVerticalBlock"], [class*="st-key-"]:not(:has(.js-plotly-plot))')];
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
# The run of the whole page has begun, and is far from sent.
RERUN_AND = f"""async then => {{
    ({RERUN})();
    await new Promise(done => setTimeout(done, {PAUSES[1]}));
    then ? document.querySelector(then).click() : window.strike();
}}"""
UNDO_CORRECTION = ".st-key-it_was_row .stButton button"
CLEAR = ".st-key-clear button"
UNDO = ".st-key-undo button"
OTHER_PEOPLE = '.st-key-how_sure_people [aria-checked="false"]'
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


def nothing(page: Page) -> None:
    """Leave the page as it opens."""


def with_strokes(page: Page) -> None:
    draw(page, STROKES[4] + STROKES[5])


def with_part(name: str) -> Callable[[Page], None]:
    return lambda page: click(page.get_by_role("radio", name=name))


def with_room(page: Page) -> None:
    open_room(page)
    settle(page)


def with_room_and_run(page: Page) -> None:
    with_room(page)
    go_to(page, "Train")
    click(button(page, "One mini-batch"))


def with_room_and_run_elsewhere(page: Page) -> None:
    with_room_and_run(page)
    go_to(page, "Backprop")


def with_experiment(page: Page) -> None:
    button(page, "Start").click()
    page.get_by_test_id("stProgress").first.wait_for()
    settle(page)


def with_correction(page: Page) -> None:
    draw(page, STROKES[4])
    click(page.get_by_role("radio", name="6"))


def strike(page: Page) -> None:
    """Let what looks again and again look now."""
    page.evaluate(RERUN_AND, "")


def press(selector: str) -> Callable[[Page], None]:
    return lambda page: page.evaluate(RERUN_AND, selector)


def slide(page: Page) -> None:
    knob = place_of(page.get_by_role("slider"))
    page.evaluate(RERUN)
    page.mouse.click(knob["x"] + BESIDE, knob["y"] + knob["height"] / 2)


@dataclass(frozen=True)
class Case:
    """A page, what has to be done on it first, and what then runs all of it and one fragment."""

    name: str
    address: str
    prepare: Callable[[Page], None]
    act: Callable[[Page], None]


CASES = [
    Case("Draw", "", with_strokes, press(UNDO)),
    Case("Numbers", "numbers", with_strokes, press(UNDO)),
    Case("sidebar", "room", with_room_and_run_elsewhere, strike),
]
MORE = [
    Case("Room", "room", with_room, strike),
    Case("Train", "room", with_room_and_run, strike),
    Case("Mistakes", "mistakes", with_part("How sure"), press(OTHER_PEOPLE)),
    Case("Experiments", f"experiments?{LONG}", with_experiment, strike),
    Case("talk, drawing", "?talk=1", with_strokes, press(UNDO)),
    Case("talk, training", "?talk=8", nothing, strike),
    Case("talk, maps", "?talk=10", nothing, strike),
    Case("talk, mistakes", "?talk=12", nothing, slide),
    Case("talk, teaching", "?talk=13", with_correction, strike),
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
    late.evaluate(REMEMBER)
    case.act(late)
    settle(late)
    assert late.evaluate(GONE) == []


def test_undo_of_a_correction_and_clear_leave_the_page_there(late: Page, late_url: str) -> None:
    open_app(late, late_url)
    with_part("It was")(late)
    for pause in PAUSES:
        draw(late, STROKES[4])
        click(late.locator(".st-key-it_was").get_by_role("radio", name="6"))
        late.evaluate(TWO_CLICKS, [UNDO_CORRECTION, pause, CLEAR])
        settle(late)
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
