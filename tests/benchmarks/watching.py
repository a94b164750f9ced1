"""What the benchmarks of the running app share: taking times in a page, and naming the machine."""

import os
import platform
from importlib.metadata import version
from typing import Any

from playwright.sync_api import Browser, Page, expect

from tests.benchmarks.training_speed import cpu_model
from tests.browser.driving import STROKES, button, draw, wait_until_idle

# Milliseconds.
PATIENCE = 60_000
REST = 700

ANSWER = ".st-key-answer"
ONE_STROKE = (0, 1, 2, 3, 6, 8)  # digits that need no second one

# Takes the time from an event until what is shown somewhere matches.
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


def draw_and_take_time(page: Page, k: int) -> float:
    """Draw and clear a digit; return the milliseconds from pen-up to the answer."""
    page.evaluate(TAKE_TIME, ["mouseup", ANSWER, "^\\s*[0-9]"])
    draw(page, STROKES[ONE_STROKE[k % len(ONE_STROKE)]])
    took = time_taken(page)
    button(page, "Clear").click()
    expect(page.locator(ANSWER)).to_contain_text("Nothing is drawn", timeout=PATIENCE)
    wait_until_idle(page)
    page.wait_for_timeout(REST)
    return took


def time_taken(page: Page) -> float:
    """Return the milliseconds that `TAKE_TIME` has taken, once it has."""
    page.wait_for_function("window.tookMs !== undefined", timeout=PATIENCE)
    return float(page.evaluate("window.tookMs"))


def machine(browser: Browser) -> dict[str, Any]:
    """Return the processor, its cores, how busy they are with other things, and versions."""
    can_ask = hasattr(os, "sched_getaffinity")
    return {
        "cpu": cpu_model(),
        "cores": len(os.sched_getaffinity(0)) if can_ask else os.cpu_count(),
        "load": os.getloadavg()[0] if hasattr(os, "getloadavg") else None,
        "python": platform.python_version(),
        "numpy": version("numpy"),
        "streamlit": version("streamlit"),
        "chromium": browser.version,
    }
