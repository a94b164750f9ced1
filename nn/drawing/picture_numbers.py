"""Several digits in one picture: a row of up to ten, told apart by the gaps between them.

    ink -> what is written, in blobs -> blobs one above the other or nearly touching are one digit
        -> each cut out and prepared, from left to right

Digits that touch each other are one blob, and so one digit here.
"""

from dataclasses import dataclass

import numpy as np

from nn.drawing.blobs import Mask, blobs_of, count_blobs
from nn.drawing.cut_out import box, cut_out, overview_of, written
from nn.drawing.numbers import MOST_DIGITS
from nn.drawing.pen import DrawingError
from nn.drawing.picture_to_pixels import prepare_close_up
from nn.functions import Array

# Two blobs are parts of one digit if so much of the narrower one is above or below the other.
OVER = 0.4
# Shares of the height of the row. Parts of a digit may be this far apart; a blob less tall than
# this is no digit, and belongs to the nearest one if that is at most so far away.
APART = 0.04
LOW, NEAR = 0.5, 0.25
# A row of digits is in no more pieces, even if each digit is broken into six.
MOST_PIECES = 6 * MOST_DIGITS

Corners = tuple[tuple[float, float], tuple[float, float]]  # the upper left and the lower right one


@dataclass(frozen=True, eq=False)
class PictureDigit:
    """A digit in a picture of several."""

    low: Array  # the upper left corner of its box, (x, y) in pixels of the picture
    high: Array  # the lower right corner
    image: Array  # what the network sees of it, (28, 28) float32 in [0, 1]


def digits_of_picture(ink: Array) -> list[PictureDigit]:
    """Return the digits in a picture, from left to right; one digit as `prepare_picture` does.

    `ink` is (height, width) in [0, 1], as `paper.ink_of` returns it. Raises `DrawingError` if there
    is nothing to read, or more than MOST_DIGITS.
    """
    overview = overview_of(ink)
    mask = written(overview)
    # Before each piece is looked at: a picture may be full of them.
    if (pieces := count_blobs(mask)) > MOST_PIECES:
        raise _too_many(pieces)
    digits = _together(blobs_of(mask))
    if len(digits) > MOST_DIGITS:
        raise _too_many(len(digits))
    pixel = np.array(ink.shape[::-1]) / np.array(overview.shape[::-1])
    found = []
    for digit in digits:
        low, high = box(digit)
        image = prepare_close_up(cut_out(ink, overview, digit))
        found.append(PictureDigit(low * pixel, high * pixel, image))
    return found


def _too_many(pieces: int) -> DrawingError:
    return DrawingError(
        f"There are {pieces} pieces of ink side by side; expected a row of at most {MOST_DIGITS} "
        "digits."
    )


def _together(blobs: list[Mask]) -> list[Mask]:
    """Return the blobs with the parts of each digit put together, from left to right."""
    row = max(_height(blob) for blob in blobs)
    digits = sorted(blobs, key=lambda blob: float(box(blob)[0][0]))
    sides = [_sides(digit) for digit in digits]
    while True:
        pair = next(
            (
                (k, j)
                for k in range(len(digits))
                for j in range(k + 1, len(digits))
                if _are_one(sides[k], sides[j], row)
            ),
            None,
        )
        if pair is None:
            break
        digits[pair[0]] = digits[pair[0]] | digits.pop(pair[1])
        del sides[pair[1]]
        sides[pair[0]] = _sides(digits[pair[0]])
    return _with_low_parts(digits, row)


def _sides(mask: Mask) -> Corners:
    """Return the box around a mask as plain numbers, which are faster to compare."""
    low, high = box(mask)
    return (float(low[0]), float(low[1])), (float(high[0]), float(high[1]))


def _are_one(first: Corners, second: Corners, row: float) -> bool:
    (low, high), (other_low, other_high) = first, second
    common = min(high[0], other_high[0]) - max(low[0], other_low[0])
    narrower = min(high[0] - low[0], other_high[0] - other_low[0])
    return bool(common >= OVER * narrower or (common <= 0 and -common <= APART * row))


def _with_low_parts(digits: list[Mask], row: float) -> list[Mask]:
    """Return the digits, each with what is near it and too low for a digit; the rest goes."""
    tall = [digit for digit in digits if _height(digit) >= LOW * row]
    for part in digits:
        if _height(part) >= LOW * row:
            continue
        gaps = [_gap(part, digit) for digit in tall]
        nearest = int(np.argmin(gaps))
        if gaps[nearest] <= NEAR * row:
            tall[nearest] = tall[nearest] | part
    return tall


def _gap(first: Mask, second: Mask) -> float:
    (low, high), (other_low, other_high) = box(first), box(second)
    return float(max(low[0], other_low[0]) - min(high[0], other_high[0]))


def _height(mask: Mask) -> float:
    low, high = box(mask)
    return float(high[1] - low[1])
