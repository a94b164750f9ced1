"""Time the whole command `python -m nn train --preset book` against the steps that it takes.

    python tests/benchmarks/whole_command.py [--rounds N] [--epochs N] [--json]

Each round starts a process: Python, the imports, MNIST, and 70,000 images to evaluate an epoch.
Its ratio is the time from the process's start to its end over the time of the same steps alone,
taken in the same round: beside an evaluation they take longer.
"""

import argparse
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from nn.mnist import load
from nn.settings.presets import PRESETS
from nn.training import TrainingRun, train
from tests.benchmarks import report
from tests.browser.server import ROOT


def measure(options: argparse.Namespace) -> dict[str, Any]:
    epochs = options.epochs
    rounds = [(whole_command(epochs), steps_alone(epochs)) for _ in report.rounds(options.rounds)]
    whole, steps = (median(column) for column in zip(*rounds, strict=True))
    return {
        "epochs": epochs,
        "seconds": {"whole command": whole, "steps alone": steps},
        "ratio": median(whole / steps for whole, steps in rounds),
    }


def whole_command(epochs: int) -> float:
    command = [sys.executable, "-m", "nn", "train", "--preset", "book", "--epochs", str(epochs)]
    start = time.perf_counter()
    subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    return time.perf_counter() - start


def steps_alone(epochs: int) -> float:
    """Return the seconds of the same steps, in this process, with nothing beside them."""
    config = replace(PRESETS["book"].config, epochs=epochs)
    images = load().train
    run = TrainingRun.begin(config, images)
    start = time.perf_counter()
    for _ in train(run, images):
        pass
    return time.perf_counter() - start


if __name__ == "__main__":
    numbers = ("rounds", 1, 3, "timed rounds"), ("epochs", 1, 30, "epochs a round")
    report.run(report.parser(__doc__, *numbers), measure)
