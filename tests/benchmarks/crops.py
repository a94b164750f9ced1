"""Measure how many of MNIST's test digits are read right when they are cropped to their ink.

    python tests/benchmarks/crops.py NETWORK [--images 10000] [--json]

Each is a picture without a margin, opened like any file: as dark ink and as light, as small as it
is in MNIST and enlarged. What the network reads of MNIST's own images is the most to be had.
"""

import argparse
import io
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np
from PIL import Image

from nn.answers import answers_of
from nn.cli.predict import open_digit_network
from nn.drawing.mnist_pen import DrawingError
from nn.drawing.picture_files import open_picture
from nn.drawing.picture_to_pixels import prepare_picture
from nn.evaluation import evaluate
from nn.functions import Array
from nn.mnist import IMAGE_PIXELS, IMAGE_SIDE, Bytes, load
from tests.benchmarks import report

LARGE = 10  # screen pixels for each pixel of a digit
PICTURES = {
    "dark ink, as small as in MNIST": (True, 1),
    "light ink, as small as in MNIST": (False, 1),
    f"dark ink, {LARGE} times as large": (True, LARGE),
    f"light ink, {LARGE} times as large": (False, LARGE),
}


def prepared(image: Bytes, dark: bool, times: int) -> Array:
    """Return what the network sees of a cropped digit, (784,); empty if it cannot be read."""
    pixels = image.reshape(IMAGE_SIDE, IMAGE_SIDE)
    rows, columns = (np.flatnonzero(pixels.any(axis=axis)) for axis in (1, 0))
    cut = pixels[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    picture = Image.fromarray(255 - cut if dark else cut)
    size = picture.width * times, picture.height * times
    stream = io.BytesIO()
    picture.resize(size, Image.Resampling.BICUBIC).save(stream, "PNG")
    stream.seek(0)
    try:
        return prepare_picture(open_picture(stream).ink).ravel()
    except DrawingError:
        return np.zeros(IMAGE_PIXELS, np.float32)


def measure(options: argparse.Namespace) -> dict[str, Any]:
    network = open_digit_network(options.network).network
    test = load().test[: options.images]
    rows = {"MNIST's own images": {"share": evaluate(network, test).accuracy}}
    for name, (dark, times) in PICTURES.items():
        report.progress(name)
        images = np.stack([prepared(image, dark, times) for image in test.images])
        right = (answers_of(network.feedforward(images)) == test.labels) & images.any(axis=1)
        rows[name] = {"share": float(right.mean())}
    return {"read right": rows}


if __name__ == "__main__":
    parser = report.parser(__doc__, ("images", 1, 10_000, "how many"))
    parser.add_argument("network", help="draw, book, or a file that was saved")
    report.run(parser, measure)
