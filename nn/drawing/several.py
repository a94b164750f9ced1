"""More than one digit where one is expected: noticed in the strokes, or in a picture's ink.

Each must be tall and surely read, so that a 5 with its bar apart, or a 4 in two strokes, is one.
"""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from nn.answers import NO_ANSWER, Reader, answer_of
from nn.drawing.blobs import TALL
from nn.drawing.numbers import MOST_IN_ROW, read_number
from nn.drawing.pen import DrawingError
from nn.drawing.picture_numbers import digits_of_picture
from nn.functions import Array

SURE = 0.9  # the output that each digit needs


def several_drawn(reader: Reader, strokes: Sequence[Array], pen: float = 0.0) -> bool:
    """Tell whether strokes, (p, 2) each, are more than one digit; `pen` is as in `read_number`."""
    strokes = [stroke for stroke in strokes if len(stroke)]
    if not 2 <= len(strokes) <= MOST_IN_ROW:
        return False
    heights = np.array([np.ptp(stroke[:, 1]) for stroke in strokes])
    height = np.ptp(np.concatenate([stroke[:, 1] for stroke in strokes]))
    if (heights >= TALL * height).sum() < 2:
        return False  # every digit has a tall stroke
    try:
        digits = read_number(reader, strokes, pen).digits
    except DrawingError:
        return False
    return _are_apart([(digit.low, digit.high) for digit in digits]) and all(
        _is_sure(digit.outputs, digit.no_digit) for digit in digits
    )


def several_pictured(reader: Reader, ink: Array) -> bool:
    """Tell whether there is more than one digit on a picture, (height, width) in [0, 1]."""
    try:
        digits = digits_of_picture(ink)
    except DrawingError:
        return False
    if not _are_apart([(digit.low, digit.high) for digit in digits]):
        return False
    x = np.stack([digit.image for digit in digits]).reshape(len(digits), -1)
    forward = reader.network.forward(x.astype(reader.network.weights[0].dtype))
    seen = reader.sees_digit(forward.zs[-1])
    return all(_is_sure(*read) for read in zip(forward.output, ~seen, strict=True))


def _are_apart(boxes: Sequence[tuple[Array, Array]]) -> bool:
    """Tell whether these are the boxes of two or more tall digits."""
    if len(boxes) < 2:
        return False
    low, high = (np.array(corners)[:, 1] for corners in zip(*boxes, strict=True))
    height = high.max() - low.min()
    if (high - low).min() < TALL * height:
        return False
    ends = [(box[0][0], box[1][0]) for box in boxes]
    narrow = ends[-1][1] - ends[0][0] <= height
    # The strokes of a 4 overlap.
    return not (narrow and any(there[0] < here[1] for here, there in pairwise(ends)))


def _is_sure(outputs: Array, no_digit: bool) -> bool:
    answer = answer_of(outputs, no_digit)
    return answer.digit != NO_ANSWER and not no_digit and answer.output >= SURE
