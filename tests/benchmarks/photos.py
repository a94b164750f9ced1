"""Measure how many digits are read right on rendered photos of real pen strokes.

    python tests/benchmarks/photos.py NETWORK PENDIGITS_FILE [--writers 24-29] [--photos 1000]

NETWORK is a shipped name or a file; the file of strokes is as in nn/making/README.md. Photos are
rendered by tests/photos.py: papers, lights, pens, blur and JPEG quality by chance, the same each
time. What the strokes give without a photo is the most that a photo can give.
"""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np

from nn.answers import answers_of
from nn.cli.predict import open_digit_network
from nn.drawing.mnist_pen import DrawingError
from nn.drawing.picture_files import open_picture
from nn.drawing.picture_to_pixels import prepare_picture
from nn.drawing.strokes_to_pixels import prepare_strokes
from nn.functions import Array
from nn.making.pen_strokes import load_digits
from nn.mnist import IMAGE_PIXELS
from tests import photos
from tests.benchmarks import report


def measure(options: argparse.Namespace) -> dict[str, Any]:
    network = open_digit_network(options.network).reader.network
    data = load_digits(options.pen_digits, options.writers)
    order = np.random.default_rng(0).permutation(len(data.digits))
    rows = np.resize(order, options.photos)
    on_photos, without = [], []
    for number, row in enumerate(rows):
        if number % 100 == 0:
            report.progress(f"{number} of {options.photos} photos")
        conditions = photos.any_conditions(number)
        strokes = photos.turned(data.digits[row], conditions.turn)
        ink = photos.drawn(strokes, conditions.height, conditions.pen)
        file = photos.jpeg(photos.photo(ink, conditions), conditions.quality)
        on_photos.append(pixels_or_none(prepare_picture, open_picture(file).ink))
        without.append(pixels_or_none(prepare_strokes, strokes))
    right = {
        name: answers_of(network.feedforward(np.stack(images))) == data.labels[rows]
        for name, images in (("photos", on_photos), ("the strokes without a photo", without))
    }
    return {
        "read right": {name: float(of_each.mean()) for name, of_each in right.items()},
        "misread seeds": np.flatnonzero(~right["photos"]).tolist(),
    }


def pixels_or_none(prepare: Callable[[Any], Array], given: object) -> Array:
    """Return what the network sees, (784,); nothing if it cannot be read."""
    try:
        return prepare(given).ravel()
    except DrawingError:
        return np.zeros(IMAGE_PIXELS, np.float32)


if __name__ == "__main__":
    report.run(report.strokes_parser(__doc__, ("photos", 1, 1000, "photos to render")), measure)
