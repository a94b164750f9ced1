"""Measure how soon a first visitor can draw, beside a Streamlit page that holds only the canvas.

    python tests/benchmarks/first_visit.py [--starts N] [--rounds N] [--rest MS]
        [--json]

Starts both apps side by side. A browser with an empty cache opens one and then the other, in turn
first. The clock stops when the canvas is on the screen and the page's script has ended. The first
visit after a start of the server, which loads the libraries, is measured apart.
"""

import argparse
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from statistics import median
from typing import Any

# Run by its path, Python looks beside this file and not in the repository.
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from playwright.sync_api import Browser

from tests.benchmarks import report, watching
from tests.browser.driving import CANVAS, NOT_RUNNING, VIEWPORT, running_browser
from tests.browser.server import running_server

APP, ALONE = "this app", "the canvas alone"
ONLY_THE_CANVAS = """import streamlit as st
from streamlit_drawable_canvas import st_canvas

st.set_page_config(layout="wide")
st_canvas(width=560, height=560, stroke_width=34, drawing_mode="freedraw", key="canvas")
"""
# The component that holds the canvas is closed to querySelector, and a Locator looks too seldom.
TAKE_TIME = """() => {
    const look = () => {
        const rests = document.querySelector('NOT_RUNNING');
        const idle = rests && [...document.querySelectorAll("div")].some(
            div => div.shadowRoot?.querySelector("CANVAS")?.getBoundingClientRect().width > 100);
        if (idle) window.tookMs = performance.now();
        else setTimeout(look, 10);
    };
    look();
}""".replace("NOT_RUNNING", NOT_RUNNING).replace("CANVAS", CANVAS)


def main() -> None:
    """Measure and print."""
    arguments = report.parser(
        "Measure how soon a first visitor can draw.",
        ("starts", 1, 3, "starts of the servers"),
        ("rounds", 1, 5, "visits after each start's first"),
        ("rest", 0, 1500, "milliseconds, in which what is still asked for arrives"),
    ).parse_args()
    with running_browser() as browser:
        visits: dict[str, dict[str, list[dict[str, float]]]] = {
            when: defaultdict(list) for when in ("first", "later")
        }
        for start in range(arguments.starts):
            with tempfile.TemporaryDirectory() as folder:
                _visit_both(browser, Path(folder), start, arguments, visits)
        measured = {"machine": watching.machine(browser), "visits": _medians(visits)}
    report.show(measured, table(measured), arguments.json)


def _visit_both(
    browser: Browser,
    folder: Path,
    start: int,
    arguments: argparse.Namespace,
    visits: dict[str, Any],
) -> None:
    homes = folder / "one", folder / "other"
    for home in homes:
        home.mkdir()
    (script := folder / "canvas.py").write_text(ONLY_THE_CANVAS)
    with running_server(homes[0]) as app, running_server(homes[1], script=str(script)) as alone:
        urls = [(APP, app.url), (ALONE, alone.url)]
        for number in range(arguments.rounds + 1):
            report.progress(f"start {start + 1}, visit {number + 1} of {arguments.rounds + 1}")
            for name, url in report.rotated(urls, start + number):
                visits["later" if number else "first"][name].append(
                    visit(browser, url, arguments.rest)
                )


def visit(browser: Browser, url: str, rest: float) -> dict[str, float]:
    """Open a page with an empty cache: milliseconds until it is drawable, requests, kilobytes."""
    with browser.new_context(viewport=VIEWPORT) as context:
        page = context.new_page()
        network = context.new_cdp_session(page)
        network.send("Network.enable")
        requests, sizes = list[str](), list[float]()
        network.on("Network.requestWillBeSent", lambda e: requests.append(e["request"]["url"]))
        network.on("Network.loadingFinished", lambda e: sizes.append(e["encodedDataLength"]))
        page.add_init_script(f"({TAKE_TIME})()")
        page.goto(url, wait_until="commit")
        milliseconds = watching.time_taken(page)
        page.wait_for_timeout(rest)
        return {"ms": milliseconds, "requests": len(requests), "kB": sum(sizes) / 1000}


def _medians(visits: dict[str, Any]) -> dict[str, Any]:
    """Return the medians by when, app and what is measured, with the times of all visits."""
    return {
        when: {
            name: {what: median(one[what] for one in some) for what in some[0]}
            | {"all_ms": [one["ms"] for one in some]}
            for name, some in apps.items()
        }
        for when, apps in visits.items()
    }


def table(measured: dict[str, Any]) -> report.Table:
    """Return the rows of the report's table."""
    rows: report.Table = [("medians", "drawable", "times", "requests", "kB")]
    for when, apps in measured["visits"].items():
        for name, one in apps.items():
            times = one["ms"] / apps[ALONE]["ms"]
            numbers = f"{one['ms']:.0f} ms", f"{times:.2f}", f"{one['requests']:.0f}"
            rows.append((f"{when} visit, {name}", *numbers, f"{one['kB']:.0f}"))
    return rows


if __name__ == "__main__":
    main()
