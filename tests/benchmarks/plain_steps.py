"""How far plain steps and the app's fast ones lead apart: the same settings, seed after seed.

    python tests/benchmarks/plain_steps.py [--seeds 4] [--epochs 5]

Both take the same steps in the same order; only rounding differs.
"""

import argparse
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from nn.evaluation import evaluate
from nn.mnist import load
from nn.settings.presets import PRESETS
from nn.sgd import Descent, sgd
from nn.training import TrainingRun, train
from tests.benchmarks import report

BOOK = PRESETS["book"].config


def accuracies(seed: int, epochs: int) -> list[tuple[float, float]]:
    """Return the share of the test images read right after each epoch: fast, and plain."""
    data, config = load(), replace(BOOK, seed=seed, epochs=epochs)
    fast, plain = TrainingRun.begin(config, data.train), Descent.begin(config, data.train)
    both = (
        (fast, train(fast, data.train)),
        (plain, sgd(plain, data.train)),
    )
    shares = [
        [evaluate(run.network, data.test).accuracy for step in steps if step is None]
        for run, steps in both
    ]
    return list(zip(*shares, strict=True))


def measure(options: argparse.Namespace) -> dict[str, Any]:
    seeds = range(1, options.seeds + 1)
    return {
        f"seed {seed}": [
            {"fast": fast, "plain": plain} for fast, plain in accuracies(seed, options.epochs)
        ]
        for seed in seeds
    }


if __name__ == "__main__":
    numbers = ("seeds", 1, 4, "from 1"), ("epochs", 1, 5, "of each")
    report.run(report.parser(__doc__, *numbers), measure)
