"""Measure whether an experiment on all cores starves a run of the page Train, or the pen.

    python tests/benchmarks/starvation.py [--rounds N] [--seconds N] [--limit N] [--json]

A run of the app's host trains all the time. Every round measures it alone and beside an experiment
of many runs that has a process for each core, in turn. The speed goes by the clock, with the
evaluation after each epoch. Meanwhile this process, which is the app's server here, reads a drawing
ten times a second at its ordinary priority. A ratio is of one round.
"""

import os
import platform
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

# Run by its path, Python looks beside this file and not in the repository.
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np

from nn.drawing.strokes_to_pixels import prepare_strokes
from nn.experiments.engine import Here, end_processes
from nn.experiments.experiment import Experiment
from nn.experiments.host import Studies
from nn.experiments.study import Study
from nn.fast_reading import cores
from nn.network import Network
from nn.runs.host import Host
from nn.runs.run import Run
from nn.settings.config import TrainingConfig
from nn.storage import network_files
from tests.benchmarks import report

ALL_IMAGES = 60_000
PATIENCE = 120.0  # seconds, for a run to begin
REST = 0.1  # seconds between two drawings
THREE = [np.array([(80, 60), (190, 70), (130, 130), (200, 180), (130, 230), (70, 200)], float)]


class Measured(NamedTuple):
    """What was measured for some seconds."""

    images_a_second: float  # that the run learns from, by the clock
    answer_ms: float  # to read a drawing, in the median


def main() -> None:
    """Measure and print."""
    arguments = report.parser(
        "Measure a run of the page Train, alone and beside an experiment.",
        ("rounds", 1, 7, "of both measurements"),
        ("seconds", 0.5, 8.0, "of each measurement"),
        ("limit", 100, ALL_IMAGES, "training images of every run"),
    ).parse_args()
    host, studies = Host(cores()), Studies(lambda: Here(cores()))
    network = network_files.open_network("draw").network
    run = host.new_run(TrainingConfig(training_images=arguments.limit, epochs=500))
    try:
        host.play(run)
        wait_until(lambda: run.snapshot().progress.step > 0)
        rounds = []
        for number in range(arguments.rounds):
            report.progress(f"round {number + 1} of {arguments.rounds}")
            rounds.append(one_round(studies, run, network, arguments, number))
    finally:
        host.close()
        studies.close()
        end_processes()
    measured = summarise(rounds)
    report.show(measured, table(measured), arguments.json)


def one_round(
    studies: Studies, run: Run, network: Network, arguments: Any, number: int
) -> dict[str, Measured]:
    """Return what the run and the pen do alone, and beside an experiment."""
    measured = {}
    for way in report.rotated(["alone", "beside"], number):
        if way == "alone":
            measured[way] = measure(run, network, arguments.seconds)
        else:
            with experiment(studies, arguments.limit):
                measured[way] = measure(run, network, arguments.seconds)
    return measured


@contextmanager
def experiment(studies: Studies, images: int) -> Iterator[None]:
    """Have an experiment train on all cores."""
    config = TrainingConfig(epochs=1, training_images=images)
    study = Study(Experiment(config, seeds=tuple(range(1, 10_001))))
    studies.start(study)
    try:
        wait_until(lambda: len(study.snapshot().results) >= cores())
        yield
    finally:
        studies.stop(study)
        wait_until(lambda: studies._thread is None)


def measure(run: Run, network: Network, seconds: float) -> Measured:
    """Return the run's speed and the time of an answer, over so many seconds."""
    begin_at, begin = next_report(run)
    answers = []
    while time.perf_counter() < begin_at + seconds:
        start = time.perf_counter()
        network.feedforward(prepare_strokes(THREE).reshape(1, -1))
        answers.append(time.perf_counter() - start)
        time.sleep(REST)
    end_at, end = next_report(run)
    images = (end - begin) * run.snapshot().config.mini_batch_size
    return Measured(images / (end_at - begin_at), 1000 * median(answers))


def next_report(run: Run) -> tuple[float, int]:
    """Return the moment at which the run reports next, and at which mini-batch it is."""
    before = run.snapshot().progress.step
    wait_until(lambda: run.snapshot().progress.step > before, every=0.001)
    return time.perf_counter(), run.snapshot().progress.step


def wait_until(holds: Callable[[], bool], every: float = 0.02) -> None:
    """Wait until something holds, for two minutes at most."""
    end = time.monotonic() + PATIENCE
    while not holds():
        if time.monotonic() > end:
            sys.exit("Nothing has happened for two minutes.")
        time.sleep(every)


def summarise(rounds: list[dict[str, Measured]]) -> dict[str, Any]:
    """Return the medians over the rounds, and of the ratios within them."""
    measured: dict[str, Any] = {}
    for name in Measured._fields:
        pairs = [(getattr(r["alone"], name), getattr(r["beside"], name)) for r in rounds]
        measured[name] = {
            "alone": median(alone for alone, _ in pairs),
            "beside": median(beside for _, beside in pairs),
            "ratio": median(beside / alone for alone, beside in pairs),
            "ratios": [beside / alone for alone, beside in pairs],
        }
    machine = {"cpu": report.cpu_model(), "cores": os.cpu_count()}
    return measured | {"machine": machine | {"python": platform.python_version()}}


def table(measured: dict[str, Any]) -> report.Table:
    """Return the table that is printed."""
    labels = {"images_a_second": "run, images a second", "answer_ms": "a drawing read, ms"}
    rows = [
        (label, *(f"{measured[name][way]:,.4g}" for way in ("alone", "beside", "ratio")))
        for name, label in labels.items()
    ]
    return [("", "alone", "beside", "ratio"), *rows]


if __name__ == "__main__":
    main()
