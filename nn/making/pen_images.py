"""Pen strokes as images: as a person would draw them on a canvas, or varied to learn from.

    what a person wrote -> its ends moved |-> turned, slanted, stretched, bent |-> prepared like any
    a form that nobody wrote              |                                    |   drawing
    the lines of an image of MNIST                                             |

The strokes are varied before they are prepared, with several pens. So each image is as large and as
well centred as any drawing that a network sees.
"""

from collections.abc import Iterable, Sequence
from itertools import cycle, islice

import numpy as np

from nn.drawing.mnist_pen import PEN, DrawingError
from nn.drawing.strokes import arc_lengths, points_at
from nn.drawing.strokes_to_pixels import prepare_strokes, shrink_plainly
from nn.functions import Array
from nn.making import forms
from nn.making.no_digits import no_digits
from nn.making.pen_strokes import PenDigits, Strokes, of_unit_size
from nn.making.thinned import strokes_of
from nn.making.uci_text import TABLET_SIDE
from nn.mnist import IMAGE_PIXELS, NONE, Bytes, to_bytes
from nn.sgd import Images

CANVAS_SIDE = 280.0
PEN_WIDTH = 20.0

OF_EACH = 12  # images of a digit; the first is the digit as it was written
# The standard deviation of each variation.
TURN = 0.10  # radians
SLANT = 0.24
STRETCH = 0.17
BEND = 0.04  # of the digit's longer side
ENDS = 0.4  # the share of the written digits whose ends are moved
SHORTER, LONGER = 0.12, 0.08  # at most, of the stroke's length, at each end
# A bend is the sum of this many waves, with at most one period from edge to edge of the digit.
WAVES = 4
STEEPEST = 2 * np.pi
# The width of the pen in pixels of 28 x 28; MNIST's is 2.4.
FINEST_PEN, BROADEST_PEN = 1.9, 3.2


def rendered(digits: Iterable[Strokes], plain: bool = False) -> Bytes:
    """Return what a network sees of pen digits on a canvas, (n, 784); 0 where it can see nothing.

    `plain` scales the canvas down instead of preparing the drawing.
    """

    def image(strokes: Strokes) -> Array:
        on_canvas = [points * (CANVAS_SIDE / TABLET_SIDE) for points in strokes]
        if plain and on_canvas:
            return shrink_plainly(on_canvas, PEN_WIDTH, CANVAS_SIDE).ravel()
        return prepared(on_canvas, PEN_WIDTH)

    return to_bytes(np.array([image(strokes) for strokes in digits]))


def variants(data: PenDigits, seed: int, of_each: int = OF_EACH) -> Images:
    """Return images of digits: all as they were written, then all varied, and varied again.

    The same seed gives the same images, `of_each` of each digit, or none of an empty one or a dot.
    """
    rng = np.random.default_rng(seed)
    digits = list(zip(data.digits, data.labels.tolist(), strict=True))
    written = [(to_bytes(prepared(strokes)), label) for strokes, label in digits]
    again = [(strokes, label) for _ in range(1, of_each) for strokes, label in digits if strokes]
    return _readable(
        written
        + [(_varied_image(_with_moved_ends(strokes, rng), rng), label) for strokes, label in again]
    )


def form_images(count: int, seed: int) -> Images:
    """Return images of `count` digits that nobody wrote, each of `forms.FAMILIES` in turn."""
    rng = np.random.default_rng(seed)
    families = islice(cycle(forms.FAMILIES), count)
    drawn = [(forms.drawn(family, rng), forms.FAMILIES[family][0]) for family in families]
    return _readable([(_varied_image(strokes, rng, slant=0.0), label) for strokes, label in drawn])


def thinned_images(images: Images) -> Images:
    """Return MNIST's images as the app's pen would draw their lines, without those too thick."""
    pairs = zip(strokes_of(images.images), images.labels.tolist(), strict=True)
    return _readable([(to_bytes(prepared(strokes)), label) for strokes, label in pairs])


def no_digit_images(data: PenDigits, count: int, seed: int) -> Images:
    """Return about `count` images of drawings that are no digits, labelled NONE.

    They are made from digits and at random (`no_digits.py`), then varied as digits are. The same
    seed gives the same images.
    """
    rng = np.random.default_rng(seed)
    drawings = no_digits(data, count, seed)
    return _readable((_varied_image(strokes, rng), NONE) for strokes, _ in drawings)


def _with_moved_ends(strokes: Strokes, rng: np.random.Generator) -> Strokes:
    """Return the strokes of a digit, or some with both ends cut off or drawn on a little."""
    return [_moved(points, rng) for points in strokes] if rng.random() < ENDS else strokes


def _moved(points: Array, rng: np.random.Generator) -> Array:
    distance = arc_lengths(points)
    length = float(distance[-1])
    if length <= 0:
        return points
    first, last = rng.uniform(-LONGER, SHORTER, 2) * length
    places = np.clip(np.linspace(first, length - last, max(len(points), 2)), 0.0, length)
    moved = points_at(places, points, distance)
    if first < 0:
        moved = np.vstack([_beyond(points, -first), moved])
    if last < 0:
        moved = np.vstack([moved, _beyond(points[::-1], -last)])
    return moved


def _beyond(points: Array, far: float) -> Array:
    """Return a point before the first one, in the direction from which the stroke comes."""
    way = points[0] - points[min(3, len(points) - 1)]
    size = float(np.hypot(*way))
    return points[0] + way * (far / size) if size > 0 else points[0]


def _varied_image(strokes: Strokes, rng: np.random.Generator, slant: float = SLANT) -> Bytes:
    strokes = varied(strokes, rng, slant)
    return to_bytes(prepared(strokes, width=rng.uniform(FINEST_PEN, BROADEST_PEN)))


def _readable(labelled: Iterable[tuple[Bytes, int]]) -> Images:
    """Return the images in which there is anything to read."""
    images, labels = (np.array(part, np.uint8) for part in zip(*labelled, strict=True))
    readable = images.any(axis=1)
    return Images(images[readable], labels[readable])


def prepared(strokes: Strokes, pen: float = 0.0, width: float = PEN) -> Array:
    """Return what a network sees of a drawing, (784,) float32; 0 where there is nothing to read.

    The arguments are those of `prepare_strokes`.
    """
    try:
        return prepare_strokes(strokes, pen, width).ravel()
    except DrawingError:
        return np.zeros(IMAGE_PIXELS, np.float32)


def varied(strokes: Sequence[Array], rng: np.random.Generator, slant: float = SLANT) -> Strokes:
    """Return strokes as another hand might draw them, about 1 long and around the origin.

    Takes a sequence of (p, 2) with at least one point in all, and how far it is slanted: one
    standard deviation.
    """
    angle, slant = rng.normal(0.0, TURN), rng.normal(0.0, slant)
    width, height = np.exp(rng.normal(0.0, STRETCH, 2))
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    shape = turn @ np.array([[width, slant], [0.0, height]])
    waves = rng.uniform(-STEEPEST, STEEPEST, (2, WAVES))
    start = rng.uniform(0.0, 2 * np.pi, WAVES)
    push = rng.normal(0.0, BEND / np.sqrt(WAVES / 2), (WAVES, 2))
    return [(p + np.cos(p @ waves + start) @ push) @ shape.T for p in of_unit_size(strokes)]
