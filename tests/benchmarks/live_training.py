"""Measure the app while networks learn in it, in a real browser.

    python tests/benchmarks/live_training.py [--rounds N] [--epochs N] [--json]

- one run with its page open, against `python -m nn train` with the same settings;
- two runs in two browser tabs, together against one;
- from lifting the pen to new ink in "what the network sees", while two runs train and while
  nothing does; and from a click on Pause until the page says so.

Every round measures all of them, one after the other; medians of the rounds are quoted.
"""

import argparse
import json
import os
import platform
import re
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from playwright.sync_api import Browser, Page, sync_playwright  # noqa: E402

from tests.benchmarks.training_speed import cpu_model  # noqa: E402
from tests.browser.conftest import VIEWPORT, flags  # noqa: E402
from tests.browser.driving import CANVAS, open_app  # noqa: E402
from tests.browser.server import running_server  # noqa: E402
from tests.chromium import find_chromium  # noqa: E402

IMAGES = 60_000
FINISHED = re.compile(r"after ([\d.]+) s of training")
PATIENCE = 300_000  # milliseconds
STROKES_A_ROUND = 20
PAUSES_A_ROUND = 5

# Notes when the pen was lifted, and when the picture of what the network sees is another one.
WATCH_PEN = """() => {
    window.answers = [];
    let lifted = null;
    window.addEventListener("pointerup", () => { lifted = performance.now(); }, true);
    new MutationObserver(() => {
        if (lifted === null) return;
        window.answers.push(performance.now() - lifted);
        lifted = null;
    }).observe(document.querySelector(".st-key-seen"),
               {subtree: true, childList: true, attributeFilter: ["src"]});
}"""
# Clicks a button and waits, in the page, until another one is there.
CLICK_AND_WAIT = """async ([click, wait]) => {
    const button = name => [...document.querySelectorAll("[data-testid=stMain] button")]
        .find(one => one.innerText.trim().endsWith(name) && !one.disabled);
    const start = performance.now();
    button(click).click();
    while (!button(wait)) await new Promise(go => requestAnimationFrame(go));
    return performance.now() - start;
}"""


def main(argv: list[str] | None = None) -> int:
    """Measure and print; return 0."""
    options = _options(argv)
    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        url = stack.enter_context(running_server(home)).url
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=flags())
        rounds = [_round(browser, url, options) for _ in range(options.rounds)]
        browser.close()
    report = _report(rounds, options)
    print(json.dumps(report) if options.json else _as_text(report))
    return 0


def _options(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure the app while networks learn in it.")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--epochs", type=int, default=20, help="of each run")
    parser.add_argument("--strokes", type=int, default=STROKES_A_ROUND)
    parser.add_argument("--pauses", type=int, default=PAUSES_A_ROUND)
    parser.add_argument("--json", action="store_true", help="one JSON object on standard output")
    return parser.parse_args(argv)


def _round(browser: Browser, url: str, options: argparse.Namespace) -> dict[str, Any]:
    """Measure everything once."""
    print("a round ...", file=sys.stderr)
    images = IMAGES * options.epochs
    one = _train(browser, url, options.epochs, runs=1)
    two = _train(browser, url, options.epochs, runs=2)
    return {
        "command_line": images / _command_line(options.epochs),
        "app": images / one[0],
        "two_together": sum(images / seconds for seconds in two),
        "idle": _strokes(browser, url, options.strokes, runs=0),
        "busy": _strokes(browser, url, options.strokes, runs=2),
        "pause": _pauses(browser, url, options.pauses),
    }


def _command_line(epochs: int) -> float:
    """Return the seconds of training of `python -m nn train`."""
    command = [sys.executable, "-m", "nn", "train", "--preset", "book", "--json"]
    command += ["--epochs", str(epochs)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return float(json.loads(done.stdout)["seconds_training"])


def _train(browser: Browser, url: str, epochs: int, runs: int) -> list[float]:
    """Return the seconds of training of runs in the app, each with its page open, all at once."""
    pages = [_visitor(browser, f"{url}/train?epochs={epochs}&start=1") for _ in range(runs)]
    seconds = []
    for page in pages:
        main = page.get_by_test_id("stMain")
        main.get_by_text("of training.").wait_for(timeout=PATIENCE)
        found = FINISHED.search(main.inner_text())
        assert found, "the run took over a minute: choose fewer epochs"
        seconds.append(float(found[1]))
    for page in pages:
        page.context.close()
    return seconds


def _strokes(browser: Browser, url: str, count: int, runs: int) -> list[float]:
    """Return milliseconds from pen-up to the new picture, while so many runs train elsewhere."""
    trainers = [_visitor(browser, f"{url}/train?epochs=500&start=1") for _ in range(runs)]
    page = _visitor(browser, url)
    box = page.locator(CANVAS).bounding_box()
    assert box
    page.evaluate(WATCH_PEN)
    for stroke in range(count):
        x = box["x"] + box["width"] * (0.1 + 0.8 * stroke / count)
        page.mouse.move(x, box["y"] + 40)
        page.mouse.down()
        page.mouse.move(x + 5, box["y"] + box["height"] * (0.4 + 0.5 * (stroke % 2)), steps=8)
        page.mouse.up()
        page.wait_for_function(f"window.answers.length > {stroke}", timeout=PATIENCE)
        page.wait_for_timeout(150)
    times: list[float] = page.evaluate("window.answers")
    for visitor in (page, *trainers):
        visitor.context.close()
    return times[:count]


def _pauses(browser: Browser, url: str, count: int) -> list[float]:
    """Return milliseconds from a click on Pause until there is Play in its place."""
    page = _visitor(browser, f"{url}/train?epochs=500&start=1")
    times = []
    for _ in range(count):
        page.wait_for_timeout(1500)
        times.append(float(page.evaluate(CLICK_AND_WAIT, ["Pause", "Play"])))
        page.evaluate(CLICK_AND_WAIT, ["Play", "Pause"])
    page.context.close()
    return times


def _visitor(browser: Browser, url: str) -> Page:
    """Return a page of a visitor of its own, opened."""
    page = browser.new_context(viewport=VIEWPORT).new_page()
    open_app(page, url)
    return page


def _report(rounds: list[dict[str, Any]], options: argparse.Namespace) -> dict[str, Any]:
    idle = median(ms for one in rounds for ms in one["idle"])
    busy = median(ms for one in rounds for ms in one["busy"])
    return {
        "machine": {
            "cpu": cpu_model(),
            "cores": os.cpu_count(),
            "python": platform.python_version(),
        },
        "rounds": len(rounds),
        "epochs": options.epochs,
        "images_per_second": {
            name: median(one[name] for one in rounds)
            for name in ("command_line", "app", "two_together")
        },
        "app_against_command_line": median(one["app"] / one["command_line"] for one in rounds),
        "two_together_against_one": median(one["two_together"] / one["app"] for one in rounds),
        "stroke_ms": {"idle": idle, "while_two_train": busy},
        "stroke_while_two_train_against_idle": busy / idle,
        "pause_ms": median(ms for one in rounds for ms in one["pause"]),
    }


def _as_text(report: dict[str, Any]) -> str:
    speed, stroke, machine = report["images_per_second"], report["stroke_ms"], report["machine"]
    return "\n".join(
        (
            f"{machine['cpu']}, {machine['cores']} cores, Python {machine['python']}; medians of "
            f"{report['rounds']} rounds",
            f"images a second, command line    {speed['command_line']:10,.0f}",
            f"in the app, page open            {speed['app']:10,.0f}"
            f"   x {report['app_against_command_line']:.2f}",
            f"two at once, together            {speed['two_together']:10,.0f}"
            f"   x {report['two_together_against_one']:.2f} of one in the app",
            f"pen-up to new picture, idle      {stroke['idle']:7.0f} ms",
            f"while two train                  {stroke['while_two_train']:7.0f} ms"
            f"   x {report['stroke_while_two_train_against_idle']:.2f}",
            f"pause                            {report['pause_ms']:7.0f} ms",
        )
    )


if __name__ == "__main__":
    sys.exit(main())
