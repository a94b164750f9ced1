"""Measure the app while it trains: how fast, and how soon it answers meanwhile.

    python tests/benchmarks/live_training.py [--rounds N] [--seconds N] [--quick] [--json]

Starts the app, opens it in a browser without a window, and trains the book's network on all
60,000 images. Every round measures one run, two runs at once and the command line in turn, so
that a machine that slows down or speeds up meanwhile does so for all of them.

There are two speeds, both in images a second. "Training" counts training time alone: the median of
what the Train page shows, against what `python -m nn train` reports of each epoch. "Overall" goes
by the clock and includes the evaluation after each epoch: from the first to the last reading on the
page, against the time between the first and the last epoch's line on the command line.
"""

import argparse
import json
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from subprocess import PIPE, Popen
from time import perf_counter
from typing import Any

# Run by its path, Python looks beside this file and not in the repository.
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from playwright.sync_api import Browser, Page, expect

from tests.benchmarks import report, watching
from tests.benchmarks.watching import PATIENCE, REST, TAKE_TIME, draw_and_take_time, time_taken
from tests.browser.driving import button, visitor, wait_for
from tests.browser.server import ROOT

ALL_IMAGES = 60_000
ENDLESS = 500  # epochs
QUICK = {
    "rounds": 1,
    "seconds": 3.0,
    "epochs": 2,
    "strokes": 1,
    "pauses": 1,
    "plays": 1,
    "images": 10_000,
    "at_once": 1,
}
STROKES_A_BLOCK = 10  # idle, then training, then idle again

PROGRESS = ".st-key-progress"

# Records each text of the progress line, and when it appears.
RECORD = """() => {
    window.readings = [];
    const look = () => {
        const text = document.querySelector(".st-key-progress")?.innerText ?? "";
        if (text !== window.readings.at(-1)?.[1]) window.readings.push([performance.now(), text]);
    };
    new MutationObserver(look).observe(
        document.body, {subtree: true, childList: true, characterData: true});
    look();
}"""
READING = re.compile(
    r"epoch (\d+) of \d+ · mini-batch ([\d,]+) of ([\d,]+) · ([\d,]+) images a second"
)


@dataclass(frozen=True)
class App:
    """The running app, a browser to open it with, and how many images to train on."""

    browser: Browser
    url: str
    images: int

    @contextmanager
    def training(self) -> Iterator[Page]:
        """Open the Train page of a new visitor whose run is past its first epoch; end it after."""
        link = f"{self.url}/train?images={self.images}&epochs={ENDLESS}"
        with visitor(self.browser, link) as page:
            button(page, "Play").click()  # now and not by the link: the page has opened sooner
            progress = page.locator(PROGRESS)
            expect(progress).to_contain_text("images a second")
            expect(progress).not_to_contain_text("epoch 1 of")
            yield page
            button(page, "Reset").click()
            expect(progress).to_contain_text("Ready to train")


@dataclass(frozen=True)
class Speed:
    """Images a second: of training time alone, and by the clock."""

    training: float
    overall: float


def main() -> None:
    """Measure and print."""
    parser = report.parser(
        "Measure the app while it trains.",
        # A page reports on a run once a second, and a speed by the clock takes two epochs' ends.
        ("rounds", 1, 5, "of every measurement"),
        ("seconds", 3.0, 12.0, "of each run in the app"),
        ("epochs", 2, 30, "on the command line"),
        ("strokes", 1, 20, "idle, and while training"),
        ("pauses", 1, 10, "clicks on Pause"),
        ("plays", 1, 10, "clicks on Play, each for a new run"),
        ("images", 1000, ALL_IMAGES, "to learn from"),
        ("at_once", 1, 2, "runs, for the speed of some and for the strokes meanwhile"),
    )
    parser.add_argument("--quick", action="store_true", help="only see whether it works")
    arguments = parser.parse_args()
    if arguments.quick:
        vars(arguments).update(QUICK)

    def measure(browser: Browser, url: str) -> dict[str, Any]:
        app = App(browser, url, arguments.images)
        return {
            "task": vars(arguments),
            "speed": summarise(speeds(app, arguments)),
            "pen_up_to_answer": strokes(app, arguments.strokes, arguments.at_once),
            "pause": pauses(app, arguments.pauses),
            "play": plays(app, arguments.plays),
        }

    watching.run(arguments, measure, table)


# Speed


def speeds(app: App, arguments: argparse.Namespace) -> list[dict[str, Speed]]:
    """Return the speeds of each round: one run, two at once together, and the command line."""
    ways: dict[str, Callable[[], Speed]] = {
        "one": lambda: in_the_app(app, 1, arguments.seconds),
        "two": lambda: in_the_app(app, arguments.at_once, arguments.seconds),
        "command_line": lambda: on_the_command_line(app.images, arguments.epochs),
    }
    rounds = []
    for number in range(arguments.rounds):
        report.progress(f"round {number + 1} of {arguments.rounds}")
        rounds.append({name: ways[name]() for name in report.rotated(list(ways), number)})
    return rounds


def in_the_app(app: App, runs: int, seconds: float) -> Speed:
    """Return the speed of `runs` runs together, each with its page open."""
    with ExitStack() as visitors:
        pages = [visitors.enter_context(app.training()) for _ in range(runs)]
        for page in pages:
            page.evaluate(RECORD)
        pages[0].wait_for_timeout(1000 * seconds)
        for page in pages:  # a busy machine may need longer for the two readings of a speed
            wait_for(page, "window.readings.length > 1", timeout=PATIENCE)
        each = [speed_of(page.evaluate("window.readings"), app.images) for page in pages]
    return Speed(sum(s.training for s in each), sum(s.overall for s in each))


def speed_of(readings: Sequence[tuple[float, str]], images: int) -> Speed:
    """Return the speed that two or more readings (milliseconds, text) of the progress line tell."""
    times, epochs, rates = [], [], []
    for milliseconds, text in readings:
        if match := READING.search(text):
            epoch, mini_batch, total, rate = (int(part.replace(",", "")) for part in match.groups())
            times.append(milliseconds / 1000)
            epochs.append(epoch - 1 + mini_batch / total)
            rates.append(rate)
    if len(times) < 2:
        raise RuntimeError(f"Expected two or more readings of the progress line, got {readings}.")
    return Speed(median(rates), images * (epochs[-1] - epochs[0]) / (times[-1] - times[0]))


def on_the_command_line(images: int, epochs: int) -> Speed:
    """Return the speed of `python -m nn train`."""
    command = [sys.executable, "-m", "nn", "train", "--preset", "book", "--json"]
    command += ["--limit", str(images), "--epochs", str(epochs)]
    process = Popen(command, cwd=ROOT, stdout=PIPE, stderr=PIPE, text=True)
    assert process.stdout and process.stderr
    ends = [perf_counter() for line in process.stderr if line.startswith("epoch")]
    seconds = [epoch["seconds"] for epoch in json.load(process.stdout)["epochs"]]
    process.wait()
    overall = images * (len(ends) - 1) / (ends[-1] - ends[0])
    return Speed(images / median(seconds), overall)


def summarise(rounds: Sequence[dict[str, Speed]]) -> dict[str, dict[str, Any]]:
    """Return the medians, and the ratios of the medians, for training time and for the clock."""
    summary = {}
    for kind in "training", "overall":
        measured = {name: [getattr(round_[name], kind) for round_ in rounds] for name in rounds[0]}
        middle = {name: median(values) for name, values in measured.items()}
        summary[kind] = {
            "images_per_second": middle,
            "app_to_command_line": middle["one"] / middle["command_line"],
            "two_to_one": middle["two"] / middle["one"],
            "rounds": measured,
        }
    return summary


# Answers


def strokes(app: App, count: int, at_once: int) -> dict[str, Any]:
    """Return the times from pen-up to the server's answer: idle, and while runs train."""
    waits: dict[str, list[float]] = {"idle": [], "training": []}
    with visitor(app.browser, app.url) as page:
        draw_and_take_time(page, 0)  # to warm up
        for start in range(0, count, STROKES_A_BLOCK):
            report.progress(f"strokes {start} of {count}")
            block = range(start, min(start + STROKES_A_BLOCK, count))
            waits["idle"] += [draw_and_take_time(page, k) for k in block]
            with ExitStack() as visitors:
                for _ in range(at_once):
                    visitors.enter_context(app.training())
                waits["training"] += [draw_and_take_time(page, k) for k in block]
    middle = {state: median(values) for state, values in waits.items()}
    ratio = middle["training"] / middle["idle"]
    return {"median_ms": middle, "training_to_idle": ratio, "ms": waits}


def pauses(app: App, count: int) -> dict[str, Any]:
    """Return the times from a click on Pause until the page says "Paused"."""
    waits = []
    with app.training() as page:
        for _ in range(count):
            page.evaluate(TAKE_TIME, ["click", PROGRESS, "Paused"])
            button(page, "Pause").click()
            waits.append(time_taken(page))
            page.wait_for_timeout(REST)
            button(page, "Play").click()
            expect(page.locator(PROGRESS)).to_contain_text("Training")
            page.wait_for_timeout(2 * REST)
    return {"median_ms": median(waits), "ms": waits}


def plays(app: App, count: int) -> dict[str, Any]:
    """Return the times from a click on Play until the page shows a trained network's accuracy."""
    waits = []
    for _ in range(count):
        with visitor(app.browser, f"{app.url}/train?images={app.images}") as page:
            page.wait_for_timeout(3 * REST)
            page.evaluate(TAKE_TIME, ["click", ".tn-score-words", "after"])
            button(page, "Play").click()
            waits.append(time_taken(page))
    return {"median_ms": median(waits), "ms": waits}


def table(measured: dict[str, Any]) -> report.Table:
    """Return the rows of the report's table."""
    kinds = [measured["speed"][kind] for kind in ("training", "overall")]
    rows: report.Table = [("images a second, median", "training", "overall")]
    for label, number in (
        ("one run, with its page open", "{images_per_second[one]:,.0f}"),
        ("two runs at once, together", "{images_per_second[two]:,.0f}"),
        ("python -m nn train", "{images_per_second[command_line]:,.0f}"),
        ("one run / command line", "{app_to_command_line:.2f}"),
        ("two runs / one run (aim: 1.7 or more)", "{two_to_one:.2f}"),
    ):
        rows.append((label, *(number.format_map(kind) for kind in kinds)))
    pen = measured["pen_up_to_answer"]
    return [
        *rows,
        ("pen-up to the server's answer, median", f"{pen['median_ms']['idle']:.0f} ms"),
        ("  while two runs train", f"{pen['median_ms']['training']:.0f} ms"),
        ("  ratio (aim: 1.3 or less)", f"{pen['training_to_idle']:.2f}"),
        ("click on Pause to paused, median", f"{measured['pause']['median_ms']:.0f} ms"),
        (
            "click on Play to the first trained point, median, most",
            f"{measured['play']['median_ms']:.0f} ms, {max(measured['play']['ms']):.0f} ms",
        ),
    ]


if __name__ == "__main__":
    main()
