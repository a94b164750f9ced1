"""Measure how soon a drawing is answered: as the pen moves, after pen-up, and by the server.

    python tests/benchmarks/drawing_latency.py [--strokes N]

In a browser on this machine, with the mouse: from a movement of the pen to the end of the frame
that shows its answer; from pen-up to the final answer; and until the page knows that the server has
the stroke, which is Streamlit's way from page to server and back with the lesson.
"""

import argparse
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from playwright.sync_api import Browser, Page

from tests.benchmarks import report, watching
from tests.browser.driving import CANVAS, HEARD, STROKES, button, visitor, wait_for

REST = 1_000  # milliseconds after a stroke, in which the server answers

# Notes the milliseconds of each movement, of pen-up, and of the server, until `window.pen` is read.
WATCH = """() => {
    const pen = window.pen = {moves: [], answers: 0, began: 0, ended: 0, frames: []};
    const picture = () => document.querySelector(".tn-moving-text").textContent;
    const said = () => document.querySelector(".st-key-answer").innerText;
    const reading = () => document.querySelector("[data-known]")?.dataset.known;
    const before = reading();
    const after_frame = act => requestAnimationFrame(() => setTimeout(act));
    let latest = picture();
    const down = event => { pen.began ||= event.buttons && performance.now(); };
    const move = event => {
        const at = performance.now();
        if (!event.buttons) return;
        after_frame(() => {
            pen.moves.push(performance.now() - at);
            pen.answers += picture() !== latest;
            latest = picture();
        });
    };
    const up = () => {
        pen.ended = performance.now();
        const note = () => {
            pen.frames.push([performance.now() - pen.ended, said()]);
            if (performance.now() - pen.ended < 600) after_frame(note);
        };
        after_frame(note);
    };
    addEventListener("pointerdown", down, {capture: true, once: true});
    addEventListener("pointermove", move, {capture: true});
    addEventListener("pointerup", up, {capture: true, once: true});
    const observer = new MutationObserver(() => {
        if (!pen.ended || reading() === before) return;
        pen.server = performance.now() - pen.ended;
        observer.disconnect();
        removeEventListener("pointermove", move, {capture: true});
    });
    observer.observe(document.body, {subtree: true, attributeFilter: ["data-known"]});
}"""


def measure(browser: Browser, url: str, options: argparse.Namespace) -> dict[str, Any]:
    with visitor(browser, url) as page:
        strokes = [drawn(page, k) for k in range(-1, options.strokes)][1:]
    seconds = sum(stroke["ended"] - stroke["began"] for stroke in strokes) / 1000
    times = {
        "a movement of the pen to its frame": [ms for stroke in strokes for ms in stroke["moves"]],
        "pen-up to the answer": [answered(stroke["frames"]) for stroke in strokes],
        "pen-up to the server's answer": [stroke["server"] for stroke in strokes],
    }
    return {
        "milliseconds": {label: report.summary(some) for label, some in times.items()},
        "answers a second": sum(stroke["answers"] for stroke in strokes) / seconds,
    }


def drawn(page: Page, k: int) -> dict[str, Any]:
    """Draw a digit in one stroke, clear it, and return what was noted."""
    one_stroke = [digit for digit, strokes in STROKES.items() if len(strokes) == 1]
    (points,) = STROKES[one_stroke[k % len(one_stroke)]]
    box = page.locator(CANVAS).bounding_box()
    assert box
    page.evaluate(WATCH)
    page.mouse.move(box["x"] + points[0][0] * box["width"], box["y"] + points[0][1] * box["height"])
    page.mouse.down()
    for x, y in points[1:]:
        page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"], steps=3)
    page.mouse.up()
    wait_for(page, "window.pen.server !== undefined")
    page.wait_for_timeout(REST)
    noted: dict[str, Any] = page.evaluate("window.pen")
    button(page, "Clear").click()
    wait_for(page, HEARD, 0)  # or its answer would be taken for the next stroke's
    page.wait_for_timeout(REST)
    return noted


def answered(frames: list[tuple[float, str]]) -> float:
    """Return the milliseconds until the answer was the final one."""
    final = frames[-1][1]
    return next(ms for ms, said in frames if said == final)


if __name__ == "__main__":
    watching.run(report.parser(__doc__, ("strokes", 2, 20, "how many")), measure)
