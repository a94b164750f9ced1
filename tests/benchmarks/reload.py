"""Measure how soon everything is back after a reload, at each step of the talk and on Draw.

    python tests/benchmarks/reload.py [--rounds N] [--steps N] [--json]

A drawing is on the canvas, where there is one. The clock runs from the start of the new page until
the step's line, its scene and the drawing are there again.
"""

import argparse
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from playwright.sync_api import Browser, Page

from pages.ui.talk.script import SHIPPED
from tests.benchmarks import report, watching
from tests.browser.driving import CANVAS, STROKES, draw, open_app, visitor

TAKE_TIME = """() => {
    const wanted = sessionStorage.getItem("wanted");
    const look = () => {
        const answer = document.querySelector(".tn-digit")?.innerText ?? "";
        const line = document.querySelector(".tn-talk-line");
        const rest = document.querySelectorAll(SCENE).length;
        const drawn = answer && answer !== "?";
        const there = wanted === "a drawing" ? drawn : line && rest > 0;
        if (there) window.tookMs = performance.now();
        else setTimeout(look, 10);
    };
    if (wanted) look();
}""".replace("SCENE", "'.tn-talk-guesses, [data-testid=stMain] :is(img, .main-svg)'")


def measure(browser: Browser, url: str, options: argparse.Namespace) -> dict[str, Any]:
    places = {"Draw": ""} | {
        f"{number}. {step.show}": f"?talk={number}"
        for number, step in enumerate(SHIPPED[: options.steps], start=1)
    }
    times = {}
    for name, address in places.items():
        report.progress(name)
        with visitor(browser) as page:
            page.add_init_script(f"({TAKE_TIME})()")
            open_app(page, f"{url}/{address}")
            page.wait_for_timeout(watching.REST)
            times[name] = report.summary([reload(page) for _ in range(options.rounds)])
    return {"milliseconds": times}


def reload(page: Page) -> float:
    """Reload a page; return the milliseconds until what was there is there again."""
    wanted = "a scene"
    if page.locator(CANVAS).count():
        wanted = "a drawing"
        if page.locator(".tn-digit").inner_text() == "?":
            draw(page, STROKES[7])
    page.evaluate("wanted => sessionStorage.setItem('wanted', wanted)", wanted)
    page.reload(wait_until="commit")
    milliseconds = watching.time_taken(page)
    page.wait_for_timeout(watching.REST)
    return milliseconds


if __name__ == "__main__":
    numbers = (
        ("rounds", 1, 5, "reloads of each page"),
        ("steps", 0, len(SHIPPED), "of the talk, the first ones"),
    )
    watching.run(report.parser(__doc__, *numbers), measure)
