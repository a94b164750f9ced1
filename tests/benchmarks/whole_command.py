"""Time the whole command `python -m nn train --preset book` against the steps that it takes.

    python tests/benchmarks/whole_command.py [--rounds N] [--epochs N] [--json]

Each round starts a process: Python, the imports, MNIST, and 70,000 images to evaluate an epoch.
Its ratio is the time from the process's start to its end over the time of the same steps alone,
taken in the same round: beside an evaluation they take longer.
"""

import os
import platform
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from statistics import median

# Run by its path, Python looks beside this file and not in the repository.
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from nn.mnist import load
from nn.settings.presets import PRESETS
from nn.training import Trainer
from tests.benchmarks import report

ROOT = Path(__file__).resolve().parents[2]


def main() -> None:
    """Run the command in every round and print the medians."""
    numbers = ("rounds", 1, 3, "timed rounds"), ("epochs", 1, 30, "epochs a round")
    arguments = report.parser("Time the whole command against its steps.", *numbers).parse_args()
    rounds = []
    for number in range(arguments.rounds):
        report.progress(f"round {number + 1} of {arguments.rounds}")
        rounds.append((whole_command(arguments.epochs), steps_alone(arguments.epochs)))
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


def whole_command(epochs: int) -> float:
    """Return the seconds from the command's start to its end."""
    command = [sys.executable, "-m", "nn", "train", "--preset", "book", "--epochs", str(epochs)]
    start = time.perf_counter()
    subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    return time.perf_counter() - start


def steps_alone(epochs: int) -> float:
    """Return the seconds of the same steps, in this process, with nothing beside them."""
    config = replace(PRESETS["book"].config, epochs=epochs)
    trainer = Trainer(config, load(), evaluates=False)
    for _ in trainer:
        pass
    return trainer.progress.seconds


if __name__ == "__main__":
    main()
