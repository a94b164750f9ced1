"""Measure how many frames a second the picture of the network has while a hand moves.

    python tests/benchmarks/picture_frames.py [--strokes N] [--slower N]

On Draw, while the pen moves, with the network `book`; and on Look inside, while the slider of a
neuron's weights goes to and fro, with `book` and `draw`. In a browser on this machine, with the
mouse: at its own speed and with its processor slowed down. The page may have more frames than those
in which something of the picture changes.
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
    go_to,
    place_of,
    settle,
    use_network,
    visitor,
)

MOVES = 6  # from one point of a stroke to the next
MOMENT = 8  # milliseconds between two of them, as of a common mouse
SWEEPS = 200  # moves of the slider's thumb to and fro
RESTS = 500  # milliseconds, after which the server has heard of it
# Counts while the pen is down: the frames of the page, and those in which the picture changes.
WATCH = """() => {
    const pen = window.pen = {frames: 0, pictures: 0, seconds: 0, times: []};
    const canvas = document.querySelector("canvas.tn-moving");
    const count = () => {
        pen.frames += 1;
        if (pen.changed) pen.times.push(performance.now());
        pen.pictures += pen.changed ? 1 : 0;
        pen.changed = false;
        pen.asked = requestAnimationFrame(count);
    };
    const changes = () => { pen.changed = true; };
    canvas.getContext("2d").clearRect = function (...place) {
        changes();
        CanvasRenderingContext2D.prototype.clearRect.apply(this, place);
    };
    new MutationObserver(changes).observe(
        canvas.nextSibling, {characterData: true, subtree: true, attributes: true});
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
    measured: dict[str, Any] = {"the pen on Draw, book": {}}
    with visitor(browser, url) as page:
        use_network(page, "book")
        session = page.context.new_cdp_session(page)
        for rate in (1, options.slower):
            session.send("Emulation.setCPUThrottlingRate", {"rate": rate})
            strokes = [drawn(page, session, k) for k in range(-1, options.strokes)][1:]
            measured["the pen on Draw, book"][f"slowed down {rate} times"] = {
                f"{kind} a second": {"median": median(each), "fewest": min(each)}
                for kind in ("pictures", "frames")
                if (each := [stroke[kind] / stroke["seconds"] for stroke in strokes])
            }
        session.send("Emulation.setCPUThrottlingRate", {"rate": 1})
        go_to(page, "Look inside")
        for name in ("book", "draw"):
            use_network(page, name)
            here = measured[f"the slider on Look inside, {name}"] = {}
            for rate in (1, options.slower):
                session.send("Emulation.setCPUThrottlingRate", {"rate": rate})
                moves = [moved(page, session) for _ in range(-1, options.strokes)][1:]
                times = [time for each in moves for time in np.diff(each["times"]).tolist()]
                here[f"slowed down {rate} times"] = {
                    "milliseconds from picture to picture": report.summary(times),
                    "pictures a second": len(times) * 1000 / sum(times),
                }
            session.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    return measured


def moved(page: Page, session: CDPSession) -> dict[str, Any]:
    """Move a slider to and fro; return what was counted, once the server has heard of it."""
    box = place_of(page.get_by_role("slider", name="Weights times"))
    y, middle = box["y"] + box["height"] / 2, box["x"] + box["width"] / 2
    page.evaluate(WATCH)
    page.mouse.move(middle, y)
    page.mouse.down()
    sweeps = np.linspace(0, 4 * np.pi, SWEEPS)
    for share in (np.arcsin(np.sin(sweeps)) / (np.pi / 2)).tolist():  # at an even pace
        move_at_once(session, middle + 0.45 * share * box["width"], y)
        page.wait_for_timeout(MOMENT)
    page.mouse.up()
    counted: dict[str, Any] = page.evaluate("window.pen")
    page.wait_for_timeout(RESTS)
    settle(page)
    return counted


def drawn(page: Page, session: CDPSession, k: int) -> dict[str, Any]:
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
    counted: dict[str, Any] = page.evaluate("window.pen")
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
