"""Measure how many digits are read right on rendered photos of real pen strokes.

    python tests/benchmarks/photos.py NETWORK PENDIGITS_FILE [--writers 24-29] [--photos 1000]

NETWORK is a shipped name or a file; the file of strokes is as in nn/making/README.md. Photos are
rendered by tests/photos.py: papers, lights, pens, blur and JPEG quality by chance, the same each
time. What the strokes give without a photo is the most that a photo can give.
"""

import argparse
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np
import numpy.typing as npt

from nn.answers import answers_of
from nn.cli.predict import open_digit_network
from nn.drawing.mnist_pen import DrawingError
from nn.drawing.picture_files import open_picture
from nn.drawing.picture_to_pixels import prepare_picture
from nn.drawing.strokes_to_pixels import prepare_strokes
from nn.functions import Array
from nn.making.pen_strokes import PenDigits, load_digits
from nn.network import Network
from tests import photos
from tests.benchmarks import report
from tests.photos import Conditions

GROUPS: dict[str, Callable[[Conditions], str]] = {
    "paper": lambda made: made.paper,
    "light": lambda made: made.light,
    "pen, pixels": lambda made: made.pens,
    "ink": lambda made: made.ink,
    "blur, pixels": lambda made: "up to 1" if made.blur <= 1 else "1 to 2.5",
    "JPEG quality": lambda made: "30 to 59" if made.quality < 60 else "60 to 95",
}


@dataclass(frozen=True)
class Read:
    conditions: Conditions
    label: int
    right: bool
    strokes_right: bool  # from the strokes, without a photo


def measure(options: argparse.Namespace) -> dict[str, Any]:
    network = open_digit_network(options.network).network
    data = load_digits(options.strokes, options.writers)
    results = read(network, data, options.photos)
    rows = {"all": count([result.right for result in results])}
    rows["the strokes without a photo"] = count([result.strokes_right for result in results])
    for name, group in GROUPS.items():
        for kind in sorted({group(result.conditions) for result in results}):
            of_kind = [result for result in results if group(result.conditions) == kind]
            rows[f"{name}: {kind}"] = count([result.right for result in of_kind])
    misread = [result.conditions.seed for result in results if not result.right]
    return {"photos": rows, "misread seeds": misread}


def read(network: Network, data: PenDigits, photo_count: int) -> list[Read]:
    """Render photos of as many of the digits, by chance, and read them."""
    order = np.random.default_rng(0).permutation(len(data.digits))
    made, labels, seen, plain = [], [], [], []
    for number in range(photo_count):
        if number % 100 == 0:
            report.progress(f"{number} of {photo_count} photos")
        digit = order[number % len(data.digits)]
        conditions = photos.any_conditions(number)
        strokes = photos.turned(data.digits[digit], conditions.turn)
        ink = photos.drawn(strokes, conditions.height, conditions.pen)
        file = photos.jpeg(photos.photo(ink, conditions), conditions.quality)
        made.append(conditions)
        labels.append(int(data.labels[digit]))
        seen.append(_or_empty(prepare_picture, open_picture(file).ink))
        plain.append(_or_empty(prepare_strokes, strokes))
    right, ceiling = (_answers(network, images) == np.array(labels) for images in (seen, plain))
    results = zip(made, labels, right.tolist(), ceiling.tolist(), strict=True)
    return [Read(*result) for result in results]


def _or_empty(prepare: Callable[[Any], Array], given: object) -> Array:
    try:
        return prepare(given)
    except DrawingError:
        return np.zeros((28, 28), np.float32)


def _answers(network: Network, images: list[Array]) -> npt.NDArray[np.intp]:
    pixels = np.reshape(images, (len(images), -1)).astype(network.weights[0].dtype)
    return answers_of(network.feedforward(pixels))


def count(right: list[bool]) -> dict[str, float]:
    return {"read right": sum(right), "of": len(right), "share": sum(right) / len(right)}


if __name__ == "__main__":
    parser = report.parser(__doc__, ("photos", 1, 1000, "photos to render"))
    parser.add_argument("network", metavar="NETWORK")
    parser.add_argument("strokes", metavar="PENDIGITS_FILE", type=Path)
    parser.add_argument("--writers", help="such as 24-29; else all in the file")
    report.run(parser, measure)
