"""Time the whole command `python -m nn train --preset book` against the steps that it takes.

    python tests/benchmarks/whole_command.py [--rounds N] [--epochs N] [--json]

Each round starts a process: Python, the imports, MNIST, and 70,000 images to evaluate an epoch.
Its ratio is the time from the process's start to its end over the time that it spent on training.
"""

import json
import os
import platform
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

# Run by its path, Python looks beside this file and not in the repository.
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.benchmarks import report

ROOT = Path(__file__).resolve().parents[2]


def main() -> None:
    """Run the command in every round and print the medians."""
    numbers = ("rounds", 1, 3, "timed rounds"), ("epochs", 1, 30, "epochs a round")
    arguments = report.parser("Time the whole command against its steps.", *numbers).parse_args()
    rounds = []
    for number in range(arguments.rounds):
        report.progress(f"round {number + 1} of {arguments.rounds}")
        rounds.append(measure(arguments.epochs))
    whole, steps = (median(column) for column in zip(*rounds, strict=True))
    ratio = median(whole / steps for whole, steps in rounds)
    measured = {
        "epochs": arguments.epochs,
        "whole_seconds": whole,
        "steps_seconds": steps,
        "whole_to_steps": ratio,
        "machine": {"cpu": report.cpu_model(), "cores": os.cpu_count()}
        | {"python": platform.python_version()},
    }
    head = ("", "whole s", "steps s", "ratio")
    row = (f"{arguments.epochs} epochs", f"{whole:.2f}", f"{steps:.2f}", f"{ratio:.2f}")
    report.show(measured, [head, row], arguments.json)


def measure(epochs: int) -> tuple[float, float]:
    """Return the seconds of a whole command, and those of its steps."""
    command = [sys.executable, "-m", "nn", "train", "--preset", "book", "--json"]
    start = time.perf_counter()
    process = subprocess.run(
        [*command, "--epochs", str(epochs)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return time.perf_counter() - start, json.loads(process.stdout)["seconds_training"]


if __name__ == "__main__":
    main()
