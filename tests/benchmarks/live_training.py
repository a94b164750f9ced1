"""Measure the app while it trains: how fast, and how soon it answers meanwhile.

    python tests/benchmarks/live_training.py [--rounds N] [--seconds N]

Starts the app, opens it in a browser without a window, and trains the book's network on all
60,000 images. Every round measures one run, two runs at once and the command line in turn, so
that a machine that slows down or speeds up meanwhile does so for all of them.

There are two speeds, both in images a second. "Training" counts training time alone: the median of
what the Train page shows, against what `python -m nn train` reports of each epoch. "Overall" goes
by the clock and includes the evaluation after each epoch: from the first to the last reading on the
page, against the time between the first and the last epoch's line on the command line.
"""

import json
import re
import sys
from argparse import Namespace
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from statistics import median
from subprocess import PIPE, Popen
from time import perf_counter
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from playwright.sync_api import Browser, Page, expect

from tests.benchmarks import report, watching
from tests.benchmarks.watching import PATIENCE, REST, time_taken, timer
from tests.browser.driving import button, visitor, wait_for
from tests.browser.server import ROOT

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


class Speed(NamedTuple):
    """Images a second: of training time alone, and by the clock."""

    training: float
    overall: float


def measure(browser: Browser, url: str, options: Namespace) -> dict[str, Any]:
    ways = {
        "one run": partial(in_the_app, browser, url, 1, options),
        "two runs": partial(in_the_app, browser, url, 2, options),
        "command line": partial(on_the_command_line, options),
    }
    rounds = [
        {name: ways[name]() for name in report.rotated(list(ways), number)}
        for number in report.rounds(options.rounds)
    ]
    speeds = {
        kind: {name: median(each[name][k] for each in rounds) for name in ways}
        for k, kind in enumerate(Speed._fields)
    }
    for kind in speeds.values():
        kind["one / command line"] = kind["one run"] / kind["command line"]
        kind["two / one"] = kind["two runs"] / kind["one run"]
    waits = {
        "click on Pause to paused": pauses(browser, url, options),
        "click on Play to the first trained point": plays(browser, url, options),
    }
    return {
        "task": vars(options),
        "images a second": speeds,
        "milliseconds": {label: report.summary(times) for label, times in waits.items()},
    }


@contextmanager
def training(browser: Browser, url: str, images: int) -> Iterator[Page]:
    """Open the Train page of a new visitor whose run is past its first epoch; end it after."""
    with visitor(browser, f"{url}/train?images={images}&epochs={ENDLESS}") as page:
        button(page, "Play").click()  # now and not by the link: the page has opened sooner
        progress = page.locator(PROGRESS)
        expect(progress).to_contain_text("images a second")
        expect(progress).not_to_contain_text("epoch 1 of")
        yield page
        button(page, "Reset").click()
        expect(progress).to_contain_text("Ready to train")


# Speed


def in_the_app(browser: Browser, url: str, runs: int, options: Namespace) -> Speed:
    """Return the speed of `runs` runs together, each with its page open."""
    with ExitStack() as visitors:
        pages = [
            visitors.enter_context(training(browser, url, options.images)) for _ in range(runs)
        ]
        for page in pages:
            page.evaluate(RECORD)
        pages[0].wait_for_timeout(1000 * options.seconds)
        for page in pages:  # a busy machine may need longer for the two readings of a speed
            wait_for(page, "window.readings.length > 1", timeout=PATIENCE)
        each = [speed_of(page.evaluate("window.readings"), options.images) for page in pages]
    return Speed(*map(sum, zip(*each, strict=True)))


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


def on_the_command_line(options: Namespace) -> Speed:
    command = [sys.executable, "-m", "nn", "train", "--preset", "book", "--json"]
    command += ["--limit", str(options.images), "--epochs", str(options.epochs)]
    process = Popen(command, cwd=ROOT, stdout=PIPE, stderr=PIPE, text=True)
    assert process.stdout and process.stderr
    ends = [perf_counter() for line in process.stderr if line.startswith("epoch")]
    seconds = [epoch["seconds"] for epoch in json.load(process.stdout)["epochs"]]
    process.wait()
    overall = options.images * (len(ends) - 1) / (ends[-1] - ends[0])
    return Speed(options.images / median(seconds), overall)


# Answers


def pauses(browser: Browser, url: str, options: Namespace) -> list[float]:
    """Return the times from a click on Pause until the page says "Paused"."""
    waits = []
    with training(browser, url, options.images) as page:
        for _ in range(options.clicks):
            page.evaluate(timer(f"text(`{PROGRESS}`).includes(`Paused`)", "click"))
            button(page, "Pause").click()
            waits.append(time_taken(page))
            page.wait_for_timeout(REST)
            button(page, "Play").click()
            expect(page.locator(PROGRESS)).to_contain_text("Training")
            page.wait_for_timeout(2 * REST)
    return waits


def plays(browser: Browser, url: str, options: Namespace) -> list[float]:
    """Return the times from a click on Play until the page shows a trained network's accuracy."""
    waits = []
    for _ in range(options.clicks):
        with visitor(browser, f"{url}/train?images={options.images}") as page:
            page.wait_for_timeout(3 * REST)
            page.evaluate(timer("text(`.tn-score-words`).includes(`after`)", "click"))
            button(page, "Play").click()
            waits.append(time_taken(page))
    return waits


if __name__ == "__main__":
    numbers = (
        # A page reports on a run once a second, and a speed by the clock takes two epochs' ends.
        ("rounds", 1, 5, "of every measurement"),
        ("seconds", 3.0, 12.0, "of each run in the app"),
        ("epochs", 2, 30, "on the command line"),
        ("clicks", 1, 10, "on Pause, and on Play for as many new runs"),
        ("images", 1000, 60_000, "to learn from"),
    )
    watching.run(report.parser(__doc__, *numbers), measure)
