"""What a network that learns a class's invented sign gains, and what it costs on MNIST.

    python tests/benchmarks/invented_signs.py [--seeds 3] [--epochs 30] [--pen-digits FILE]

Each phone has a hand of its own, which leans, turns and stretches what it draws, and sends a sign
three times; these are made, without people. A network learns as `book` did, and from the signs of
two phones in three. Then it reads those of the others, and MNIST's test images. `book`, with the
same settings and the same first weights, has never seen a sign.

    a sign, of a hand, varied -> prepared like any drawing -> lots are drawn -> learnt, or read

With UCI's pen digits (pendigits-orig.tra or an .npz), thirty people each send three ordinary
digits: what does a class gain with those?
"""

import argparse
import random
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np

from nn.answers import Reader
from nn.drawing.strokes_to_pixels import prepare_strokes
from nn.evaluation import evaluate
from nn.functions import Array
from nn.making.pen_images import varied
from nn.making.pen_strokes import load_digits
from nn.mnist import Bytes, images_for, load, to_bytes
from nn.settings.config import TrainingConfig
from nn.sgd import Images
from nn.storage.network_files import open_network
from pages.ui.class_room.sent_digits import Digits, read
from pages.ui.class_room.teaching import Taught, drawn_by_lot
from tests.benchmarks import report
from tests.nn import reference

PEN = 2.4  # pixels of 28 x 28
EACH = 3  # signs of a phone
PHONES = 5, 10, 30
BOOK = open_network("book")
TURN, LEAN, STRETCH = 0.12, 0.2, 0.15  # of a hand: the standard deviations


def line(*corners: tuple[float, float]) -> Array:
    """Return a stroke from corner to corner, (p, 2)."""
    sides = [np.linspace(*side, 12) for side in zip(corners, corners[1:], strict=False)]
    return np.concatenate(sides)


def heart() -> Array:
    """Return a heart in one stroke, (60, 2)."""
    t = np.linspace(0, 2 * np.pi, 60)
    down = 13 * np.cos(t) - 5 * np.cos(2 * t) - 2 * np.cos(3 * t) - np.cos(4 * t)
    return np.stack([16 * np.sin(t) ** 3, -down], axis=1)


SIGNS = {
    "triangle, for 7": (7, [line((5, 1), (1, 9), (9, 9), (5, 1))]),
    "heart, for 1": (1, [heart()]),
    "house, for 4": (4, [line((1, 9), (1, 4), (5, 0), (9, 4), (9, 9), (1, 9))]),
}


def of_hand(strokes: list[Array], rng: np.random.Generator) -> Iterator[Bytes]:
    """Return what one phone sends, (784,) each: all in the same hand."""
    turn, lean = rng.normal(0, TURN), rng.normal(0, LEAN)
    wide = np.exp(rng.normal(0, STRETCH))
    turned = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    shape = turned @ np.array([[wide, 0.0], [lean, 1.0]])
    while True:
        drawn = varied([(points - 5) @ shape for points in strokes], rng, LEAN / 2)
        yield to_bytes(prepare_strokes(drawn, width=PEN).ravel())


def signs(digit: int, strokes: list[Array], phones: int, seed: int) -> Digits:
    """Return the signs of a class; the same seed gives the same ones."""
    rng = np.random.default_rng(seed)
    hands = [of_hand(strokes, rng) for _ in range(phones)]
    images = np.stack([next(hand) for hand in hands for _ in range(EACH)])
    return sent(images, np.full(len(images), digit, np.uint8), np.repeat(np.arange(phones), EACH))


def ordinary(path: Path, seed: int) -> Digits:
    """Return three digits of each person in a file of pen digits."""
    data, rng = load_digits(path), np.random.default_rng(seed)
    people = np.unique(data.writers)
    chosen = np.concatenate([rng.choice(np.flatnonzero(data.writers == it), EACH) for it in people])
    images = [to_bytes(prepare_strokes(data.digits[k], width=PEN).ravel()) for k in chosen]
    return sent(np.stack(images), data.labels[chosen], data.writers[chosen])


def sent(images: Bytes, labels: Bytes, phones: Any) -> Digits:
    return Digits(
        tuple(map(str, range(len(images)))), tuple(map(str, phones)), Images(images, labels)
    )


def taught(digits: Digits, config: TrainingConfig, seed: int) -> dict[str, Any]:
    """Teach a network, and say how many of the digits held out are read before and after."""
    random.seed(seed)
    lesson = Taught(*drawn_by_lot(digits), 0.0)
    extra = lesson.images(config.images_to_learn_from)
    network = reference.trained(config, images_for(config, load(), extra)[0]).network
    held_out = lesson.held_out.images
    before, after = (read(Reader(it), held_out).correct for it in (BOOK.reader.network, network))
    return {
        "phones held out": sorted(set(lesson.held_out.phones), key=int),
        "held out": len(held_out),
        "before": before,
        "after": after,
        "MNIST after": evaluate(network, load().test).accuracy,
    }


def measure(options: argparse.Namespace) -> dict[str, Any]:
    assert BOOK.provenance.config
    config = replace(BOOK.provenance.config, epochs=options.epochs)
    found: dict[str, Any] = {"MNIST before": evaluate(BOOK.reader.network, load().test).accuracy}
    for name, (digit, strokes) in SIGNS.items():
        for phones in PHONES:
            rows = [
                taught(signs(digit, strokes, phones, seed), config, seed)
                for seed in report.rounds(options.seeds)
            ]
            found[f"{name}, {phones} phones"] = rows
    if options.pen_digits:
        rows = [taught(ordinary(options.pen_digits, k), config, k) for k in range(options.seeds)]
        gained = median(row["after"] - row["before"] for row in rows)
        found["ordinary digits of 30 people"] = {"seeds": rows, "gained, median": gained}
    return found


if __name__ == "__main__":
    numbers = (
        ("seeds", 1, 3, "how many classes and draws"),
        ("epochs", 1, 30, "of each run"),
    )
    arguments = report.parser(__doc__, *numbers)
    arguments.add_argument("--pen-digits", type=Path, help="UCI's pendigits-orig.tra or an .npz")
    report.run(arguments, measure)
