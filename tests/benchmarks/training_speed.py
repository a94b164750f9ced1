"""Time one epoch of the book's network: this project against plain NumPy and the frameworks.

    python tests/benchmarks/training_speed.py [--rounds N] [--limit N] [--only NAME,NAME] [--json]

Every round times each contestant once, and starts with another one each time. So a machine that
slows down or speeds up meanwhile does so for all of them, and none is always first.
"""

from __future__ import annotations

import argparse
import gc
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from importlib.metadata import distributions, version
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

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
    use_one_core()
    from tests.benchmarks import peers  # only now: see use_one_core

    def measure(options: argparse.Namespace) -> dict[str, Any]:
        chosen = {key: c for key, c in peers.CONTESTANTS.items() if key in options.only.split(",")}
        installed = {"", *(package.name for package in distributions())}
        present = {key: c for key, c in chosen.items() if c.package in installed}
        missing = sorted({c.package for c in chosen.values()} - installed)
        if not present:
            sys.exit(f"No contestant is there. Not installed: {', '.join(missing) or 'none'}.")
        # Whole mini-batches, because a compiled loop needs them all of one size.
        images = min(options.limit, ALL_IMAGES) // peers.MINI_BATCH * peers.MINI_BATCH
        problem = peers.load_problem(images, epochs=options.rounds + 1)
        rounds = run(present, problem, options.rounds)
        return {
            "task": {
                "sizes": peers.SIZES,
                "mini_batch": peers.MINI_BATCH,
                "eta": peers.ETA,
                "images": len(problem.images),
                "rounds": options.rounds,
            },
            "seconds": summarise(present, rounds),
            "machine": {c.package: version(c.package) for c in present.values() if c.package},
            "not_installed": missing,
        }

    report.run(parser_for(peers.CONTESTANTS), measure)


def parser_for(contestants: Iterable[str]) -> argparse.ArgumentParser:
    names = ",".join(contestants)
    parser = report.parser(
        __doc__, ("rounds", 1, 7, "timed rounds"), ("limit", 10, ALL_IMAGES, "images to learn")
    )
    parser.add_argument("--only", default=names, metavar="NAME,NAME", help=f"out of {names}")
    return parser


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
    for number in report.rounds(rounds + 1):
        epochs = {}
        for key in report.rotated(list(training), number):
            gc.collect()  # so that none pays for the garbage of the one before
            epochs[key] = next(training[key])
        results.append(epochs)
    return results[1:]


def summarise(
    present: Mapping[str, Contestant], rounds: Sequence[dict[str, Epoch]]
) -> dict[str, dict[str, Any]]:
    """Return a row for each contestant. Its ratio is the median of the rounds' ratios."""
    rows = {}
    for key, c in present.items():
        seconds = [epochs[key].seconds for epochs in rounds]
        ratios = [
            epochs[key].seconds / epochs["ours"].seconds for epochs in rounds if "ours" in epochs
        ]
        rows[c.name] = {
            "median": median(seconds),
            "min": min(seconds),
            "times ours": median(ratios) if ratios else None,
            "test accuracy": rounds[-1][key].accuracy,
            "all": seconds,
            "note": c.note,
        }
    return rows


if __name__ == "__main__":
    main()
