"""What the benchmarks of the running app share: app, browser and clock."""

import argparse
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, expect

from tests.benchmarks import report
from tests.browser.driving import running_browser, wait_for
from tests.browser.server import running_server

# Milliseconds.
PATIENCE = 60_000
REST = 700

TIMER = """() => {
    window.NAME = undefined;
    const there = selector => [...document.querySelectorAll(selector)].some(
        thing => thing.getClientRects().length > 0);
    const text = selector => document.querySelector(selector)?.innerText ?? "";
    const app = () => document.querySelector('[data-testid="stApp"]');
    const rests = () => app()?.dataset.testScriptState === "notRunning";
    const before = text('[data-testid="stMain"]');
    const changed = () => text('[data-testid="stMain"]') !== before;
    let start = "EVENT" ? undefined : 0;
    if ("EVENT") addEventListener(
        "EVENT", () => { start = performance.now(); }, {capture: true, once: true});
    const look = () => {
        if (start !== undefined && (HOLDS)) window.NAME = performance.now() - start;
        else setTimeout(look, 4);
    };
    look();
}"""

Measure = Callable[[Browser, str, argparse.Namespace], dict[str, Any]]


def timer(holds: str, event: str = "", name: str = "tookMs") -> str:
    """Return a script that takes the milliseconds until something holds on the page.

    They go from an event, or else from when the page was asked for. `holds` is JavaScript, with
    `there(selector)`, `text(selector)`, `changed()` of the whole page and `rests()` of its script.
    """
    return TIMER.replace("HOLDS", holds).replace("EVENT", event).replace("NAME", name)


def time_taken(page: Page, name: str = "tookMs") -> float:
    """Wait for the milliseconds that a timer in the page takes, and return them."""
    wait_for(page, f"window.{name} !== undefined", timeout=PATIENCE)
    return float(page.evaluate(f"window.{name}"))


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
