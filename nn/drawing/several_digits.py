"""More than one digit where one is expected: noticed in strokes, or in what the network sees.

Each must be tall and surely read, so that a 5 with its bar apart, or a 4 in two strokes, is one.
"""

from collections.abc import Sequence

import numpy as np

from nn.answers import Flags, Reader
from nn.drawing.mnist_pen import DrawingError
from nn.drawing.picture_to_digits import read_picture
from nn.drawing.strokes_to_number import MOST_IN_ROW, ReadDigit, read_number
from nn.functions import Array

# Every digit has a stroke as tall as this share of all the ink: the bar of a five is not.
TALL_SHARE = 0.6
LEAST_SURE = 0.9  # the output that each digit needs
INKED = 0.3  # the least ink of a pixel that counts for `side_by_side`


def several_drawn(reader: Reader, strokes: Sequence[Array], pen: float = 0.0) -> bool:
    """Tell whether strokes, (p, 2) each, are more than one digit; `pen` is as in `read_number`."""
    strokes = [stroke for stroke in strokes if len(stroke)]
    if not 2 <= len(strokes) <= MOST_IN_ROW:
        return False
    heights = np.array([np.ptp(stroke[:, 1]) for stroke in strokes])
    height = np.ptp(np.concatenate([stroke[:, 1] for stroke in strokes]))
    if (heights >= TALL_SHARE * height).sum() < 2:
        return False
    try:
        return _are_several(read_number(reader, strokes, pen))
    except DrawingError:
        return False


def several_pictured(reader: Reader, ink: Array) -> bool:
    """Tell whether there is more than one digit on a picture, (height, width) in [0, 1]."""
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


def side_by_side(image: Array) -> bool:
    """Tell whether the ink of a 28 x 28 image is in two tall parts with an empty column between.

    A network reads two digits as one. A single digit is seldom in two such parts: 73 of MNIST's
    70,000 are, and none of the 7,494 pen digits that the network draw learnt from. Two of MNIST's
    digits, half a digit's width apart or more, nearly always are.
    """
    ink = image >= INKED
    columns = np.flatnonzero(ink.any(axis=0))
    tall = TALL_SHARE * _height(ink)
    gaps = columns[1:][np.diff(columns) > 1]  # where ink begins again
    return any(min(_height(ink[:, :x]), _height(ink[:, x:])) >= tall for x in gaps)


def _height(ink: Flags) -> int:
    rows = np.flatnonzero(ink.any(axis=1))
    return int(np.ptp(rows)) + 1 if len(rows) else 0
