"""Measure how soon a first visitor can draw, beside a Streamlit page that holds only the canvas.

    python tests/benchmarks/first_visit.py [--starts N] [--rounds N] [--mbit M] [--delay MS]

Starts both apps side by side. A browser with an empty cache opens one and then the other, in turn
first. The clock stops when the canvas is on the screen and the page's script has ended; "canvas ms"
is the first of the two, and "answer ms" when the app reads a digit: its own example. The first
visit after a start of the server, which loads the libraries, is measured apart. A slow line, such
as a crowded Wi-Fi, is `--mbit 1.6 --delay 150`: Chromium holds back what it receives, also of the
websocket.
"""

import argparse
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from playwright.sync_api import Browser

from tests.benchmarks import report, watching
from tests.browser.driving import CANVAS, VIEWPORT, running_browser
from tests.browser.server import running_server

Visits = dict[str, list[dict[str, float]]]  # by when and app


APP, ALONE = "this app", "the canvas alone"
ONLY_THE_CANVAS = """import streamlit as st
from streamlit_drawable_canvas import st_canvas

st.set_page_config(layout="wide")
st_canvas(width=560, height=560, stroke_width=34, drawing_mode="freedraw", key="canvas")
"""
# The component that holds the canvas is closed to querySelector, and a Locator looks too seldom.
IS_THERE = """[...document.querySelectorAll("div")]
    .map(div => div.shadowRoot?.querySelector("CANVAS"))
    .some(canvas => canvas?.checkVisibility({visibilityProperty: true}) && canvas.clientWidth > 100)
""".replace("CANVAS", CANVAS)
IS_READ = """/[0-9]/.test(text(".st-key-answer .tn-digit"))"""


def measure(options: argparse.Namespace) -> dict[str, Any]:
    visits: Visits = defaultdict(list)
    with running_browser() as browser:
        for start in range(options.starts):
            with tempfile.TemporaryDirectory() as folder:
                _visit_both(browser, Path(folder), start, options, visits)
        machine = {"chromium": browser.version}
    rows = {
        name: {what: median(each[what] for each in some) for what in some[0]}
        for name, some in visits.items()
    }
    return {"until one can draw": rows, "machine": machine}


def _visit_both(
    browser: Browser, folder: Path, start: int, options: argparse.Namespace, visits: Visits
) -> None:
    (script := folder / "canvas.py").write_text(ONLY_THE_CANVAS)
    homes = folder / "one", folder / "other"
    for home in homes:
        home.mkdir()
    with running_server(homes[0]) as app, running_server(homes[1], script=str(script)) as alone:
        urls = [(APP, app.url), (ALONE, alone.url)]
        for number in report.rounds(options.rounds + 1):
            for name, url in report.rotated(urls, start + number):
                when = "a later visit" if number else "the first visit"
                visits[f"{when}, {name}"].append(visit(browser, url, options, name == APP))


def visit(
    browser: Browser, url: str, options: argparse.Namespace, is_app: bool
) -> dict[str, float]:
    """Open a page with an empty cache; return the milliseconds of each clock."""
    with browser.new_context(viewport=VIEWPORT) as context:
        page = context.new_page()
        network = context.new_cdp_session(page)
        network.send("Network.enable")
        if options.mbit:
            rate = options.mbit * 1_000_000 / 8  # bytes a second
            line = {"latency": options.delay, "downloadThroughput": rate, "uploadThroughput": rate}
            network.send("Network.emulateNetworkConditions", {"offline": False, **line})
        page.add_init_script(f"({watching.timer(IS_THERE, name='canvasMs')})()")
        page.add_init_script(f"({watching.timer(f'rests() && {IS_THERE}')})()")
        page.add_init_script(f"({watching.timer(IS_READ, name='answerMs')})()")
        page.goto(url, wait_until="commit")
        clocks = {"ms": "tookMs", "canvas ms": "canvasMs"}
        clocks |= {"answer ms": "answerMs"} if is_app else {}
        return {what: watching.time_taken(page, name) for what, name in clocks.items()}


if __name__ == "__main__":
    numbers = (
        ("starts", 1, 3, "starts of the servers"),
        ("rounds", 1, 5, "visits after each start's first"),
        ("mbit", 0.0, 0.0, "megabits a second of the line; 0 is as fast as this machine"),
        ("delay", 0, 0, "milliseconds until an answer begins to arrive on such a line"),
    )
    report.run(report.parser(__doc__, *numbers), measure)
