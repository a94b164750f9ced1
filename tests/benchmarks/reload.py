"""Measure how soon everything is back after a reload, at each step of the talk and on Draw.

    python tests/benchmarks/reload.py [--rounds N] [--steps N] [--json]

A drawing is on the canvas, where there is one. The clock runs from the start of the new page until
the step's line, its scene and the drawing are there again.
"""

import sys
from pathlib import Path
from statistics import median
from typing import Any

# Run by its path, Python looks beside this file and not in the repository.
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from playwright.sync_api import Browser, Page

from pages.ui.talk.script import SHIPPED
from tests.benchmarks import report, watching
from tests.browser.driving import CANVAS, STROKES, VIEWPORT, draw, open_app

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
}""".replace("SCENE", "'.tn-talk-guesses, [data-testid=stMain] img'")


def main() -> None:
    """Measure and print."""
    arguments = report.parser(
        "Measure how soon everything is back after a reload.",
        ("rounds", 1, 5, "reloads of each page"),
        ("steps", 0, len(SHIPPED), "of the talk, the first ones"),
    ).parse_args()
    rounds, steps = arguments.rounds, arguments.steps
    watching.run(arguments, lambda browser, url: measure(browser, url, rounds, steps), table)


def measure(browser: Browser, url: str, rounds: int, steps: int) -> dict[str, Any]:
    """Return the milliseconds of each reload, by page or step."""
    places = {"Draw": ""} | {
        f"{number}. {step.show}": f"?talk={number}"
        for number, step in enumerate(SHIPPED[:steps], start=1)
    }
    times = {}
    for name, address in places.items():
        report.progress(name)
        with browser.new_context(viewport=VIEWPORT) as context:
            page = context.new_page()
            page.add_init_script(f"({TAKE_TIME})()")
            open_app(page, f"{url}/{address}")
            page.wait_for_timeout(watching.REST)
            times[name] = [reload(page) for _ in range(rounds)]
    return {"ms": times}


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


def table(measured: dict[str, Any]) -> report.Table:
    """Return the rows of the report's table."""
    rows: report.Table = [("back after a reload", "median", "longest")]
    for name, times in measured["ms"].items():
        rows.append((name, f"{median(times):.0f} ms", f"{max(times):.0f} ms"))
    return rows


if __name__ == "__main__":
    main()
