"""Drive the app as a visitor would: start a browser, open the app, wait for it, draw on it."""

import io
import re
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import pairwise
from math import dist
from pathlib import Path
from typing import Any, Literal

import numpy as np
from PIL import Image, ImageDraw
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Error,
    FilePayload,
    FloatRect,
    Frame,
    Locator,
    Page,
    TimeoutError,
    ViewportSize,
    WebSocketRoute,
    expect,
    sync_playwright,
)

from nn.mnist import Bytes
from tests.browser.failures import watched
from tests.chromium import NOT_FOUND, find_chromium

Point = tuple[float, float]
Stroke = list[Point]

VIEWPORT: ViewportSize = {"width": 1280, "height": 800}
STILL: Literal["reduce"] = "reduce"  # nothing moves by itself, such as the example on Draw
OPTIONS = [
    "--disable-gpu",
    # No suggestions below the address, which are two pages of Chromium's for each window.
    "--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup",
    # One process for all pages of a visitor: a new page has the scripts compiled, and takes three
    # quarters of the work.
    "--renderer-process-limit=1",
    "--disable-site-isolation-trials",
]

CANVAS = "canvas.upper-canvas"
UNDO = ".st-key-undo button"
PIXELS_A_MOVE = 120  # a very quick hand: each move takes the browser two frames

# Milliseconds. So long what a test waits for may take on a machine that is busy with other things.
PATIENCE = 60_000
SETTLES = 20_000  # a page that has not settled by then never does
LOOKS_OFTEN = 30  # at first, and then less and less often: each look takes the browser a moment
LOOKS_SELDOM = 200
LONGER = 1.2  # how many times as long as the pause before

# Every page of a test has it: `settled()` is the page's own word that all is done.
SETTLED = Path(__file__).with_name("settled.js")
WAIT_UNTIL_SETTLED = """patience => Promise.race([
    settled(), new Promise((done, give_up) => setInterval(() =>
        give_up(new Error(`not settled: ${JSON.stringify(unsettled())}`)), patience))])"""

# Each dot says what it stands for: "test images: 95.12 % after 2 epochs".
TEST_CURVE = """() => [...document.querySelectorAll(".tn-curve-test circle title")]
    .map(({textContent}) => textContent.match(/(\\S+) % after (\\S+)/))
    .map(([, share, epochs]) => [Number(epochs), Number(share)])"""

# The chart's own axes tell where on the screen a point is. Plotly draws, then makes room for a
# scale; what can be clicked comes next, and last who hears of it.
PLACE_ON_SCREEN = """(chart, [x, y]) => {
    const {xaxis, yaxis} = chart._fullLayout, box = chart.getBoundingClientRect();
    const place = [box.left + xaxis._offset + xaxis.l2p(x), box.top + yaxis._offset + yaxis.l2p(y)];
    const hit = document.elementFromPoint(...place);
    const hears = chart._ev._events.plotly_selected;
    return hears && chart.contains(hit) && hit.closest(".draglayer") ? place : undefined;
}"""

# How many strokes the server has. The element may be missing for a moment, while it is replaced.
HEARD = """count => document.querySelector("[data-known]")?.dataset.known === `${count}`"""

INK = """canvas => canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height)
    .data.filter((red, at) => at % 4 === 0 && red < 128).length"""


@contextmanager
def running_browser() -> Iterator[Browser]:
    """Start Chromium without a window, or exit with a sentence if there is none."""
    with running_profile() as profile:
        assert profile.browser
        yield profile.browser


@contextmanager
def running_profile() -> Iterator[BrowserContext]:
    """Start Chromium with a profile of its own, or exit with a sentence if there is none.

    Its pages share a cache on disk, also of compiled scripts: from the second on, a page of the app
    is there after two thirds of the work.
    """
    chromium = find_chromium()
    if chromium is None:
        sys.exit(NOT_FOUND)
    with sync_playwright() as playwright:
        profile = playwright.chromium.launch_persistent_context(
            "", executable_path=chromium, args=OPTIONS, viewport=VIEWPORT, reduced_motion=STILL
        )
        profile.add_init_script(path=SETTLED)
        yield profile
        profile.close()


def forget_visitor(profile: BrowserContext, *kept: Page) -> None:
    """Close a profile's pages but the first, without which it would end, and clear its storage."""
    first, *others = profile.pages
    for page in others:
        if page not in kept:
            page.close()
    session = profile.new_cdp_session(first)
    everywhere = {"origin": "*", "storageTypes": "cookies,local_storage"}
    session.send("Storage.clearDataForOrigin", everywhere)
    session.detach()


def settle(page: Page | Frame) -> None:
    """Wait until a page, or one in a frame, is settled: all is read, sent, answered and drawn.

    Raises
    ------
    Error
        Playwright's, which says what the page still waits for.
    """
    while True:
        with a_page_that_may_load(page):
            page.evaluate(WAIT_UNTIL_SETTLED, SETTLES)
            return


def blocker(page: Page) -> Callable[..., object]:
    """Return what blocks the addresses that it is called with, and no other, in a page."""
    session = page.context.new_cdp_session(page)
    page.on("close", lambda _: session.detach())
    session.send("Network.enable")
    return lambda *urls: session.send("Network.setBlockedURLs", {"urls": urls})


def wait_for(page: Page, script: str, arg: Any = None, *, timeout: float = PATIENCE) -> Any:
    """Wait until a script in the page answers something true, and return that.

    Playwright's `wait_for_function` would do it within the page, with an `eval` that the app's
    security headers forbid.

    Parameters
    ----------
    script
        An expression, or a function of `arg`.
    timeout
        Milliseconds.

    Raises
    ------
    TimeoutError
        Playwright's, with the script and its last answer.
    """
    answer, end, pause = None, time.monotonic() + timeout / 1000, float(LOOKS_OFTEN)
    while True:
        with a_page_that_may_load(page):
            answer = page.evaluate(script, arg)
        if answer:
            return answer
        if time.monotonic() > end:
            raise TimeoutError(f"After {timeout} ms the answer is still {answer!r}: {script}")
        page.wait_for_timeout(pause)
        pause = min(LONGER * pause, LOOKS_SELDOM)


# What Playwright says of a script that ends since its page loads another address.
LOADS = ("context was destroyed", "settled is not defined")


@contextmanager
def a_page_that_may_load(page: Page | Frame) -> Iterator[None]:
    """Go on if the page's scripts end because it loads another address."""
    try:
        yield
    except Error as error:
        if not any(words in str(error) for words in LOADS):
            raise
        page.wait_for_load_state()


def hold_back(page: Page, begins: Callable[[str | bytes], bool]) -> list[Callable[[], None]]:
    """Hold back what the server tells a page, from a message on that `begins`.

    The list grows with each message. Called one after the other, they are sent on.
    """
    held: list[Callable[[], None]] = []

    def stand_between(socket: WebSocketRoute) -> None:
        def hear(message: str | bytes) -> None:
            if held or begins(message):
                held.append(partial(socket.send, message))
            else:
                socket.send(message)

        socket.connect_to_server().on_message(hear)

    page.route_web_socket("**/_stcore/stream", stand_between)
    return held


def open_app(page: Page, url: str) -> None:
    """Open url and wait until all of it is there."""
    page.goto(url)
    settle(page)


@contextmanager
def visitor(browser: Browser, url: str = "", **options: Any) -> Iterator[Page]:
    """Open url for a new visitor, or an empty page; `options` are those of a browser's context."""
    settings = {"viewport": VIEWPORT, "reduced_motion": STILL, **options}
    with browser.new_context(**settings) as context:
        context.add_init_script(path=SETTLED)
        with watched(context):
            page = context.new_page()
            if url:
                open_app(page, url)
            yield page


def go_to(page: Page, name: str) -> None:
    """Open another page of the app through the sidebar, and wait until all of it is there."""
    # Not in the text: a click that is tried again may find the other page, which explains its name.
    page.get_by_test_id("stSidebar").get_by_role("link", name=name, exact=True).click()
    expect(page.get_by_role("main").get_by_role("heading", level=1)).to_contain_text(name)
    settle(page)  # parts of the page before stand beside the new ones until then


def network_in_use(page: Page) -> Locator:
    """Return the sidebar's choice of the network in use."""
    return page.get_by_test_id("stSidebar").get_by_role("combobox", name="Network in use")


def use_network(page: Page, name: str) -> None:
    """Choose the network in use, by a part of its name, such as "book" or "draw"."""
    named, choice = re.compile(re.escape(name)), network_in_use(page)
    page.mouse.move(0, 0)  # where the pointer was left, a hint may lie over the choice
    choice.click()
    page.get_by_role("option", name=named).click()
    expect(choice).to_have_value(named)
    settle(page)


def button(page: Page, name: str) -> Locator:
    """Return a button of the page itself, not of the sidebar, by its label."""
    return page.get_by_role("main").get_by_role("button", name=name, exact=True)


def accuracy_curve(page: Page) -> list[tuple[float, float]]:
    """Return the points (epoch, % read right) of the Train page's test curve."""
    points = wait_for(page, TEST_CURVE)
    return [(float(x), float(y)) for x, y in points]


def epochs_on_curve(page: Page) -> list[int]:
    """Return the epochs that have a point at their end on the accuracy curve."""
    return [int(x) for x, _ in accuracy_curve(page) if x >= 1]


def wait_for_epoch(page: Page, epoch: int) -> None:
    """Wait until the accuracy curve reaches the end of an epoch."""
    reached = f"epoch => ({TEST_CURVE})()?.at(-1)?.[0] >= epoch"
    wait_for(page, reached, epoch, timeout=PATIENCE)


def click_chart(chart: Locator, x: float, y: float) -> None:
    """Click a chart at the place that its axes call x and y."""
    chart.page.mouse.click(*place_in_chart(chart, x, y))


def place_in_chart(chart: Locator, x: float, y: float) -> tuple[float, float]:
    """Return where on the screen a chart is at x and y, once it can be clicked there."""
    settle(chart.page)  # each selection replaces the chart by a new one
    chart.scroll_into_view_if_needed()
    seen: list[Any] = [None]

    def stands_still() -> bool:
        seen.append(chart.evaluate(PLACE_ON_SCREEN, [x, y]))
        return seen[-1] is not None and seen[-1] == seen[-2]

    assert soon(chart.page, stands_still), f"nothing can be clicked at {x}, {y}"
    left, top = seen[-1]
    return left, top


def click_tile(chart: Locator, neuron: int) -> None:
    """Click the weight map of a neuron, counted from 1, beside its middle."""
    settle(chart.page)  # each selection replaces the chart by a new one
    tiles = "chart._fullData.at(-1)"
    x, y = chart.evaluate(f"(chart, k) => [{tiles}.x[k], {tiles}.y[k]]", neuron - 1)
    click_chart(chart, x + 5, y - 5)


def soon(page: Page, holds: Callable[[], bool]) -> bool:
    """Tell whether something holds before patience ends: a busy machine may show it late."""
    end = time.monotonic() + PATIENCE / 1000
    while not holds():
        if time.monotonic() > end:
            return False
        page.wait_for_timeout(LOOKS_OFTEN)
    return True


def place_of(part: Locator) -> FloatRect:
    """Return where on the screen an element is, once the page is settled."""
    settle(part.page)
    place = part.bounding_box()
    assert place, f"{part} is not to be seen"
    return place


def draw(page: Page, strokes: list[Stroke]) -> None:
    """Draw with the mouse and wait for the app's answer.

    Parameters
    ----------
    strokes
        Points from (0, 0), the canvas's upper left corner, to (1, 1), its lower right.
    """
    page.locator(CANVAS).scroll_into_view_if_needed()
    draw_at_once(page, strokes)
    settle(page)


def draw_at_once(
    page: Page, strokes: list[Stroke], *, lift: bool = True, box: FloatRect | None = None
) -> None:
    """Draw with the mouse and wait for nothing; the last stroke's pen may stay down.

    A page that has no server is never settled, and one may be in a frame: there, `box` says where
    the canvas is.
    """
    box = box or place_of(page.locator(CANVAS))
    for stroke in strokes:
        points = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in stroke]
        page.mouse.move(*points[0])
        page.mouse.down()
        for here, there in pairwise(points):
            # A hand passes through the points between.
            page.mouse.move(*there, steps=1 + int(dist(here, there) / PIXELS_A_MOVE))
        if lift or stroke is not strokes[-1]:
            page.mouse.up()


def click(part: Locator) -> None:
    """Click something, and wait until the page is settled."""
    part.click()
    settle(part.page)


def pixels(page: Page, part: Locator) -> Bytes:
    """Return what is seen of a part of the page, (height, width, 3) in 0..255."""
    shot = page.screenshot(clip=place_of(part), animations="disabled")
    return np.asarray(Image.open(io.BytesIO(shot)).convert("RGB"))


def border(seen: Bytes) -> list[int]:
    """Return how light each side of what `pixels` has seen is at its outermost three pixels.

    A side is as light as the lightest place along it: a gap counts.
    """
    grey = seen.max(axis=2)
    edges = grey[:3], grey[-3:], grey[:, :3], grey[:, -3:]
    return [int(edge.min(axis=k // 2).max()) for k, edge in enumerate(edges)]


def ink_on_canvas(page: Page) -> int:
    """Return how many pixels of the canvas the visitor sees dark."""
    return int(page.locator("canvas.dc-canvas.lower-canvas").evaluate(INK))


def choose_eraser(page: Page) -> None:
    """Choose the eraser, and wait until the canvas has it."""
    click(page.get_by_role("radio", name="Eraser"))
    expect(page.get_by_role("radio", name="Eraser")).to_be_checked()


def picture_of_seven() -> FilePayload:
    """Return a photo of a seven, to be loaded."""
    image = Image.new("RGB", (900, 1200), "#e8e0d0")
    ImageDraw.Draw(image).line([(200, 250), (650, 250), (400, 1000)], "#222233", 60)
    stream = io.BytesIO()
    image.save(stream, "JPEG")
    return {"name": "seven.jpg", "mimeType": "image/jpeg", "buffer": stream.getvalue()}


# Points of each stroke, in hundredths of the canvas. A point given twice is a corner.
POINTS = {
    0: ["58,22 45,21 34,32 30,50 34,70 47,79 62,73 69,55 67,35 56,21"],
    1: ["57,20 54,34 51.5,50 48.5,65 46,80"],
    2: ["33,34 38,24 50,20 62,27 63,40 54,54 42,67 31,78 31,78 45,77 58,79 70,76"],
    3: ["34,27 46,20 60,25 61,37 52,46 44,48 44,48 58,52 65,63 60,75 47,80 33,74"],
    4: ["40,20 36,33 32,45 30,54 30,54 42,55 55,53 71,51", "62,22 61,38 59.5,55 58,68 57,80"],
    5: [
        "42,22 40,34 37,46 37,46 47,43 60,47 66,58 61,72 48,80 33,75",
        "42,22 48,22.5 54,22 60,21 67,20",
    ],
    6: ["60,20 47,30 37,46 33,63 38,76 50,80 62,73 64,60 54,53 43,57 35,67"],
    7: ["31,25 45,25 67,22 67,22 61,38 54,53 48,68 45,80"],
    8: ["61,28 52,21 41,24 38,35 48,46 60,57 63,70 53,80 40,76 37,65 47,52 58,42 63,32 60,26"],
    9: ["63,33 55,22 43,23 35,34 38,46 49,49 59,43 64,30 63.5,44 60,62 56,80"],
}


def _smooth(points: str) -> Stroke:
    """Return a Catmull-Rom curve through some POINTS, two steps from each to the next."""
    through = np.array([point.split(",") for point in points.split()], dtype=float) / 100
    padded = np.pad(through, ((1, 1), (0, 0)), mode="edge")
    t = np.arange(0, 1, 0.5)[:, np.newaxis]
    pieces = []
    for before, here, there, after in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        if (here != there).any():
            bend = 2 * before - 5 * here + 4 * there - after
            twist = 3 * (here - there) + after - before
            pieces.append(here + t * ((there - before) + t * (bend + t * twist)) / 2)
    return [(float(x), float(y)) for x, y in np.concatenate([*pieces, through[-1:]])]


STROKES = {digit: [_smooth(points) for points in strokes] for digit, strokes in POINTS.items()}
