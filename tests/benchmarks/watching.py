"""What the benchmarks of the running app share: app, browser and clock."""

import argparse
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, expect

from tests.benchmarks import report
from tests.browser.driving import STROKES, button, draw, running_browser, settle, wait_for
from tests.browser.server import running_server

# Milliseconds.
PATIENCE = 60_000
REST = 700

ANSWER = ".st-key-answer"
ONE_STROKE = (0, 1, 2, 3, 6, 8)  # digits drawn without lifting the pen

# Takes the milliseconds from an event until the text of an element matches.
TAKE_TIME = """([event, place, pattern]) => {
    window.tookMs = undefined;
    let start;
    addEventListener(event, () => { start = performance.now(); }, {capture: true, once: true});
    const observer = new MutationObserver(() => {
        const text = document.querySelector(place)?.innerText ?? "";
        if (start === undefined || !new RegExp(pattern).test(text)) return;
        observer.disconnect();
        window.tookMs = performance.now() - start;
    });
    observer.observe(document.body, {subtree: true, childList: true, characterData: true});
}"""

# Takes the milliseconds from pen-up until the page knows that the server has the stroke.
TAKE_SERVERS_TIME = """() => {
    window.tookMs = undefined;
    const known = () => document.querySelector("[data-known]")?.dataset.known;
    const before = known();
    let start;
    addEventListener("mouseup", () => { start = performance.now(); }, {capture: true, once: true});
    const observer = new MutationObserver(() => {
        if (start === undefined || known() === before) return;
        observer.disconnect();
        window.tookMs = performance.now() - start;
    });
    observer.observe(document.body, {subtree: true, attributeFilter: ["data-known"]});
}"""

Measure = Callable[[Browser, str, argparse.Namespace], dict[str, Any]]


def run(arguments: argparse.ArgumentParser, measure: Measure) -> None:
    """Start the app, measure it in a browser at its address, and print."""

    def watched(options: argparse.Namespace) -> dict[str, Any]:
        expect.set_options(timeout=PATIENCE)
        with (
            tempfile.TemporaryDirectory() as home,
            running_browser() as browser,
            running_server(Path(home)) as server,
        ):
            measured = measure(browser, server.url, options)
            return {**measured, "machine": {"chromium": browser.version}}

    report.run(arguments, watched)


def draw_and_take_time(page: Page, k: int) -> float:
    """Draw and clear a digit; return the milliseconds from pen-up to the server's answer."""
    page.evaluate(TAKE_SERVERS_TIME)
    draw(page, STROKES[ONE_STROKE[k % len(ONE_STROKE)]])
    milliseconds = time_taken(page)
    button(page, "Clear").click()
    expect(page.locator(ANSWER)).to_contain_text("Nothing is drawn")
    settle(page)
    page.wait_for_timeout(REST)
    return milliseconds


def time_taken(page: Page) -> float:
    """Wait for the milliseconds that a TAKE_TIME in the page takes, and return them."""
    wait_for(page, "window.tookMs !== undefined", timeout=PATIENCE)
    return float(page.evaluate("window.tookMs"))
