"""Measure how soon each page is there after a click, and how soon it answers a step on it.

    python tests/benchmarks/page_speed.py [--rounds N] [--json]

Starts the app and visits every page once, so that the server is warm. Then, for each round, a new
visitor draws a digit, opens every page through the sidebar, and takes a few steps on those that
have steps. A page or a step is there when its script has ended and what it shows is drawn.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

# Run by its path, Python looks beside this file and not in the repository.
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from playwright.sync_api import Browser, Page, sync_playwright

from tests.benchmarks.watching import PATIENCE, REST, machine
from tests.browser.conftest import VIEWPORT, flags
from tests.browser.driving import STROKES, draw, open_app, wait_until_idle
from tests.browser.server import running_server
from tests.chromium import NOT_FOUND, find_chromium

# What each page shows first: it has to be there, and not be the page before.
PAGES = {
    "How it works": ".st-key-story_top",
    "Train": ".st-key-accuracy_chart_layers .main-svg, .st-key-preset",
    "Look inside": ".st-key-tiles-box .main-svg",
    "Backprop": ".st-key-backprop_step",
    "Mistakes": ".st-key-confusion .main-svg",
    "Draw": ".st-key-answer",
}
STEPS_A_PAGE = 5
NEXT = "ArrowRight"

# Takes the time from a click or a key until the script has run to its end and a thing is drawn. A
# short run may come and go between two looks, or between two pictures: what the page says has
# changed then.
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


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print; return 0, or 1 if there is no browser."""
    arguments = parse(argv)
    chromium = find_chromium()
    if chromium is None:
        print(NOT_FOUND, file=sys.stderr)
        return 1
    with (
        tempfile.TemporaryDirectory() as home,
        running_server(Path(home)) as server,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium, args=flags())
        visit(browser, server.url)
        rounds = []
        for number in range(arguments.rounds):
            print(f"round {number + 1} of {arguments.rounds}", file=sys.stderr, flush=True)
            rounds.append(visit(browser, server.url))
        report = {"machine": machine(browser), **summarise(rounds)}
        browser.close()
    print(json.dumps(report) if arguments.json else as_text(report))
    return 0


def parse(argv: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="Measure how soon pages and their steps appear.")
    parser.add_argument("--rounds", type=int, default=5, help="visitors, one after the other (5)")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    arguments = parser.parse_args(argv)
    if arguments.rounds < 1:
        parser.error(f"--rounds: expected 1 or more, got {arguments.rounds}")
    return arguments


def visit(browser: Browser, url: str) -> dict[str, dict[str, list[float]]]:
    """Go through all pages as a new visitor; return the milliseconds of each view and step."""
    views: dict[str, list[float]] = {}
    steps: dict[str, list[float]] = {}
    with browser.new_context(viewport=VIEWPORT) as context:
        page = context.new_page()
        open_app(page, url)
        draw(page, STROKES[4])
        for name, selector in PAGES.items():
            link = page.get_by_role("link", name=name, exact=True)
            views[name] = [timed(page, "click", selector, link.click)]
            if name in ("How it works", "Backprop"):
                press = partial(page.keyboard.press, NEXT)
                steps[name] = [timed(page, "keydown", selector, press) for _ in range(STEPS_A_PAGE)]
    return {"views": views, "steps": steps}


def timed(page: Page, event: str, selector: str, act: Callable[[], None]) -> float:
    """Do something and return the milliseconds until what it leads to is there."""
    wait_until_idle(page)
    page.wait_for_timeout(REST)
    page.evaluate(TAKE_TIME, [event, selector])
    act()
    page.wait_for_function("window.tookMs !== undefined", timeout=PATIENCE)
    return float(page.evaluate("window.tookMs"))


def summarise(rounds: Sequence[dict[str, dict[str, list[float]]]]) -> dict[str, Any]:
    """Return median and largest of every page's view and steps, in milliseconds."""
    result: dict[str, Any] = {}
    for kind in "views", "steps":
        result[kind] = {}
        for name in rounds[0][kind]:
            took = [ms for one in rounds for ms in one[kind][name]]
            result[kind][name] = {"median_ms": median(took), "most_ms": max(took), "ms": took}
    return result


def as_text(report: dict[str, Any]) -> str:
    """Lay the report out as a table."""
    lines = [f"{'milliseconds':<40}{'median':>8}{'most':>8}"]
    for kind, label in ("views", "click to first view"), ("steps", "a step on it"):
        for name, took in report[kind].items():
            numbers = f"{took['median_ms']:>8.0f}{took['most_ms']:>8.0f}"
            lines.append(f"{f'{name}: {label}':<40}{numbers}")
    lines += ["", "; ".join(f"{key} {value}" for key, value in report["machine"].items())]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
