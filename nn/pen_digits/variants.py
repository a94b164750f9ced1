"""Pen strokes as images to learn from: many of each digit, varied as hands vary it; and no digits.

    strokes -> a habit of handwriting -> turned, slanted, stretched, bent
            -> prepared like any drawing, with varied pens

The strokes are varied before they are prepared. So each image is as large and as well centred as
any drawing that a network sees; the warps of finished images (`augmentation.py`) are not.
"""

from collections.abc import Callable, Iterable, Sequence

import numpy as np

from nn.drawing.pen import PEN, DrawingError
from nn.drawing.strokes_to_pixels import prepare_strokes
from nn.functions import Array
from nn.mnist import IMAGE_PIXELS, Bytes, Images, to_bytes
from nn.no_digit import NONE
from nn.pen_digits.habits import with_habits
from nn.pen_digits.made import no_digits

OF_EACH = 12  # images of a digit; the first is the digit as it was written
# The standard deviation of each variation.
TURN = 0.10  # radians
SLANT = 0.3
STRETCH = 0.13
BEND = 0.03  # of the digit's longer side
# A bend is the sum of this many waves, with at most one period from edge to edge of the digit.
WAVES = 4
STEEPEST = 2 * np.pi
# The width of the pen in pixels of 28 x 28; MNIST's is 2.4.
FINEST_PEN, BROADEST_PEN = 1.9, 3.2

Drawing = tuple[Sequence[Array], float, int]  # its strokes, the width of its pen, its label
Drawn = Callable[[], object]


def variants(
    digits: Sequence[Sequence[Array]],
    labels: Bytes,
    seed: int,
    of_each: int = OF_EACH,
    drawn: Drawn | None = None,
) -> Images:
    """Return images of digits: all as they were written, then all varied, and varied again.

    `digits` are the strokes of each, (p, 2), y downwards, in any unit; `labels` are (n,). The same
    seed gives the same images, `of_each` of each digit, or none of one that is empty or only a dot.
    `drawn` is called after each image, for a progress bar.
    """
    rng = np.random.default_rng(seed)

    def drawings() -> Iterable[Drawing]:
        for k in range(len(digits) * of_each):
            variant, digit = divmod(k, len(digits))
            strokes, width, label = digits[digit], PEN, int(labels[digit])
            if variant and any(len(points) for points in strokes):
                strokes = varied(with_habits(strokes, label, rng), rng)
                width = rng.uniform(FINEST_PEN, BROADEST_PEN)
            yield strokes, width, label

    return _images(drawings(), drawn)


def no_digit_images(
    digits: Sequence[Sequence[Array]],
    labels: Bytes,
    count: int,
    seed: int,
    drawn: Drawn | None = None,
) -> Images:
    """Return about `count` images of drawings that are no digits, labelled NONE.

    They are made from `digits` and at random (`made.py`), then varied as digits are. The same seed
    gives the same images. `drawn` is called after each.
    """
    rng = np.random.default_rng(seed)
    drawings = (
        (varied(drawing.strokes, rng), rng.uniform(FINEST_PEN, BROADEST_PEN), NONE)
        for drawing in no_digits(digits, labels, count, seed)
    )
    return _images(drawings, drawn)


def _images(drawings: Iterable[Drawing], drawn: Drawn | None) -> Images:
    """Return the images of drawings, without those that are empty or only a dot."""
    images, labels = [], []
    for strokes, width, label in drawings:
        try:
            images.append(to_bytes(prepare_strokes(strokes, width=width).ravel()))
            labels.append(label)
        except DrawingError:
            pass
        if drawn:
            drawn()
    pixels = np.array(images, np.uint8).reshape(len(images), IMAGE_PIXELS)
    return Images(pixels, np.array(labels, np.uint8))


def varied(strokes: Sequence[Array], rng: np.random.Generator) -> list[Array]:
    """Return strokes as another hand might draw them, about 1 long and around the origin.

    Takes a sequence of (p, 2) with at least one point in all.
    """
    points = np.concatenate(strokes)
    low, high = points.min(axis=0), points.max(axis=0)
    size = max(float((high - low).max()), 1e-9)  # a dot has size 0
    angle, slant = rng.normal(0.0, TURN), rng.normal(0.0, SLANT)
    width, height = np.exp(rng.normal(0.0, STRETCH, 2))
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    shape = turn @ np.array([[width, slant], [0.0, height]])
    waves = rng.uniform(-STEEPEST, STEEPEST, (2, WAVES))
    start = rng.uniform(0.0, 2 * np.pi, WAVES)
    push = rng.normal(0.0, BEND / np.sqrt(WAVES / 2), (WAVES, 2))
    scaled = [(stroke - (low + high) / 2) / size for stroke in strokes]
    return [(p + np.cos(p @ waves + start) @ push) @ shape.T for p in scaled]
