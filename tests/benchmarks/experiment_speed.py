"""Time an experiment, 32 runs of one epoch of the book's network, with one job and with two.

    python tests/benchmarks/experiment_speed.py [--rounds N] [--runs N] [--limit N] [--json]

Every time is taken in a new process, from the first run's way to the engine to the last result: the
start of the engine's processes counts, and that each of them loads MNIST. The rounds begin in turn
with one job and with two. A ratio is of one round.
"""

import os
import platform
import subprocess
import sys
from pathlib import Path
from statistics import median

# Run by its path, Python looks beside this file and not in the repository.
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from nn.fast_reading import cores
from tests.benchmarks import report

ROOT = Path(__file__).resolve().parents[2]
JOBS = [1, 2]
PROGRAM = """
import time
from nn.experiments.engine import Here, results
from nn.experiments.experiment import Experiment
from nn.settings.config import TrainingConfig

config = TrainingConfig(epochs=1, training_images={limit})
experiment = Experiment(config, seeds=tuple(range(1, {runs} + 1)))
start = time.perf_counter()
fingerprints = {{result.fingerprint for result in results(experiment.runs(), Here({jobs}))}}
print(time.perf_counter() - start)
assert len(fingerprints) == {runs}
"""


def main() -> None:
    """Time both in every round and print the medians."""
    arguments = report.parser(
        "Time an experiment with one job and with two.",
        ("rounds", 1, 5, "timed rounds"),
        ("runs", 2, 32, "runs of the experiment"),
        ("limit", 10, 60_000, "training images"),
    ).parse_args()
    if cores() < max(JOBS):
        sys.exit(f"{max(JOBS)} cores are needed, and there is {cores()}.")
    rounds = []
    for number in range(arguments.rounds):
        report.progress(f"round {number + 1} of {arguments.rounds}")
        seconds = {}
        for jobs in report.rotated(JOBS, number):
            seconds[jobs] = time_of(jobs, arguments.runs, arguments.limit)
        rounds.append(seconds)
    one, two = (median(seconds[jobs] for seconds in rounds) for jobs in JOBS)
    ratio = median(seconds[2] / seconds[1] for seconds in rounds)
    measured = {
        "runs": arguments.runs,
        "one_job_seconds": one,
        "two_jobs_seconds": two,
        "two_to_one": ratio,
        "rounds": rounds,
        "machine": {"cpu": report.cpu_model(), "cores": os.cpu_count()}
        | {"python": platform.python_version()},
    }
    head = ("", "one job s", "two jobs s", "ratio")
    row = (f"{arguments.runs} runs", f"{one:.2f}", f"{two:.2f}", f"{ratio:.3f}")
    report.show(measured, [head, row], arguments.json)


def time_of(jobs: int, runs: int, limit: int) -> float:
    """Return the seconds that an experiment takes with so many jobs."""
    program = PROGRAM.format(jobs=jobs, runs=runs, limit=limit)
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True
    )
    return float(done.stdout)


if __name__ == "__main__":
    main()
