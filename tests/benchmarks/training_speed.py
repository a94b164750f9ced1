"""Time one epoch of the book's network: this project against plain NumPy and the frameworks.

    python tests/benchmarks/training_speed.py [--rounds N] [--limit N] [--only NAME,NAME]

Every round times each contestant once, and starts with another one each time. So a machine that
slows down or speeds up meanwhile does so for all of them, and none is always first. A ratio is the
median of the rounds' ratios.
"""

from __future__ import annotations

import argparse
import gc
import os
import sys
from importlib.metadata import distributions, version
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.benchmarks import report

# The libraries read these once, on import. Matrices this small gain nothing from a second thread.
SINGLE_THREADED = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "JAX_PLATFORMS": "cpu",
    "XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false",
}
NAMES = "ours,numpy,book,sklearn,torch,jax"  # as in peers.CONTESTANTS


def use_one_core() -> None:
    """Give this process one core and its libraries one thread, before NumPy starts its threads."""
    if hasattr(os, "sched_setaffinity"):  # Linux has it, macOS and Windows have not
        # The system's own work is mostly on the first core.
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    os.environ |= SINGLE_THREADED


def measure(options: argparse.Namespace) -> dict[str, Any]:
    """Time an epoch of each contestant a round, after a round to warm up."""
    from tests.benchmarks import peers  # only now: see use_one_core

    chosen = [peers.CONTESTANTS[name] for name in options.only.split(",")]
    installed = {"", *(package.name for package in distributions())}
    present = [it for it in chosen if it.package in installed]
    if not present:
        sys.exit("No contestant is installed.")
    # Whole mini-batches, because a compiled loop needs them all of one size.
    images = options.limit // peers.MINI_BATCH * peers.MINI_BATCH
    problem = peers.load_problem(images, epochs=options.rounds + 1)
    training = {it.name: peers.epochs(it, problem) for it in present}
    rounds = []
    for number in report.rounds(options.rounds + 1):
        epochs = {}
        for name in report.rotated(list(training), number):
            gc.collect()  # so that none pays for the garbage of the one before
            epochs[name] = next(training[name])
        rounds.append(epochs)
    first = present[0].name
    rows = {
        name: {
            "median": median(each[name].seconds for each in rounds[1:]),
            "min": min(each[name].seconds for each in rounds[1:]),
            f"times {first}": median(e[name].seconds / e[first].seconds for e in rounds[1:]),
            "test accuracy": rounds[-1][name].accuracy,
        }
        for name in training
    }
    return {
        "images": images,
        "seconds": rows,
        "machine": {it.package: version(it.package) for it in present if it.package},
        "not installed": sorted({it.package for it in chosen} - installed),
    }


if __name__ == "__main__":
    use_one_core()
    parser = report.parser(
        __doc__, ("rounds", 1, 7, "timed rounds"), ("limit", 10, 60_000, "images to learn")
    )
    parser.add_argument("--only", default=NAMES, metavar="NAME,NAME", help=f"out of {NAMES}")
    report.run(parser, measure)
