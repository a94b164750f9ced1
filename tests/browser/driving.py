"""Drive the app as a visitor would: open it, wait for it, draw on it."""

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import pairwise
from math import dist

from playwright.sync_api import FloatRect, Locator, Page, TimeoutError, expect

Point = tuple[float, float]
Stroke = list[Point]

IDLE = '[data-testid="stApp"][data-test-script-state="notRunning"]'
CANVAS = "canvas.upper-canvas"
PIXELS_A_MOVE = 15

# Milliseconds. The canvas sends 200 after the pen is lifted; a run that has not begun by
# RUN_BEGINS was too short to be seen.
RUN_BEGINS = 1500
QUIET = 300
SWAP = 1500  # until a chart with new data has taken the old one's place
MOST_RUNS = 10

# A chart that changes has a second one behind it, which cannot be seen.
TEST_CURVE = """() => {
    const chart = [...document.querySelectorAll(".js-plotly-plot")].find(chart =>
        chart.data?.[0]?.name === "test images"
        && getComputedStyle(chart).visibility === "visible");
    if (!chart) return undefined;
    const {x, y} = chart._fullData[0];  // in `data` they may be packed
    return Array.from(x, (value, point) => [value, y[point]]);
}"""

COUNT_RUNS = """() => {
    if (window.runsSeen !== undefined) return;
    window.runsSeen = 0;
    const app = document.querySelector('[data-testid="stApp"]');
    new MutationObserver(() => {
        if (app.dataset.testScriptState === "running") window.runsSeen += 1;
    }).observe(app, {attributeFilter: ["data-test-script-state"]});
}"""


def wait_until_idle(page: Page, timeout: float = 30_000) -> None:
    """Wait until the page's script is not running, for at most timeout milliseconds."""
    page.locator(IDLE).wait_for(timeout=timeout)


def open_app(page: Page, url: str) -> None:
    """Open url and wait until it has been drawn."""
    page.goto(url)
    wait_until_idle(page)


def go_to(page: Page, name: str) -> None:
    """Open another page of the app through the sidebar, and wait for its heading."""
    page.get_by_role("link", name=name, exact=True).click()
    heading = page.get_by_role("main").get_by_role("heading", level=2)
    expect(heading).to_contain_text(name, timeout=20_000)


def use_network(page: Page, name: str) -> None:
    """Choose the network in use, by the first words of its name."""
    begins = re.compile(f"^{re.escape(name)}")
    choice = page.get_by_test_id("stSidebar").get_by_role("combobox", name="Network in use")
    choice.click()
    page.get_by_role("option", name=begins).click()
    expect(choice).to_have_value(begins)
    wait_until_idle(page)


def button(page: Page, name: str) -> Locator:
    """Return a button of the page itself, not of the sidebar, by what stands on it."""
    return page.get_by_role("main").get_by_role("button", name=name, exact=True)


def accuracy_curve(page: Page) -> list[tuple[float, float]]:
    """Return the points of the Train page's test curve: epochs, and % read right."""
    points = page.wait_for_function(TEST_CURVE).json_value()
    return [(float(x), float(y)) for x, y in points]


def epochs_on_curve(page: Page) -> list[int]:
    """Return the epochs at whose end the accuracy curve has a point."""
    return [int(x) for x, _ in accuracy_curve(page) if x >= 1]


def wait_for_epoch(page: Page, epoch: int, timeout: float = 60_000) -> None:
    """Wait until the accuracy curve reaches the end of an epoch, at most timeout milliseconds."""
    reached = f"epoch => ({TEST_CURVE})()?.at(-1)?.[0] >= epoch"
    page.wait_for_function(reached, arg=epoch, timeout=timeout)


def draw(page: Page, strokes: list[Stroke]) -> None:
    """Draw with the mouse and wait until the app has answered.

    Parameters
    ----------
    page
        Shows one canvas.
    strokes
        Points from (0, 0), the canvas's upper left corner, to (1, 1), its lower right.
    """
    canvas = page.locator(CANVAS)
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box is not None, "the canvas is not on the screen"
    page.evaluate(COUNT_RUNS)
    seen = 0
    for stroke in strokes:
        _press_and_move(page, box, stroke)
        # Before the pen is lifted: lifting it is what starts the run.
        seen = _runs_seen(page)
        page.mouse.up()
    _wait_for_answer(page, seen)


def wait_for_answer_to(page: Page, act: Callable[[], None]) -> None:
    """Do something that the app answers, such as a click, and wait until it has."""
    page.evaluate(COUNT_RUNS)
    seen = _runs_seen(page)
    act()
    _wait_for_answer(page, seen)


def _press_and_move(page: Page, box: FloatRect, stroke: Stroke) -> None:
    points = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in stroke]
    page.mouse.move(*points[0])
    page.mouse.down()
    for here, there in pairwise(points):
        # Between two points a hand passes through others.
        page.mouse.move(*there, steps=1 + int(dist(here, there) / PIXELS_A_MOVE))


def _runs_seen(page: Page) -> int:
    return int(page.evaluate("window.runsSeen"))


def _wait_for_answer(page: Page, seen: int) -> None:
    """Wait for a run to begin, and then until no other follows it.

    On a page that runs again every second a quiet moment may never come: then a few runs do.
    """
    with suppress(TimeoutError):
        page.wait_for_function("seen => window.runsSeen > seen", arg=seen, timeout=RUN_BEGINS)
    for _ in range(MOST_RUNS):
        wait_until_idle(page)
        seen = _runs_seen(page)
        page.wait_for_timeout(QUIET)
        if _runs_seen(page) == seen:
            return


def _smooth(through: Stroke, between: int = 4) -> Stroke:
    """Return a Catmull-Rom curve through the given points.

    From each point to the next it takes `between` steps. A point given twice is a corner.
    """
    padded = [through[0], *through, through[-1]]
    return [*_curve(padded, between), through[-1]]


def _curve(padded: Stroke, between: int) -> Iterator[Point]:
    for start in range(len(padded) - 3):
        before, here, there, after = padded[start : start + 4]
        for step in range(between if here != there else 0):
            t = step / between
            x, y = (
                _catmull_rom(before[axis], here[axis], there[axis], after[axis], t)
                for axis in (0, 1)
            )
            yield x, y


def _catmull_rom(before: float, here: float, there: float, after: float, t: float) -> float:
    bend = 2 * before - 5 * here + 4 * there - after
    twist = 3 * (here - there) + after - before
    return here + t * ((there - before) + t * (bend + t * twist)) / 2


STROKES: dict[int, list[Stroke]] = {
    0: [
        _smooth(
            [
                (0.58, 0.22),
                (0.45, 0.21),
                (0.34, 0.32),
                (0.30, 0.50),
                (0.34, 0.70),
                (0.47, 0.79),
                (0.62, 0.73),
                (0.69, 0.55),
                (0.67, 0.35),
                (0.56, 0.21),
            ]
        )
    ],
    1: [_smooth([(0.57, 0.20), (0.54, 0.34), (0.515, 0.50), (0.485, 0.65), (0.46, 0.80)])],
    2: [
        _smooth(
            [
                (0.33, 0.34),
                (0.38, 0.24),
                (0.50, 0.20),
                (0.62, 0.27),
                (0.63, 0.40),
                (0.54, 0.54),
                (0.42, 0.67),
                (0.31, 0.78),
                (0.31, 0.78),
                (0.45, 0.77),
                (0.58, 0.79),
                (0.70, 0.76),
            ]
        )
    ],
    3: [
        _smooth(
            [
                (0.34, 0.27),
                (0.46, 0.20),
                (0.60, 0.25),
                (0.61, 0.37),
                (0.52, 0.46),
                (0.44, 0.48),
                (0.44, 0.48),
                (0.58, 0.52),
                (0.65, 0.63),
                (0.60, 0.75),
                (0.47, 0.80),
                (0.33, 0.74),
            ]
        )
    ],
    4: [
        _smooth(
            [
                (0.40, 0.20),
                (0.36, 0.33),
                (0.32, 0.45),
                (0.30, 0.54),
                (0.30, 0.54),
                (0.42, 0.55),
                (0.55, 0.53),
                (0.71, 0.51),
            ]
        ),
        _smooth([(0.62, 0.22), (0.61, 0.38), (0.595, 0.55), (0.58, 0.68), (0.57, 0.80)]),
    ],
    5: [
        _smooth(
            [
                (0.42, 0.22),
                (0.40, 0.34),
                (0.37, 0.46),
                (0.37, 0.46),
                (0.47, 0.43),
                (0.60, 0.47),
                (0.66, 0.58),
                (0.61, 0.72),
                (0.48, 0.80),
                (0.33, 0.75),
            ]
        ),
        _smooth([(0.42, 0.22), (0.48, 0.225), (0.54, 0.22), (0.60, 0.21), (0.67, 0.20)]),
    ],
    6: [
        _smooth(
            [
                (0.60, 0.20),
                (0.47, 0.30),
                (0.37, 0.46),
                (0.33, 0.63),
                (0.38, 0.76),
                (0.50, 0.80),
                (0.62, 0.73),
                (0.64, 0.60),
                (0.54, 0.53),
                (0.43, 0.57),
                (0.35, 0.67),
            ]
        )
    ],
    7: [
        _smooth(
            [
                (0.31, 0.25),
                (0.45, 0.25),
                (0.67, 0.22),
                (0.67, 0.22),
                (0.61, 0.38),
                (0.54, 0.53),
                (0.48, 0.68),
                (0.45, 0.80),
            ]
        )
    ],
    8: [
        _smooth(
            [
                (0.61, 0.28),
                (0.52, 0.21),
                (0.41, 0.24),
                (0.38, 0.35),
                (0.48, 0.46),
                (0.60, 0.57),
                (0.63, 0.70),
                (0.53, 0.80),
                (0.40, 0.76),
                (0.37, 0.65),
                (0.47, 0.52),
                (0.58, 0.42),
                (0.63, 0.32),
                (0.60, 0.26),
            ]
        )
    ],
    9: [
        _smooth(
            [
                (0.63, 0.33),
                (0.55, 0.22),
                (0.43, 0.23),
                (0.35, 0.34),
                (0.38, 0.46),
                (0.49, 0.49),
                (0.59, 0.43),
                (0.64, 0.30),
                (0.635, 0.44),
                (0.60, 0.62),
                (0.56, 0.80),
            ]
        )
    ],
}
