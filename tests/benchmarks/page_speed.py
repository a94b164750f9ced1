"""Measure how soon a page appears: after a click, after a step on it, and after a reload.

    python tests/benchmarks/page_speed.py [--rounds N] [--steps N]

Starts the app and visits every page once, so that the server is warm. Then, in each round, a new
visitor draws a digit, opens every page through the sidebar, and takes a few steps on the pages that
have steps. The clock stops when the page's script has ended and its first element is drawn.

Then each step of the talk is reloaded, and Draw, with a drawing on the canvas where there is one.
The clock runs from the start of the new page until line, scene and drawing are there again.
"""

import sys
from argparse import Namespace
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from playwright.sync_api import Browser, Page

from pages.ui.talk.script import SHIPPED
from tests.benchmarks import report, watching
from tests.benchmarks.watching import REST, time_taken, timer
from tests.browser.driving import CANVAS, STROKES, draw, open_app, settle, visitor

# An element of each page that the page before it lacks.
PAGES = {
    "Numbers": ".tn-cheque",
    "How it works": ".st-key-story",
    "Train": ".tn-curve",
    "Look inside": ".st-key-tiles-box .main-svg",
    "Backprop": ".st-key-backprop_step",
    "Mistakes": ".st-key-confusion .main-svg",
    "Experiments": ".st-key-experiments_begin",
    "Draw": ".st-key-answer",
}
STEPS = {"How it works": 5, "Backprop": 5}
# What is there again after a reload: the drawing that is read, or line and scene of the talk.
DRAWING = '!["", "?"].includes(text(".tn-digit"))'
SCENE = '".tn-talk-guesses, [data-testid=stMain] :is(img, .tn-curve)"'
RELOADED = f"""
    sessionStorage.wanted === "drawing" ? {DRAWING} : there(".tn-talk-line") && there({SCENE})"""


def measure(browser: Browser, url: str, options: Namespace) -> dict[str, Any]:
    visit(browser, url)
    waits = defaultdict[str, list[float]](list)
    for _ in report.rounds(options.rounds):
        for label, milliseconds in visit(browser, url):
            waits[label].append(milliseconds)
    addresses = ["", *(f"?talk={step}" for step in range(1, options.steps + 1))]
    for address in addresses:
        with visitor(browser) as page:
            page.add_init_script(f"if (sessionStorage.wanted) ({timer(RELOADED)})()")
            open_app(page, f"{url}/{address}")
            page.wait_for_timeout(REST)
            waits[f"a reload of /{address}"] = [reload(page) for _ in range(options.rounds)]
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


def timed(page: Page, event: str, selector: str, act: Callable[[], object]) -> float:
    """Call `act` and return the milliseconds until the selected element is drawn."""
    settle(page)
    page.wait_for_timeout(REST)
    page.evaluate(timer(f"changed() && rests() && there(`{selector}`)", event))
    act()
    return time_taken(page)


def reload(page: Page) -> float:
    """Reload a page; return the milliseconds until what was there is there again."""
    drawn = bool(page.locator(CANVAS).count())
    is_example = page.locator(".tn-example text").count()
    if drawn and (is_example or page.locator(".tn-digit").inner_text() == "?"):
        draw(page, STROKES[7])
    page.evaluate("it => { sessionStorage.wanted = it }", "drawing" if drawn else "scene")
    page.reload(wait_until="commit")
    milliseconds = time_taken(page)
    page.wait_for_timeout(REST)
    return milliseconds


if __name__ == "__main__":
    numbers = (
        ("rounds", 1, 5, "visitors, and reloads of each page"),
        ("steps", 0, len(SHIPPED), "of the talk that are reloaded, the first ones"),
    )
    watching.run(report.parser(__doc__, *numbers), measure)
