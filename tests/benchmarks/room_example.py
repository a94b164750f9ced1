"""What a run gains that learns from a room's digits too, and what it costs: made, without people.

    python tests/benchmarks/room_example.py [--seeds 3] [--epochs 5] [--digits 120]

The digits are those of people who write unlike MNIST's: they lean far to the right.

    strokes, slanted -> varied -> prepared like any drawing -> a room

The book's settings train without the room's digits and with those that are not held out. Both
networks then read the held-out digits, which neither has learnt from, and MNIST's test images.
"""

import argparse
import sys
from dataclasses import replace
from pathlib import Path
from statistics import mean
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np

from nn.answers import Reader
from nn.beginning import images_for
from nn.drawing.strokes_to_pixels import prepare_strokes
from nn.evaluation import evaluate
from nn.making.pen_images import varied
from nn.mnist import DIGITS, Bytes, Images, load, to_bytes
from nn.network import Network
from nn.settings.config import TrainingConfig
from nn.settings.presets import PRESETS
from pages.ui.class_room.sent_digits import Digits, read
from pages.ui.class_room.teaching import SHARE, Taught, repeated
from tests.benchmarks import report
from tests.browser.driving import STROKES
from tests.nn import reference

PEN = 2.4  # pixels of 28 x 28
SLANT = 0.6  # of a digit's height, to the right


def written(digit: int, rng: np.random.Generator) -> Bytes:
    """Return a digit as one of these people writes it, (784,)."""
    leaning = [np.array(points) @ [[1.0, 0.0], [-SLANT, 1.0]] for points in STROKES[digit]]
    strokes = varied(leaning, rng)
    return to_bytes(prepare_strokes(strokes, width=PEN).ravel())


def room_of(count: int, seed: int) -> Digits:
    """Return the digits of a room; the same seed gives the same ones."""
    rng = np.random.default_rng(seed)
    labels = rng.integers(DIGITS, size=count).astype(np.uint8)
    images = np.stack([written(int(digit), rng) for digit in labels])
    ids = tuple(rng.bytes(6).hex() for _ in range(count))
    return Digits(ids, Images(images, labels))


def trained(config: TrainingConfig, extra: Images | None) -> Network:
    """Return a network that has learnt from MNIST's images and some more."""
    return reference.trained(config, images_for(config, load(), extra)[0]).network


def measure(options: argparse.Namespace) -> dict[str, Any]:
    rows = {}
    for number in report.rounds(options.seeds):
        room = room_of(options.digits, number + 1)
        config = replace(PRESETS["book"].config, seed=number + 1, epochs=options.epochs)
        learnt = repeated(Taught(room.to_learn, config.images_to_learn_from))
        row: dict[str, float] = {"held out": len(room.held_out)}
        for name, extra in ("without", None), ("with", learnt):
            network = trained(config, extra)
            right = read(Reader(network), room.held_out.images).correct
            row[f"read {name}"] = right / len(room.held_out)
            row[f"MNIST {name}"] = evaluate(network, load().test).accuracy
        rows[f"seed {config.seed}"] = row
    means = {name: mean(row[name] for row in rows.values()) for name in rows["seed 1"]}
    return {"share of the room's digits": SHARE, "seeds": rows | {"mean": means}}


if __name__ == "__main__":
    numbers = (
        ("seeds", 1, 3, "how many rooms and runs"),
        ("epochs", 1, 5, "of each run"),
        ("digits", 10, 120, "in the room"),
    )
    report.run(report.parser(__doc__, *numbers), measure)
