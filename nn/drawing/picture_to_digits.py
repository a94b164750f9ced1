"""Several digits in one picture: a row of up to ten, told apart by the gaps between them.

    ink -> what is written, in blobs -> blobs one above the other or nearly touching are one digit
        -> each cut out and prepared, from left to right

Digits that touch each other are one blob, and so one digit here.
"""

from collections.abc import Sequence
from itertools import combinations
from typing import NamedTuple

import numpy as np
import scipy

from nn.answers import Reader
from nn.drawing.blobs import labelled
from nn.drawing.cut_out import cut_out, overview_of, written
from nn.drawing.mnist_pen import DrawingError
from nn.drawing.picture_to_pixels import prepare_close_up
from nn.drawing.strokes_to_number import MOST_DIGITS, ReadDigit
from nn.functions import Array

# Two blobs are parts of one digit if so much of the narrower one is above or below the other.
OVER = 0.4
# Shares of the height of the row. Parts of a digit may be this far apart; a blob less tall than
# this is no digit, and belongs to the nearest one if that is at most so far away.
APART = 0.04
LOW, NEAREST = 0.5, 0.25
# A row of digits is in no more pieces, even if each digit is broken into six.
MOST_PIECES = 6 * MOST_DIGITS
# Where one digit is expected, several are as tall as this share of all the ink, which the bar of a
# five is not, and have an output of at least so much.
TALL_SHARE = 0.6
LEAST_SURE = 0.9


class PictureDigit(NamedTuple):
    """A digit in a picture of several."""

    low: Array  # the upper left corner of its box, (x, y) in pixels of the picture
    high: Array  # the lower right corner
    image: Array  # what the network sees of it, (28, 28) float32 in [0, 1]


class _Part(NamedTuple):
    """Blobs that belong together, by their numbers, and the box around them in pixels."""

    blobs: tuple[int, ...]
    left: int
    top: int
    right: int
    bottom: int

    @property
    def height(self) -> int:
        return self.bottom - self.top

    def with_(self, other: "_Part") -> "_Part":
        low = map(min, self[1:3], other[1:3])
        high = map(max, self[3:], other[3:])
        return _Part(self.blobs + other.blobs, *low, *high)


def read_picture(reader: Reader, ink: Array) -> tuple[ReadDigit, ...]:
    """Return the digits in a picture as a network reads them; raise as `digits_of_picture`."""
    digits = digits_of_picture(ink)
    x = np.reshape([digit.image for digit in digits], (len(digits), -1))
    forward = reader.network.forward(x.astype(reader.network.weights[0].dtype))
    read = zip(digits, forward.output, reader.sees_digit(forward.zs[-1]), strict=True)
    return tuple(ReadDigit((), *digit, outputs, no_digit=not seen) for digit, outputs, seen in read)


def several_pictured(reader: Reader, ink: Array) -> bool:
    """Tell whether there is more than one digit on a picture where one is expected.

    `ink` is (height, width) in [0, 1]. Each digit must be tall and surely read, so that a 5 with
    its bar apart is one. Of strokes, the browser tells it: strokes_to_number.js has the twin of
    `_are_several`.
    """
    try:
        return _are_several(read_picture(reader, ink))
    except DrawingError:
        return False


def _are_several(digits: Sequence[ReadDigit]) -> bool:
    """Tell whether these are two or more tall digits, surely read."""
    answers = [digit.answer for digit in digits]
    sure = all(answer.output >= LEAST_SURE and not answer.no_digit for answer in answers)
    if len(digits) < 2 or not sure:
        return False
    corners = [(digit.low, digit.high) for digit in digits]
    (left, top), (right, bottom) = np.transpose(corners, (1, 2, 0))
    height = bottom.max() - top.min()
    if (bottom - top).min() < TALL_SHARE * height:
        return False
    narrow = right[-1] - left[0] <= height
    return not (narrow and (left[1:] < right[:-1]).any())  # the strokes of a 4 overlap


def digits_of_picture(ink: Array) -> list[PictureDigit]:
    """Return the digits in a picture, from left to right; one digit as `prepare_picture` does.

    `ink` is (height, width) in [0, 1], as `ink_of` returns it. Raises `DrawingError` if there is
    nothing to read, or more than MOST_DIGITS.
    """
    overview = overview_of(ink)
    blobs, pieces = labelled(written(overview))
    if pieces > MOST_PIECES:
        raise _too_many(pieces)
    parts = [
        _Part((number,), columns.start, rows.start, columns.stop, rows.stop)
        for number, (rows, columns) in enumerate(scipy.ndimage.find_objects(blobs), start=1)
    ]
    digits = _together(parts)
    if len(digits) > MOST_DIGITS:
        raise _too_many(len(digits))
    pixel = np.array(ink.shape[::-1]) / np.array(overview.shape[::-1])
    return [
        PictureDigit(
            (digit.left, digit.top) * pixel,
            (digit.right, digit.bottom) * pixel,
            prepare_close_up(cut_out(overview, np.isin(blobs, digit.blobs))),
        )
        for digit in digits
    ]


def _too_many(pieces: int) -> DrawingError:
    return DrawingError(
        f"There are {pieces} pieces of ink side by side; expected a row of at most {MOST_DIGITS} "
        "digits."
    )


def _together(parts: list[_Part]) -> list[_Part]:
    """Return the digits that blobs are parts of, from left to right."""
    row = max(part.height for part in parts)
    digits = sorted(parts, key=lambda part: part.left)
    while pair := next((two for two in combinations(digits, 2) if _are_one(*two, row)), None):
        first, second = pair
        digits[digits.index(first)] = first.with_(second)
        digits.remove(second)
    return _with_low_parts(digits, row)


def _are_one(first: _Part, second: _Part, row: int) -> bool:
    common = min(first.right, second.right) - max(first.left, second.left)
    narrower = min(first.right - first.left, second.right - second.left)
    return common >= OVER * narrower or 0 <= -common <= APART * row


def _with_low_parts(digits: list[_Part], row: int) -> list[_Part]:
    """Return the digits, each with what is near it and too low for a digit; the rest goes."""
    tall = [digit for digit in digits if digit.height >= LOW * row]
    for part in digits:
        if part.height >= LOW * row:
            continue
        gaps = [max(part.left, digit.left) - min(part.right, digit.right) for digit in tall]
        nearest = int(np.argmin(gaps))
        if gaps[nearest] <= NEAREST * row:
            tall[nearest] = tall[nearest].with_(part)
    return tall
