"""Measure the app while it trains: how fast, and how soon it answers meanwhile.

    python tests/benchmarks/live_training.py [--rounds N] [--seconds N] [--json]

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

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from playwright.sync_api import Browser, Page, expect

from tests.benchmarks import report, watching
from tests.benchmarks.watching import PATIENCE, REST, TAKE_TIME, time_taken
from tests.browser.driving import button, visitor, wait_for
from tests.browser.server import ROOT

ALL_IMAGES = 60_000
ENDLESS = 500  # epochs

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


def measure(browser: Browser, url: str, options: argparse.Namespace) -> dict[str, Any]:
    app = App(browser, url, options.images)
    rounds = speeds(app, options)
    waits = {
        "click on Pause to paused": pauses(app, options.pauses),
        "click on Play to the first trained point": plays(app, options.plays),
    }
    return {
        "task": vars(options),
        "images a second": {kind: summarise(rounds, kind) for kind in ("training", "overall")},
        "milliseconds": {label: report.summary(times) for label, times in waits.items()},
    }


# Speed


def speeds(app: App, options: argparse.Namespace) -> list[dict[str, Speed]]:
    ways: dict[str, Callable[[], Speed]] = {
        "one run": lambda: in_the_app(app, 1, options.seconds),
        "two runs": lambda: in_the_app(app, options.at_once, options.seconds),
        "command line": lambda: on_the_command_line(app.images, options.epochs),
    }
    return [
        {name: ways[name]() for name in report.rotated(list(ways), number)}
        for number in report.rounds(options.rounds)
    ]


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
    command = [sys.executable, "-m", "nn", "train", "--preset", "book", "--json"]
    command += ["--limit", str(images), "--epochs", str(epochs)]
    process = Popen(command, cwd=ROOT, stdout=PIPE, stderr=PIPE, text=True)
    assert process.stdout and process.stderr
    ends = [perf_counter() for line in process.stderr if line.startswith("epoch")]
    seconds = [epoch["seconds"] for epoch in json.load(process.stdout)["epochs"]]
    process.wait()
    overall = images * (len(ends) - 1) / (ends[-1] - ends[0])
    return Speed(images / median(seconds), overall)


def summarise(rounds: Sequence[dict[str, Speed]], kind: str) -> dict[str, Any]:
    """Return the medians, and the ratios of the medians, of one kind of speed."""
    all_ = {name: [getattr(speeds[name], kind) for speeds in rounds] for name in rounds[0]}
    middle = {name: median(values) for name, values in all_.items()}
    return {
        **middle,
        "one / command line": middle["one run"] / middle["command line"],
        "two / one": middle["two runs"] / middle["one run"],
        "all": list(all_.values()),
    }


# Answers


def pauses(app: App, count: int) -> list[float]:
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
    return waits


def plays(app: App, count: int) -> list[float]:
    """Return the times from a click on Play until the page shows a trained network's accuracy."""
    waits = []
    for _ in range(count):
        with visitor(app.browser, f"{app.url}/train?images={app.images}") as page:
            page.wait_for_timeout(3 * REST)
            page.evaluate(TAKE_TIME, ["click", ".tn-score-words", "after"])
            button(page, "Play").click()
            waits.append(time_taken(page))
    return waits


if __name__ == "__main__":
    numbers = (
        # A page reports on a run once a second, and a speed by the clock takes two epochs' ends.
        ("rounds", 1, 5, "of every measurement"),
        ("seconds", 3.0, 12.0, "of each run in the app"),
        ("epochs", 2, 30, "on the command line"),
        ("pauses", 1, 10, "clicks on Pause"),
        ("plays", 1, 10, "clicks on Play, each for a new run"),
        ("images", 1000, ALL_IMAGES, "to learn from"),
        ("at_once", 1, 2, "runs, for the speed of some"),
    )
    watching.run(report.parser(__doc__, *numbers), measure)
