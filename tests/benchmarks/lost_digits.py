"""Show that 100 hidden neurons lose digits by the book's own sums, and not by how ours are done.

    python tests/benchmarks/lost_digits.py [--seeds N] [--epochs N] [--limit N] [--json]

Network `hidden` of the book's experiments, from the same initial weights and mini-batches: once by
`nn` in float32, and once in float64 with an image at a time, equations BP1 to BP4 as they stand in
the book. A digit is lost if no test image is read as it. The two round differently from the first
step on, so a seed may lose a digit in one way alone. Five seeds take a quarter of an hour.
"""

import platform
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

# Run by its path, Python looks beside this file and not in the repository.
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np

from nn.experiments.presets import PRESETS
from nn.explain import confusion
from nn.mnist import DIGITS, load
from nn.network import Network
from nn.settings.config import TrainingConfig
from nn.training import Trainer, initial_network
from tests.benchmarks import report
from tests.nn.reference import BookNetwork, mini_batches

A_HUNDRED = 1  # the cell of the experiment


def main() -> None:
    """Train and print."""
    arguments = report.parser(
        "Train 100 hidden neurons by the book's equations in float64, and as the app does.",
        ("seeds", 1, 5, "from 1 on"),
        ("epochs", 1, 3, "of each run"),
        ("limit", 100, 60_000, "training images"),
    ).parse_args()
    book = PRESETS["hidden"].experiment.cells[A_HUNDRED].config
    book = replace(book, epochs=arguments.epochs, training_images=arguments.limit)
    runs: list[dict[str, Any]] = []
    for seed in range(1, arguments.seeds + 1):
        config = replace(book, seed=seed)
        by_book, by_nn = trained_by_the_book(config), trained_by_nn(config)
        runs.append({"seed": seed, "book": measured(by_book), "nn": measured(by_nn)})
        report.progress(f"seed {seed} of {arguments.seeds}")
    machine = {"processor": report.cpu_model(), "Python": platform.python_version()}
    table: report.Table = [("seed", "float64, the book's", "lost", "float32, nn", "lost")]
    for run in runs:
        cells = [cell for name in ("book", "nn") for cell in in_words(run[name])]
        table.append((str(run["seed"]), *cells))
    report.show({"runs": runs, "machine": machine}, table, arguments.json)


def trained_by_the_book(config: TrainingConfig) -> Network:
    """Return a network that learnt an image at a time in float64, as float32 at the end."""
    plain = BookNetwork(initial_network(config), config.cost)
    for x, y in mini_batches(config, load()):
        plain.update_mini_batch(x, y, config.eta)
    weights = [w.astype(np.float32) for w in plain.weights]
    return Network(weights, [b[:, 0].astype(np.float32) for b in plain.biases])


def trained_by_nn(config: TrainingConfig) -> Network:
    """Return a network that the app's own trainer has trained."""
    trainer = Trainer(config, load(), evaluates=False)
    for _ in trainer:
        pass
    return trainer.network


def measured(network: Network) -> dict[str, Any]:
    """Return the test accuracy, as a share, and the digits that no test image is read as."""
    readings = confusion.read(network, load().test)
    lost = sorted(set(range(DIGITS)) - set(readings.answers.tolist()))
    return {"test_accuracy": readings.correct / len(readings), "lost": lost}


def in_words(run: dict[str, Any]) -> tuple[str, str]:
    """Return what was measured of a network, as two cells of the table."""
    return f"{run['test_accuracy']:.2%}", ", ".join(map(str, run["lost"])) or "none"


if __name__ == "__main__":
    main()
