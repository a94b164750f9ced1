"""More than one digit on a picture where one is expected. Of strokes, the browser tells it.

Each must be tall and surely read, so that a 5 with its bar apart, or a 4 in two strokes, is one.
strokes_to_number.js has the twin of `_are_several`.
"""

from collections.abc import Sequence

import numpy as np

from nn.answers import Reader
from nn.drawing.mnist_pen import DrawingError
from nn.drawing.picture_to_digits import read_picture
from nn.drawing.strokes_to_number import ReadDigit
from nn.functions import Array

# Every digit has a stroke as tall as this share of all the ink: the bar of a five is not.
TALL_SHARE = 0.6
LEAST_SURE = 0.9  # the output that each digit needs


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
