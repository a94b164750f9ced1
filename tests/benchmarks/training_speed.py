"""Time one epoch of the book's network: this project against plain NumPy and the frameworks.

    python tests/benchmarks/training_speed.py [--rounds N] [--limit N] [--only NAME,NAME] [--json]

Every round times each contestant once, in a rotated order, so that a machine that slows down or
speeds up meanwhile does so for all of them, and nobody always runs after the same neighbour.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import platform
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

# NumPy is not imported here, and peers.py, which does, only in main: see one_core.
if TYPE_CHECKING:
    from tests.benchmarks.peers import Contestant, Epoch, Problem

ALL_IMAGES = 60_000

# What the libraries read, once, when they are imported. Matrices this small gain nothing from
# a second thread, and one that waits for the other measures the neighbours, not the code.
SINGLE_THREADED = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "JAX_PLATFORMS": "cpu",
    "XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false",
}


def main(argv: list[str] | None = None) -> int:
    """Run the comparison and print it; return 0, or 1 if there was nobody to time."""
    with one_core():
        from tests.benchmarks import peers  # only now: see one_core

        arguments = parse(argv, {c.key: c for c in peers.CONTESTANTS}, peers.MINI_BATCH)
        present = [c for c in arguments.only if c.module is None or find_spec(c.module)]
        missing = sorted({str(c.package) for c in arguments.only if c not in present})
        if not present:
            print(f"not installed: {', '.join(missing)}", file=sys.stderr)
            return 1
        problem = peers.load_problem(arguments.limit, epochs=arguments.rounds + 1)
        rounds = run(present, problem, arguments.rounds)
    report = {
        "task": {
            "sizes": peers.SIZES,
            "mini_batch": peers.MINI_BATCH,
            "eta": peers.ETA,
            "images": len(problem.images),
            "rounds": arguments.rounds,
        },
        "machine": machine(present),
        "contestants": summarise(present, rounds),
        "not_installed": missing,
    }
    print(json.dumps(report) if arguments.json else as_text(report))
    return 0


def parse(
    argv: Sequence[str] | None, contestants: dict[str, Contestant], mini_batch: int
) -> argparse.Namespace:
    """Read the command line; `only` becomes the contestants that are meant."""
    names = ",".join(contestants)
    parser = argparse.ArgumentParser(description="Time one epoch for each contestant.")
    parser.add_argument("--rounds", type=int, default=7, help="timed rounds (7)")
    parser.add_argument(
        "--limit", type=int, default=ALL_IMAGES, help="learn from the first so many images"
    )
    parser.add_argument("--only", default=names, metavar="NAME,NAME", help=f"out of {names}")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    arguments = parser.parse_args(argv)
    if arguments.rounds < 1:
        parser.error(f"--rounds: expected 1 or more, got {arguments.rounds}")
    # Whole mini-batches, because a compiled loop needs them all of one size.
    if not mini_batch <= arguments.limit <= ALL_IMAGES or arguments.limit % mini_batch:
        parser.error(
            f"--limit: expected a multiple of {mini_batch} up to {ALL_IMAGES}, "
            f"got {arguments.limit}"
        )
    unknown = [name for name in arguments.only.split(",") if name not in contestants]
    if unknown:
        parser.error(f"--only: expected names out of {names}, got {', '.join(unknown)}")
    arguments.only = [contestants[name] for name in dict.fromkeys(arguments.only.split(","))]
    return arguments


@contextmanager
def one_core() -> Iterator[None]:
    """Give this process one core and its libraries one thread, and undo it afterwards.

    It works in full only while NumPy is not yet imported: BLAS starts its threads on import.
    """
    environment = {key: os.environ.get(key) for key in SINGLE_THREADED}
    os.environ.update(SINGLE_THREADED)
    can_pin = hasattr(os, "sched_setaffinity")  # Linux can, macOS and Windows cannot
    cores = os.sched_getaffinity(0) if can_pin else set()
    if can_pin:
        os.sched_setaffinity(0, {max(cores)})  # the system's own work tends to sit on the first
    try:
        yield
    finally:
        if can_pin:
            os.sched_setaffinity(0, cores)
        for key, value in environment.items():
            if value is None:
                del os.environ[key]
            else:
                os.environ[key] = value


def run(present: Sequence[Contestant], problem: Problem, rounds: int) -> list[dict[str, Epoch]]:
    """Time every contestant once a round, after a warm-up round that is thrown away.

    Returns
    -------
    list of dict
        For each round, each contestant's epoch by its key.
    """
    training = {c.key: c.epochs(problem) for c in present}
    keys = list(training)
    results = []
    for number in range(rounds + 1):
        stage = f"round {number} of {rounds}" if number else "warm-up"
        print(stage, file=sys.stderr, flush=True)
        turn = number % len(keys)
        epochs = {}
        for key in keys[turn:] + keys[:turn]:
            gc.collect()  # nobody pays for what the one before left behind
            epochs[key] = next(training[key])
        results.append(epochs)
    return results[1:]


def summarise(
    present: Sequence[Contestant], rounds: Sequence[dict[str, Epoch]]
) -> list[dict[str, Any]]:
    """One row a contestant; the ratio is the median over the rounds, None if ours did not run."""
    rows = []
    for c in present:
        seconds = [epochs[c.key].seconds for epochs in rounds]
        ratios = [
            epochs[c.key].seconds / epochs["ours"].seconds for epochs in rounds if "ours" in epochs
        ]
        rows.append(
            {
                "key": c.key,
                "name": c.name,
                "median_seconds": median(seconds),
                "min_seconds": min(seconds),
                "ratio_to_ours": median(ratios) if ratios else None,
                "test_accuracy": rounds[-1][c.key].accuracy,
                "epochs": len(rounds) + 1,
                "seconds": seconds,
                "note": c.note,
            }
        )
    return rows


def machine(present: Sequence[Contestant]) -> dict[str, str]:
    """The processor, and the version of everything that was timed."""
    packages = dict.fromkeys(["numpy", *(c.package for c in present if c.package)])
    versions = {package: version(package) for package in packages}
    return {"cpu": cpu_model(), "python": platform.python_version(), **versions}


def cpu_model() -> str:
    """Name the processor as well as the system knows it."""
    cpuinfo = Path("/proc/cpuinfo")  # Linux only; elsewhere platform knows more
    lines = cpuinfo.read_text().splitlines() if cpuinfo.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def as_text(report: dict[str, Any]) -> str:
    """Lay the report out as a table."""
    task = report["task"]
    table = [("contestant", "median s", "min s", "x ours", "test", "note")]
    for row in report["contestants"]:
        ratio = row["ratio_to_ours"]
        table.append(
            (
                row["name"],
                f"{row['median_seconds']:.3f}",
                f"{row['min_seconds']:.3f}",
                "-" if ratio is None else f"{ratio:.2f}",
                f"{row['test_accuracy']:.1%}",
                row["note"],
            )
        )
    width = max(len(cells[0]) for cells in table)
    lines = [
        f"one epoch of {task['sizes']}, {task['images']:,} images, mini-batches of "
        f"{task['mini_batch']}, eta {task['eta']}, float32, one core; rounds: {task['rounds']}"
    ]
    for name, *numbers, note in table:
        cells = "".join(f"{number:>10}" for number in numbers)
        lines.append(f"{name:<{width}}{cells}  {note}".rstrip())
    lines.append(f"test: accuracy on the test images after {task['rounds'] + 1} epochs")
    lines.append("; ".join(f"{key} {value}" for key, value in report["machine"].items()))
    if report["not_installed"]:
        lines.append(f"not installed: {', '.join(report['not_installed'])}")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    sys.exit(main())
