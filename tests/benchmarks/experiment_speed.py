"""Time an experiment, 32 runs of one epoch of the book's network, with one job and with two.

    python tests/benchmarks/experiment_speed.py [--rounds N] [--runs N] [--limit N] [--json]

Every time is taken in a new process, from the first run's way to the engine to the last result: the
start of the engine's processes counts, and that each of them loads MNIST. The rounds begin in turn
with one job and with two. A ratio is of one round.
"""

import argparse
import subprocess
import sys
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from nn.cores import cores
from tests.benchmarks import report
from tests.browser.server import ROOT

JOBS = [1, 2]
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


def measure(options: argparse.Namespace) -> dict[str, Any]:
    if cores() < max(JOBS):
        sys.exit(f"{max(JOBS)} cores are needed, and there is {cores()}.")
    rounds = []
    for number in report.rounds(options.rounds):
        order = report.rotated(JOBS, number)
        rounds.append({jobs: time_of(jobs, options.runs, options.limit) for jobs in order})
    one, two = (median(seconds[jobs] for seconds in rounds) for jobs in JOBS)
    return {
        "runs": options.runs,
        "seconds": {"one job": one, "two jobs": two},
        "ratio": median(seconds[2] / seconds[1] for seconds in rounds),
        "rounds": rounds,
    }


def time_of(jobs: int, runs: int, limit: int) -> float:
    program = PROGRAM.format(jobs=jobs, runs=runs, limit=limit)
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True
    )
    return float(done.stdout)


if __name__ == "__main__":
    numbers = (
        ("rounds", 1, 5, "timed rounds"),
        ("runs", 2, 32, "runs of the experiment"),
        ("limit", 10, 60_000, "training images"),
    )
    report.run(report.parser(__doc__, *numbers), measure)
