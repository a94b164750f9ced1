"""Show that 100 hidden neurons lose digits by the book's own sums, and not by how ours are done.

    python tests/benchmarks/lost_digits.py [--seeds N] [--epochs N] [--limit N] [--json]

Network `hidden` of the book's experiments, from the same initial weights and mini-batches: once by
`nn` in float32, and once in float64 with an image at a time, equations BP1 to BP4 as they stand in
the book. A digit is lost if no test image is read as it. The two round differently from the first
step on, so a seed may lose a digit in one way alone. Five seeds take a quarter of an hour.
"""

import argparse
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np

from nn.answers import Reader
from nn.beginning import initial_network
from nn.experiments.of_the_book import PRESETS
from nn.explain import confusion
from nn.mnist import DIGITS, load
from nn.network import Network
from nn.settings.config import TrainingConfig
from nn.training import TrainingRun, train
from tests.benchmarks import report
from tests.nn.reference import BookNetwork, mini_batches

A_HUNDRED = 1  # the cell of the experiment


def measure(options: argparse.Namespace) -> dict[str, Any]:
    book = PRESETS["hidden"].experiment.cells[A_HUNDRED].config
    book = replace(book, epochs=options.epochs, training_images=options.limit)
    rows = {}
    for number in report.rounds(options.seeds):
        config = replace(book, seed=number + 1)
        by_book, by_nn = trained_by_the_book(config), trained_by_nn(config)
        rows[f"seed {config.seed}, the book's float64"] = read_by(by_book)
        rows[f"seed {config.seed}, float32 of nn"] = read_by(by_nn)
    return {"networks": rows}


def trained_by_the_book(config: TrainingConfig) -> Network:
    """Return a network that learnt an image at a time in float64, as float32 at the end."""
    plain = BookNetwork(initial_network(config), config.cost)
    for x, y in mini_batches(config, load()):
        plain.update_mini_batch(x, y, config.eta)
    weights = [w.astype(np.float32) for w in plain.weights]
    return Network(weights, [b[:, 0].astype(np.float32) for b in plain.biases])


def trained_by_nn(config: TrainingConfig) -> Network:
    images = load().train[: config.training_images]
    run = TrainingRun.begin(config, images)
    for _ in train(run, images):
        pass
    return run.network


def read_by(network: Network) -> dict[str, Any]:
    """Return the test accuracy, as a share, and the digits that no test image is read as."""
    readings = confusion.read(Reader(network), load().test)
    lost = sorted(set(range(DIGITS)) - set(readings.answers.tolist()))
    return {"test_accuracy": readings.correct / len(readings), "lost": ", ".join(map(str, lost))}


if __name__ == "__main__":
    numbers = (
        ("seeds", 1, 5, "from 1 on"),
        ("epochs", 1, 3, "of each run"),
        ("limit", 100, 60_000, "training images"),
    )
    report.run(report.parser(__doc__, *numbers), measure)
