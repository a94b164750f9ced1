"""More than one digit where one is expected: noticed in the strokes, or in a picture's ink.

Each must be tall and surely read, so that a 5 with its bar apart, or a 4 in two strokes, is one.
"""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from nn.answers import NO_ANSWER, answer_of, sees_digit
from nn.drawing.blobs import TALL
from nn.drawing.numbers import MOST_IN_ROW, read_number
from nn.drawing.pen import DrawingError
from nn.drawing.picture_numbers import digits_of_picture
from nn.functions import Array
from nn.network import Network

SURE = 0.9  # the output that each digit needs


def several_drawn(network: Network, strokes: Sequence[Array], pen: float = 0.0) -> bool:
    """Tell whether strokes, (p, 2) each, are more than one digit; `pen` is as in `read_number`."""
    if not 2 <= len(strokes) <= MOST_IN_ROW:
        return False
    heights = np.array([np.ptp(stroke[:, 1]) for stroke in strokes])
    height = np.ptp(np.concatenate([stroke[:, 1] for stroke in strokes]))
    if (heights >= TALL * height).sum() < 2:
        return False  # every digit has a tall stroke
    try:
        digits = read_number(network, strokes, pen).digits
    except DrawingError:
        return False
    boxes = [(digit.low, digit.high) for digit in digits]
    return _are_several(network, boxes, [digit.image for digit in digits])


def several_pictured(network: Network, ink: Array) -> bool:
    """Tell whether there is more than one digit on a picture, (height, width) in [0, 1]."""
    try:
        digits = digits_of_picture(ink)
    except DrawingError:
        return False
    boxes = [(digit.low, digit.high) for digit in digits]
    return _are_several(network, boxes, [digit.image for digit in digits])


def _are_several(
    network: Network, boxes: Sequence[tuple[Array, Array]], images: Sequence[Array]
) -> bool:
    """Tell whether the images are of two or more tall digits, each of them surely read."""
    if len(images) < 2:
        return False
    low, high = (np.array(corners)[:, 1] for corners in zip(*boxes, strict=True))
    height = high.max() - low.min()
    if (high - low).min() < TALL * height:
        return False
    ends = [(box[0][0], box[1][0]) for box in boxes]
    narrow = ends[-1][1] - ends[0][0] <= height
    if narrow and any(there[0] < here[1] for here, there in pairwise(ends)):
        return False  # the strokes of a 4 overlap
    x = np.stack(images).reshape(len(images), -1).astype(network.weights[0].dtype)
    with np.errstate(over="ignore", invalid="ignore"):
        forward = network.forward(x)
    answers = [answer_of(outputs) for outputs in forward.output]
    sure = all(answer.digit != NO_ANSWER and answer.output >= SURE for answer in answers)
    return sure and bool(sees_digit(network, forward.zs[-1]).all())
