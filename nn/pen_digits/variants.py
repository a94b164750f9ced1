"""Pen strokes as images to learn from: each digit several times, varied as hands vary it.

    strokes -> turned, slanted, stretched, bent -> prepared like any drawing, pen finer or broader

The strokes are varied before they are prepared, so what comes out is as large and as well centred
as any drawing that a network is shown; warps of the finished image (`augmentation.py`) are not.
"""

from collections.abc import Callable, Sequence

import numpy as np

from nn.drawing.from_strokes import prepare_strokes
from nn.drawing.pen import PEN, DrawingError
from nn.functions import Array
from nn.mnist import IMAGE_PIXELS, Bytes, Images, to_bytes

OF_EACH = 8  # images of a digit; the first is the digit as it was written
# How far a variation goes, one standard deviation each.
TURN = 0.10  # radians
SLANT = 0.15
STRETCH = 0.10
BEND = 0.03  # of the digit's longer side
# A bend is a sum of so many waves over the digit, at most one period from edge to edge.
WAVES = 4
STEEPEST = 2 * np.pi
# The pen's width in pixels of 28 x 28; MNIST's own is 2.4.
FINEST_PEN, BROADEST_PEN = 1.9, 3.2


def variants(
    digits: Sequence[Sequence[Array]],
    labels: Bytes,
    seed: int,
    of_each: int = OF_EACH,
    drawn: Callable[[], object] | None = None,
) -> Images:
    """Return images of digits: all as they were written, then all varied, and varied again.

    Parameters
    ----------
    digits : sequence of n sequences of (p, 2)
        Each digit's strokes, y downwards, in any unit.
    labels : (n,) uint8
    seed : int
        The same seed gives the same images.
    of_each : int
        How many images of each digit, from 1. A digit that is empty or only a dot gives none.
    drawn : callable or None
        Called after each image, by whoever shows how far it is.

    Returns
    -------
    Images
        At most n * of_each of them.
    """
    rng = np.random.default_rng(seed)
    images, of_digits = [], []
    for k in range(len(digits) * of_each):
        variant, digit = divmod(k, len(digits))
        strokes, width = digits[digit], PEN
        if variant and any(len(way) for way in strokes):
            strokes, width = varied(strokes, rng), rng.uniform(FINEST_PEN, BROADEST_PEN)
        try:
            image = prepare_strokes(strokes, width=width)
        except DrawingError:
            continue
        finally:
            if drawn:
                drawn()
        images.append(to_bytes(image.ravel()))
        of_digits.append(labels[digit])
    pixels = np.array(images, np.uint8).reshape(len(images), IMAGE_PIXELS)
    return Images(pixels, np.array(of_digits, np.uint8))


def varied(strokes: Sequence[Array], rng: np.random.Generator) -> list[Array]:
    """Return strokes as another hand might have drawn them, about 1 long and round the origin.

    Parameters
    ----------
    strokes : sequence of (p, 2)
        With at least one point in all.
    rng : np.random.Generator

    Returns
    -------
    list of (p, 2)
    """
    points = np.concatenate(strokes)
    low, high = points.min(axis=0), points.max(axis=0)
    size = max(float((high - low).max()), 1e-9)  # a dot stays one
    angle, slant = rng.normal(0.0, TURN), rng.normal(0.0, SLANT)
    width, height = np.exp(rng.normal(0.0, STRETCH, 2))
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    shape = turn @ np.array([[width, slant], [0.0, height]])
    waves = rng.uniform(-STEEPEST, STEEPEST, (2, WAVES))
    start = rng.uniform(0.0, 2 * np.pi, WAVES)
    push = rng.normal(0.0, BEND / np.sqrt(WAVES / 2), (WAVES, 2))
    of_unit_size = [(stroke - (low + high) / 2) / size for stroke in strokes]
    return [(p + np.cos(p @ waves + start) @ push) @ shape.T for p in of_unit_size]
