"""Measure whether an experiment on all cores starves a run of the page Train, or the pen.

    python tests/benchmarks/starvation.py [--rounds N] [--seconds N] [--limit N] [--json]

A run of the app's host trains all the time. Every round measures it alone and beside an experiment
of many runs that has a process for each core, in turn. The speed goes by the clock, with the
evaluation after each epoch. Meanwhile this process, which is the app's server here, reads a drawing
ten times a second at its ordinary priority. A ratio is of one round.
"""

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np

from nn.cores import cores
from nn.drawing.strokes_to_pixels import prepare_strokes
from nn.experiments.experiment import Experiment
from nn.experiments.handing_out import Here
from nn.experiments.in_the_app import Studies
from nn.experiments.study import Study
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
    images_a_second: float  # that the run learns from, by the clock
    answer_ms: float  # to read a drawing, in the median


def measure(options: argparse.Namespace) -> dict[str, Any]:
    host, studies = Host(cores()), Studies(lambda: Here(cores()))
    network = network_files.open_network("draw").reader.network
    run = Run(TrainingConfig(training_images=options.limit, epochs=500))
    try:
        host.play(run)
        wait_until(lambda: run.snapshot().progress.step > 0)
        rounds = [
            one_round(studies, run, network, options, number)
            for number in report.rounds(options.rounds)
        ]
    finally:
        host.close()
        studies.close()
    return {"in the median": {name: alone_and_beside(rounds, name) for name in Measured._fields}}


def one_round(
    studies: Studies, run: Run, network: Network, options: argparse.Namespace, number: int
) -> dict[str, Measured]:
    measured = {}
    for way in report.rotated(["alone", "beside"], number):
        if way == "alone":
            measured[way] = for_some_time(run, network, options.seconds)
        else:
            with experiment(studies, options.limit):
                measured[way] = for_some_time(run, network, options.seconds)
    return measured


@contextmanager
def experiment(studies: Studies, images: int) -> Iterator[None]:
    config = TrainingConfig(epochs=1, training_images=images)
    study = Study(Experiment(config, seeds=tuple(range(1, 10_001))))
    studies.start(study)
    try:
        wait_until(lambda: len(study.snapshot().results) >= cores())
        yield
    finally:
        studies.stop(study)
        wait_until(lambda: studies._thread is None)


def for_some_time(run: Run, network: Network, seconds: float) -> Measured:
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


def alone_and_beside(rounds: list[dict[str, Measured]], name: str) -> dict[str, Any]:
    """Return the medians over the rounds, and of the ratios within them."""
    alone = [getattr(each["alone"], name) for each in rounds]
    beside = [getattr(each["beside"], name) for each in rounds]
    ratios = [with_it / without for without, with_it in zip(alone, beside, strict=True)]
    medians = {"alone": median(alone), "beside": median(beside), "ratio": median(ratios)}
    return {**medians, "ratios": ratios}


if __name__ == "__main__":
    numbers = (
        ("rounds", 1, 7, "of both measurements"),
        ("seconds", 0.5, 8.0, "of each measurement"),
        ("limit", 100, ALL_IMAGES, "training images of every run"),
    )
    report.run(report.parser(__doc__, *numbers), measure)
