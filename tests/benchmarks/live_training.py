"""Measure the app while it trains: how fast, and how soon it answers meanwhile.

    python tests/benchmarks/live_training.py [--rounds N] [--seconds N] [--quick] [--json]

Starts the app, opens it in a browser without a window, and trains the book's network on all
60,000 images. Every round measures one run, two runs at once and the command line in turn, so
that a machine that slows down or speeds up meanwhile does so for all of them.

Speeds are images a second, twice. "Training" is of training time alone: the median of what the
Train page shows, against what `python -m nn train` reports of each epoch. "Overall" is by the
clock, evaluation after each epoch included: from the first to the last reading on the page,
against the time between the first and the last epoch's line on the command line.
"""

import argparse
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

# Run by its path, Python looks beside this file and not in the repository.
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.benchmarks.watching import (
    PATIENCE,
    REST,
    TAKE_TIME,
    draw_and_take_time,
    machine,
    time_taken,
)
from tests.browser.conftest import VIEWPORT, flags
from tests.browser.driving import button, open_app
from tests.browser.server import ROOT, running_server
from tests.chromium import NOT_FOUND, find_chromium

ALL_IMAGES = 60_000
ENDLESS = 500  # epochs
AT_ONCE = 2
QUICK = {"rounds": 1, "seconds": 3.0, "epochs": 2, "strokes": 1, "pauses": 1, "images": 2000}
# A page tells of a run once a second, and a speed by the clock takes two epochs' ends.
LEAST = {"rounds": 1, "seconds": 3.0, "epochs": 2, "strokes": 1, "pauses": 1, "images": 1000}
STROKES_A_BLOCK = 10  # idle, then training, then idle again

PROGRESS = ".st-key-progress"

# Keeps what the progress line says, and when, from now on.
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
    def page(self, path: str = "/") -> Iterator[Page]:
        """Open a page of a new visitor."""
        with self.browser.new_context(viewport=VIEWPORT) as context:
            page = context.new_page()
            open_app(page, self.url + path)
            yield page

    @contextmanager
    def training(self) -> Iterator[Page]:
        """Open the Train page of a new visitor whose run is past its first epoch, and end it."""
        with self.page(f"/train?images={self.images}&epochs={ENDLESS}&start=1") as page:
            progress = page.locator(PROGRESS)
            expect(progress).to_contain_text("images a second", timeout=PATIENCE)
            expect(progress).not_to_contain_text("epoch 1 of", timeout=PATIENCE)
            yield page
            button(page, "Reset").click()
            expect(progress).to_contain_text("Ready to train", timeout=PATIENCE)


@dataclass(frozen=True)
class Speed:
    """Images a second: of training time alone, and by the clock."""

    training: float
    overall: float


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
        app = App(browser, server.url, arguments.images)
        report = {
            "machine": machine(browser),
            "task": vars(arguments),
            "speed": summarise(speeds(app, arguments)),
            "pen_up_to_answer": strokes(app, arguments.strokes),
            "pause": pauses(app, arguments.pauses),
        }
        browser.close()
    print(json.dumps(report) if arguments.json else as_text(report))
    return 0


def parse(argv: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="Measure the app while it trains.")
    parser.add_argument("--rounds", type=int, default=5, help="of every measurement (5)")
    parser.add_argument("--seconds", type=float, default=12.0, help="of each run in the app (12)")
    parser.add_argument("--epochs", type=int, default=30, help="on the command line (30)")
    parser.add_argument("--strokes", type=int, default=20, help="idle, and while training (20)")
    parser.add_argument("--pauses", type=int, default=10, help="clicks on Pause (10)")
    parser.add_argument("--images", type=int, default=ALL_IMAGES, help="learn from so many")
    parser.add_argument("--quick", action="store_true", help="only see whether it works")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    arguments = parser.parse_args(argv)
    if arguments.quick:
        vars(arguments).update(QUICK)
    for name, least in LEAST.items():
        given = getattr(arguments, name)
        if given < least:
            parser.error(f"--{name}: expected {least} or more, got {given}")
    return arguments


# Speed


def speeds(app: App, arguments: argparse.Namespace) -> list[dict[str, Speed]]:
    """Return for each round the speed of one run, of two at once together, and without the app."""
    ways: dict[str, Callable[[], Speed]] = {
        "one": lambda: in_the_app(app, 1, arguments.seconds),
        "two": lambda: in_the_app(app, AT_ONCE, arguments.seconds),
        "command_line": lambda: on_the_command_line(app.images, arguments.epochs),
    }
    names = list(ways)
    rounds = []
    for number in range(arguments.rounds):
        print(f"round {number + 1} of {arguments.rounds}", file=sys.stderr, flush=True)
        turn = number % len(names)
        rounds.append({name: ways[name]() for name in names[turn:] + names[:turn]})
    return rounds


def in_the_app(app: App, runs: int, seconds: float) -> Speed:
    """Return the speed of so many runs together, each with its page open."""
    with ExitStack() as visitors:
        pages = [visitors.enter_context(app.training()) for _ in range(runs)]
        for page in pages:
            page.evaluate(RECORD)
        pages[0].wait_for_timeout(1000 * seconds)
        each = [speed_of(page.evaluate("window.readings"), app.images) for page in pages]
    return Speed(sum(s.training for s in each), sum(s.overall for s in each))


def speed_of(readings: Sequence[tuple[float, str]], images: int) -> Speed:
    """Return the speed that readings of the progress line tell of.

    Parameters
    ----------
    readings : sequence of (milliseconds, text)
    images : int
        In an epoch.

    Raises
    ------
    RuntimeError
        If fewer than two of them say where the run is.
    """
    times, epochs, rates = [], [], []
    for milliseconds, text in readings:
        if found := READING.search(text):
            epoch, done, of, rate = (int(part.replace(",", "")) for part in found.groups())
            times.append(milliseconds / 1000)
            epochs.append(epoch - 1 + done / of)
            rates.append(rate)
    if len(times) < 2:
        raise RuntimeError(f"Expected two or more readings of the progress line, got {readings}.")
    return Speed(median(rates), images * (epochs[-1] - epochs[0]) / (times[-1] - times[0]))


def on_the_command_line(images: int, epochs: int) -> Speed:
    """Return the speed of `python -m nn train`."""
    command = [sys.executable, "-m", "nn", "train", "--preset", "book", "--json"]
    process = subprocess.Popen(
        [*command, "--limit", str(images), "--epochs", str(epochs)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
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


def strokes(app: App, count: int) -> dict[str, Any]:
    """Return how long after the pen is lifted the answer stands there: idle and in training."""
    took: dict[str, list[float]] = {"idle": [], "training": []}
    with app.page() as page:
        draw_and_take_time(page, 0)  # what the first one loads, the others find
        for start in range(0, count, STROKES_A_BLOCK):
            print(f"strokes {start} of {count}", file=sys.stderr, flush=True)
            block = range(start, min(start + STROKES_A_BLOCK, count))
            took["idle"] += [draw_and_take_time(page, k) for k in block]
            with ExitStack() as visitors:
                for _ in range(AT_ONCE):
                    visitors.enter_context(app.training())
                took["training"] += [draw_and_take_time(page, k) for k in block]
    middle = {state: median(values) for state, values in took.items()}
    ratio = middle["training"] / middle["idle"]
    return {"median_ms": middle, "training_to_idle": ratio, "ms": took}


def pauses(app: App, count: int) -> dict[str, Any]:
    """Return how long after a click on Pause the page says that the run stands still."""
    took = []
    with app.training() as page:
        for _ in range(count):
            page.evaluate(TAKE_TIME, ["click", PROGRESS, "Paused"])
            button(page, "Pause").click()
            took.append(time_taken(page))
            page.wait_for_timeout(REST)
            button(page, "Play").click()
            expect(page.locator(PROGRESS)).to_contain_text("Training", timeout=PATIENCE)
            page.wait_for_timeout(2 * REST)
    return {"median_ms": median(took), "ms": took}


# Report


def as_text(report: dict[str, Any]) -> str:
    """Lay the report out as a table."""
    lines = [f"{'images a second, median':<44}{'training':>12}{'overall':>12}"]
    kinds = [report["speed"][kind] for kind in ("training", "overall")]
    for name, label in {
        "one": "one run, with its page open",
        "two": "two runs at once, together",
        "command_line": "python -m nn train",
    }.items():
        lines.append(
            label.ljust(44)
            + "".join(f"{kind['images_per_second'][name]:>12,.0f}" for kind in kinds)
        )
    for name, label in {
        "app_to_command_line": "one run / command line",
        "two_to_one": "two runs / one run (aim: 1.7 or more)",
    }.items():
        lines.append(label.ljust(44) + "".join(f"{kind[name]:>12.2f}" for kind in kinds))
    pen = report["pen_up_to_answer"]
    lines += [
        "",
        f"{'pen-up to answer, median':<44}{pen['median_ms']['idle']:>9.0f} ms",
        f"{'  while two runs train':<44}{pen['median_ms']['training']:>9.0f} ms",
        f"{'  ratio (aim: 1.3 or less)':<44}{pen['training_to_idle']:>12.2f}",
        f"{'click on Pause to paused, median':<44}{report['pause']['median_ms']:>9.0f} ms",
        "",
        "; ".join(f"{key} {value}" for key, value in report["machine"].items()),
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
