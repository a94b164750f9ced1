"""Time one epoch of the book's network: this project against plain NumPy and the frameworks.

    python tests/benchmarks/training_speed.py [--rounds N] [--limit N] [--only NAME,NAME] [--json]

Every round times each contestant once, and starts with another one each time. So a machine that
slows down or speeds up meanwhile does so for all of them, and none is always first.
"""

from __future__ import annotations

import argparse
import gc
import os
import platform
import sys
from collections.abc import Iterable, Mapping, Sequence
from importlib.metadata import distributions, version
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

# Run by its path, Python looks beside this file and not in the repository.
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.benchmarks import report

# NumPy is not imported here, and peers.py, which does, only in main: see use_one_core.
if TYPE_CHECKING:
    from tests.benchmarks.peers import Contestant, Epoch, Problem

ALL_IMAGES = 60_000

# The libraries read these once, on import. Matrices this small gain nothing from a second thread.
SINGLE_THREADED = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "JAX_PLATFORMS": "cpu",
    "XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false",
}


def main() -> None:
    """Run the comparison and print it."""
    use_one_core()
    from tests.benchmarks import peers  # only now: see use_one_core

    arguments = parse(peers.CONTESTANTS, peers.MINI_BATCH)
    chosen = {key: peers.CONTESTANTS[key] for key in arguments.only}
    installed = {"", *(package.name for package in distributions())}
    present = {key: c for key, c in chosen.items() if c.package in installed}
    missing = sorted({c.package for c in chosen.values()} - installed)
    if not present:
        sys.exit(f"not installed: {', '.join(missing)}")
    problem = peers.load_problem(arguments.limit, epochs=arguments.rounds + 1)
    rounds = run(present, problem, arguments.rounds)
    packages = dict.fromkeys(["numpy", *(c.package for c in present.values() if c.package)])
    task = {
        "sizes": peers.SIZES,
        "mini_batch": peers.MINI_BATCH,
        "eta": peers.ETA,
        "images": len(problem.images),
        "rounds": arguments.rounds,
    }
    contestants = summarise(present, rounds)
    machine = {"cpu": report.cpu_model(), "python": platform.python_version()}
    measured = {
        "task": task,
        "machine": machine | {package: version(package) for package in packages},
        "contestants": contestants,
        "not_installed": missing,
    }
    report.show(measured, table(contestants), arguments.json)
    if not arguments.json:
        print("; ".join(f"{key} {value}" for key, value in task.items()), "float32, one core")
        print(f"test: accuracy on the test images after {arguments.rounds + 1} epochs")
        print("not installed:", ", ".join(missing) or "none")


def parse(contestants: Iterable[str], mini_batch: int) -> argparse.Namespace:
    """Read the command line; `only` becomes a list of names."""
    names = ",".join(contestants)
    parser = report.parser("Time one epoch for each contestant.", ("rounds", 1, 7, "timed rounds"))
    parser.add_argument("--limit", type=int, default=ALL_IMAGES, help="how many images to learn")
    parser.add_argument("--only", default=names, metavar="NAME,NAME", help=f"out of {names}")
    arguments = parser.parse_args()
    # Whole mini-batches, because a compiled loop needs them all of one size.
    if not mini_batch <= arguments.limit <= ALL_IMAGES or arguments.limit % mini_batch:
        parser.error(
            f"--limit: expected a multiple of {mini_batch} up to {ALL_IMAGES}, "
            f"got {arguments.limit}"
        )
    arguments.only = arguments.only.split(",")
    if unknown := [name for name in arguments.only if name not in contestants]:
        parser.error(f"--only: expected names out of {names}, got {', '.join(unknown)}")
    return arguments


def use_one_core() -> None:
    """Give this process one core and its libraries one thread, before NumPy starts its threads."""
    if hasattr(os, "sched_setaffinity"):  # Linux has it, macOS and Windows have not
        # The system's own work is mostly on the first core.
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    os.environ |= SINGLE_THREADED


def run(present: Mapping[str, Contestant], problem: Problem, rounds: int) -> list[dict[str, Epoch]]:
    """Return each contestant's epoch, for each round after a warm-up round."""
    training = {key: c.epochs(problem) for key, c in present.items()}
    results = []
    for number in range(rounds + 1):
        report.progress(f"round {number} of {rounds}" if number else "warm-up")
        epochs = {}
        for key in report.rotated(list(training), number):
            gc.collect()  # so that none pays for the garbage of the one before
            epochs[key] = next(training[key])
        results.append(epochs)
    return results[1:]


def summarise(
    present: Mapping[str, Contestant], rounds: Sequence[dict[str, Epoch]]
) -> list[dict[str, Any]]:
    """Return a row for each contestant. Its ratio is the median of the rounds' ratios."""
    rows = []
    for key, c in present.items():
        seconds = [epochs[key].seconds for epochs in rounds]
        ratios = [
            epochs[key].seconds / epochs["ours"].seconds for epochs in rounds if "ours" in epochs
        ]
        rows.append(
            {
                "key": key,
                "name": c.name,
                "median_seconds": median(seconds),
                "min_seconds": min(seconds),
                "ratio_to_ours": median(ratios) if ratios else None,
                "test_accuracy": rounds[-1][key].accuracy,
                "epochs": len(rounds) + 1,
                "seconds": seconds,
                "note": c.note,
            }
        )
    return rows


def table(contestants: Sequence[dict[str, Any]]) -> report.Table:
    """Return the rows of the report's table."""
    rows: report.Table = [("contestant", "median s", "min s", "x ours", "test")]
    for row in contestants:
        ratio = row["ratio_to_ours"]
        rows.append(
            (
                f"{row['name']} ({row['note']})" if row["note"] else row["name"],
                f"{row['median_seconds']:.3f}",
                f"{row['min_seconds']:.3f}",
                "-" if ratio is None else f"{ratio:.2f}",
                f"{row['test_accuracy']:.1%}",
            )
        )
    return rows


if __name__ == "__main__":
    main()
