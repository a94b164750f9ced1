"""Time an experiment, and what it takes from a run of the page Train and from the pen.

    python tests/benchmarks/experiment_speed.py [--rounds N] [--runs N] [--seconds N] [--limit N]

Runs of one epoch of the book's network are carried out with one job and with two, each time in a
new process: the start of the engine's processes counts, and that each of them loads MNIST.

Then a run of the app's host trains all the time, alone and beside an experiment that has a process
for each core. Its speed goes by the clock, with the evaluation after each epoch. Meanwhile this
process, which is the app's server here, reads a drawing ten times a second at its ordinary
priority. All are measured in turn, and a ratio is of one round.
"""

import argparse
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import closing
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
from nn.runs.host import Host
from nn.runs.run import Run
from nn.settings.config import TrainingConfig
from nn.storage.network_files import open_network
from tests.benchmarks import report
from tests.browser.server import ROOT
from tests.nn.runs.conftest import until

JOBS = 1, 2
REST = 0.1  # seconds between two drawings
THREE = [np.array([(80, 60), (190, 70), (130, 130), (200, 180), (130, 230), (70, 200)], float)]
PROGRAM = """
import time
from nn.experiments.handing_out import Here, results
from nn.experiments.experiment import Experiment
from nn.settings.config import TrainingConfig

config = TrainingConfig(epochs=1, training_images={limit})
experiment = Experiment(config, seeds=tuple(range(1, {runs} + 1)))
start = time.perf_counter()
with Here({jobs}) as engine:
    fingerprints = {{result.fingerprint for result in results(experiment.runs(), engine)}}
    print(time.perf_counter() - start)
assert len(fingerprints) == {runs}
"""


class Speed(NamedTuple):
    images_a_second: float  # that the run learns from, by the clock
    answer_ms: float  # to read a drawing, in the median


def measure(options: argparse.Namespace) -> dict[str, Any]:
    if cores() < max(JOBS):
        sys.exit(f"{max(JOBS)} cores are needed, and there is {cores()}.")
    seconds = [
        {jobs: time_of(jobs, options) for jobs in report.rotated(JOBS, number)}
        for number in report.rounds(options.rounds)
    ]
    run = Run(TrainingConfig(training_images=options.limit, epochs=500))
    studies = Studies(lambda: Here(cores()))
    with closing(studies), closing(Host(cores())) as host:
        host.play(run)
        until(lambda: run.snapshot().progress.step > 0)
        speeds = [
            {way: speed(run, studies, way, options) for way in report.rotated((False, True), n)}
            for n in report.rounds(options.rounds)
        ]
    measured = {"seconds of the experiment": ratio(seconds, *JOBS)}
    for k, name in enumerate(Speed._fields):
        each = [{beside: of[k] for beside, of in one.items()} for one in speeds]
        measured[f"{name}, alone and beside an experiment"] = ratio(each, False, True)
    return {"runs": options.runs, **measured}


def ratio(rounds: Sequence[dict[Any, float]], one: object, other: object) -> dict[str, float]:
    """Return the medians over the rounds, and of the ratios within them."""
    first, second = (median(each[key] for each in rounds) for key in (one, other))
    ratios = median(each[other] / each[one] for each in rounds)
    return {"first": first, "second": second, "ratio": ratios}


def time_of(jobs: int, options: argparse.Namespace) -> float:
    program = PROGRAM.format(jobs=jobs, runs=options.runs, limit=options.limit)
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True
    )
    return float(done.stdout)


def speed(run: Run, studies: Studies, beside: bool, options: argparse.Namespace) -> Speed:
    """Return a run's speed and the time of an answer, alone or beside an experiment."""
    config = TrainingConfig(epochs=1, training_images=options.limit)
    study = Study(Experiment(config, seeds=tuple(range(1, 10_001))))
    if beside:
        studies.start(study)
        until(lambda: len(study.snapshot().results) >= cores())
    measured = for_some_time(run, options.seconds)
    if beside:
        studies.stop(study)
        until(lambda: studies._thread is None)
    return measured


def for_some_time(run: Run, seconds: float) -> Speed:
    network = open_network("draw").reader.network
    begin_at, begin = next_report(run)
    answers = []
    while time.perf_counter() < begin_at + seconds:
        start = time.perf_counter()
        network.feedforward(prepare_strokes(THREE).reshape(1, -1))
        answers.append(time.perf_counter() - start)
        time.sleep(REST)
    end_at, end = next_report(run)
    images = (end - begin) * run.snapshot().config.mini_batch_size
    return Speed(images / (end_at - begin_at), 1000 * median(answers))


def next_report(run: Run) -> tuple[float, int]:
    """Return the moment at which the run reports next, and at which mini-batch it is."""
    before = run.snapshot().progress.step
    until(lambda: run.snapshot().progress.step > before)
    return time.perf_counter(), run.snapshot().progress.step


if __name__ == "__main__":
    numbers = (
        ("rounds", 1, 5, "of every measurement"),
        ("runs", 2, 32, "runs of the experiment that is timed"),
        ("seconds", 0.5, 8.0, "of each measurement of the run"),
        ("limit", 100, 60_000, "training images of every run"),
    )
    report.run(report.parser(__doc__, *numbers), measure)
