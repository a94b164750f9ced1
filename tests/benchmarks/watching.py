"""What the benchmarks of the running app share: app, browser, clock and machine."""

import argparse
import os
import platform
import tempfile
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, expect

from tests.benchmarks import report
from tests.browser.driving import STROKES, button, draw, running_browser, wait_for, wait_until_idle
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

# Takes the milliseconds from pen-up until the page knows what the server has read.
TAKE_SERVERS_TIME = """() => {
    window.tookMs = undefined;
    const version = () => document.querySelector(".tn-reading")?.dataset.version;
    const before = version();
    let start;
    addEventListener("mouseup", () => { start = performance.now(); }, {capture: true, once: true});
    const observer = new MutationObserver(() => {
        if (start === undefined || version() === before) return;
        observer.disconnect();
        window.tookMs = performance.now() - start;
    });
    observer.observe(document.body, {subtree: true, childList: true});
}"""


def run(
    arguments: argparse.Namespace,
    measure: Callable[[Browser, str], dict[str, Any]],
    table: Callable[[dict[str, Any]], report.Table],
) -> None:
    """Start the app, measure it in a browser at its address, and print."""
    expect.set_options(timeout=PATIENCE)
    with (
        tempfile.TemporaryDirectory() as home,
        running_browser() as browser,
        running_server(Path(home)) as server,
    ):
        measured = {"machine": machine(browser), **measure(browser, server.url)}
    report.show(measured, table(measured), arguments.json)


def draw_and_take_time(page: Page, k: int) -> float:
    """Draw and clear a digit; return the milliseconds from pen-up to the server's answer."""
    page.evaluate(TAKE_SERVERS_TIME)
    draw(page, STROKES[ONE_STROKE[k % len(ONE_STROKE)]])
    milliseconds = time_taken(page)
    button(page, "Clear").click()
    expect(page.locator(ANSWER)).to_contain_text("Nothing is drawn")
    wait_until_idle(page)
    page.wait_for_timeout(REST)
    return milliseconds


def time_taken(page: Page) -> float:
    """Wait for the milliseconds that a TAKE_TIME in the page takes, and return them."""
    wait_for(page, "window.tookMs !== undefined", timeout=PATIENCE)
    return float(page.evaluate("window.tookMs"))


def machine(browser: Browser | None = None) -> dict[str, Any]:
    """Return the processor, its cores, the load of other programs, and versions."""
    can_ask = hasattr(os, "sched_getaffinity")
    return {
        "cpu": report.cpu_model(),
        "cores": len(os.sched_getaffinity(0)) if can_ask else os.cpu_count(),
        "load": os.getloadavg()[0] if hasattr(os, "getloadavg") else None,
        "python": platform.python_version(),
        "numpy": version("numpy"),
        "streamlit": version("streamlit"),
        **({"chromium": browser.version} if browser else {}),
    }
