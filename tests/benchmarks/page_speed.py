"""Measure how soon a page appears after a click, and how soon a step on it is answered.

    python tests/benchmarks/page_speed.py [--rounds N] [--json]

Starts the app and visits every page once, so that the server is warm. Then, in each round, a new
visitor draws a digit, opens every page through the sidebar, and takes a few steps on the pages that
have steps. The clock stops when the page's script has ended and its first element is drawn.
"""

import argparse
import sys
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from playwright.sync_api import Browser, Page

from tests.benchmarks import report, watching
from tests.benchmarks.watching import REST, time_taken
from tests.browser.driving import STROKES, draw, settle, visitor

# An element of each page that the page before it lacks.
PAGES = {
    "Numbers": ".tn-cheque",
    "How it works": ".st-key-story_top",
    "Train": ".st-key-accuracy_chart_layers .main-svg, .st-key-preset",
    "Look inside": ".st-key-tiles-box .main-svg",
    "Backprop": ".st-key-backprop_step",
    "Mistakes": ".st-key-confusion .main-svg",
    "Experiments": ".st-key-experiments_begin",
    "Draw": ".st-key-answer",
}
STEPS = {"How it works": 5, "Backprop": 5}

# Takes the milliseconds from an event until the script has ended and the element is drawn. A short
# run may begin and end between two looks: then the text of the page has changed.
TAKE_TIME = """([event, selector]) => {
    window.tookMs = undefined;
    const app = document.querySelector('[data-testid="stApp"]');
    const main = () => document.querySelector('[data-testid="stMain"]').innerText;
    const idle = () => app.dataset.testScriptState === "notRunning";
    const there = () => [...document.querySelectorAll(selector)].some(thing =>
        thing.getClientRects().length > 0);
    const before = main();
    let start, ran = false;
    addEventListener(event, () => { start = performance.now(); }, {capture: true, once: true});
    const look = () => {
        if (start !== undefined && !ran) ran = !idle() || main() !== before;
        if (ran && idle() && there()) {
            requestAnimationFrame(() => requestAnimationFrame(() => {
                window.tookMs = performance.now() - start;
            }));
            return;
        }
        setTimeout(look, 4);
    };
    look();
}"""


def measure(browser: Browser, url: str, options: argparse.Namespace) -> dict[str, Any]:
    visit(browser, url)
    waits = defaultdict(list)
    for _ in report.rounds(options.rounds):
        for label, milliseconds in visit(browser, url):
            waits[label].append(milliseconds)
    return {"milliseconds": {label: report.summary(times) for label, times in waits.items()}}


def visit(browser: Browser, url: str) -> list[tuple[str, float]]:
    """Go through all pages as a new visitor; return a label and milliseconds for each wait."""
    waits = []
    with visitor(browser, url) as page:
        draw(page, STROKES[4])
        for name, selector in PAGES.items():
            link = page.get_by_role("link", name=name, exact=True)
            wait = timed(page, "click", selector, link.click)
            waits.append((f"{name}: click to first view", wait))
            for _ in range(STEPS.get(name, 0)):
                wait = timed(page, "keydown", selector, lambda: page.keyboard.press("ArrowRight"))
                waits.append((f"{name}: a step on it", wait))
    return waits


def timed(page: Page, event: str, selector: str, act: Callable[[], None]) -> float:
    """Call `act` and return the milliseconds until the selected element is drawn."""
    settle(page)
    page.wait_for_timeout(REST)
    page.evaluate(TAKE_TIME, [event, selector])
    act()
    return time_taken(page)


if __name__ == "__main__":
    watching.run(report.parser(__doc__, ("rounds", 1, 5, "visitors")), measure)
