"""Measure how many frames a second the picture of the network has while the pen moves.

    python tests/benchmarks/picture_frames.py [--strokes N] [--slower N]

On Draw, with the network `book`, in a browser on this machine, with the mouse: at its own speed and
with its processor slowed down. The page may have more frames than those that paint the picture.
"""

import argparse
import sys
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np
from playwright.sync_api import Browser, CDPSession, Page

from tests.benchmarks import report, watching
from tests.browser.driving import (
    CANVAS,
    STROKES,
    button,
    click,
    place_of,
    settle,
    use_network,
    visitor,
)

MOVES = 6  # from one point of a stroke to the next
MOMENT = 8  # milliseconds between two of them, as of a common mouse
# Counts while the pen is down: the frames of the page, and those in which the picture is painted.
WATCH = """() => {
    const pen = window.pen = {frames: 0, pictures: 0, seconds: 0};
    const context = document.querySelector("canvas.tn-moving").getContext("2d");
    const count = () => {
        pen.frames += 1;
        pen.asked = requestAnimationFrame(count);
    };
    context.clearRect = function (...place) {
        pen.pictures += pen.is_down ? 1 : 0;
        CanvasRenderingContext2D.prototype.clearRect.apply(this, place);
    };
    const once = {capture: true, once: true};
    addEventListener("pointerdown", () => {
        [pen.is_down, pen.began] = [true, performance.now()];
        pen.asked = requestAnimationFrame(count);
    }, once);
    addEventListener("pointerup", () => {
        [pen.is_down, pen.seconds] = [false, (performance.now() - pen.began) / 1000];
        cancelAnimationFrame(pen.asked);
    }, once);
}"""


def measure(browser: Browser, url: str, options: argparse.Namespace) -> dict[str, Any]:
    with visitor(browser, url) as page:
        use_network(page, "book")
        session = page.context.new_cdp_session(page)
        measured = {}
        for rate in (1, options.slower):
            session.send("Emulation.setCPUThrottlingRate", {"rate": rate})
            strokes = [drawn(page, session, k) for k in range(-1, options.strokes)][1:]
            measured[f"slowed down {rate} times"] = {
                f"{kind} a second": {"median": median(each), "fewest": min(each)}
                for kind in ("pictures", "frames")
                if (each := [stroke[kind] / stroke["seconds"] for stroke in strokes])
            }
    return measured


def drawn(page: Page, session: CDPSession, k: int) -> dict[str, float]:
    """Draw a digit in one stroke, clear it, and return what was counted."""
    one_stroke = [strokes for strokes in STROKES.values() if len(strokes) == 1]
    (points,) = one_stroke[k % len(one_stroke)]
    box = place_of(page.locator(CANVAS))
    page.evaluate(WATCH)
    places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in points]
    page.mouse.move(*places[0])
    page.mouse.down()
    for here, there in pairwise(places):
        for x, y in np.linspace(here, there, MOVES + 1)[1:].tolist():
            move_at_once(session, x, y)
            page.wait_for_timeout(MOMENT)
    page.mouse.up()
    counted: dict[str, float] = page.evaluate("window.pen")
    settle(page)
    click(button(page, "Clear"))
    return counted


def move_at_once(session: CDPSession, x: float, y: float) -> None:
    """Move the mouse, and do not wait until the page has heard of it: a hand does not wait."""
    move = {"type": "mouseMoved", "x": x, "y": y, "button": "left", "buttons": 1}
    session._loop.create_task(session._impl_obj.send("Input.dispatchMouseEvent", move, None))


if __name__ == "__main__":
    numbers = ("strokes", 1, 20, "how many"), ("slower", 1, 4, "slow the processor down so far")
    watching.run(report.parser(__doc__, *numbers), measure)
