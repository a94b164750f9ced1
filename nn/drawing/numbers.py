"""Read a number: a row of digits, drawn in strokes.

strokes -> groups that may be a digit -> what the network makes of each -> the best grouping
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nn.answers import NO_ANSWER, answer_of
from nn.drawing.grouping import Row, best_grouping
from nn.drawing.pen import DrawingError
from nn.drawing.strokes_to_pixels import checked_strokes, prepare_strokes
from nn.functions import Array
from nn.mnist import IMAGE_PIXELS
from nn.network import Network

MOST_DIGITS = 10
MOST_STROKES = 60


@dataclass(frozen=True, eq=False)
class ReadDigit:
    """One digit of a number."""

    strokes: tuple[int, ...]  # which of the given strokes, ascending
    low: Array  # (2,), the upper left corner of its box, in the strokes' unit
    high: Array  # (2,), the lower right corner
    image: Array  # (28, 28) float32 in [0, 1], what the network saw
    outputs: Array  # (10,)


@dataclass(frozen=True, eq=False)
class ReadNumber:
    """A number as it was read."""

    digits: tuple[ReadDigit, ...]  # from left to right

    @property
    def text(self) -> str:
        """The digits as text, such as "402"; "?" for a digit without an answer."""
        answers = [answer_of(digit.outputs).digit for digit in self.digits]
        return "".join("?" if answer == NO_ANSWER else str(answer) for answer in answers)

    @property
    def least(self) -> float:
        """How sure the whole number is: the smallest of the digits' largest outputs; 0 for none."""
        answers = [answer_of(digit.outputs) for digit in self.digits]
        if not answers or any(answer.digit == NO_ANSWER for answer in answers):
            return 0.0
        return min(answer.output for answer in answers)


def read_number(network: Network, strokes: Sequence[Array], pen: float = 0.0) -> ReadNumber:
    """Return the number that the strokes of a row of digits are.

    `strokes` are the points (x, y) of each, (p, 2), y downwards, in any unit, in the order in which
    they were drawn; `pen` is the pen's width in the same unit. A speck beside digits belongs to
    none of them.

    Raises `DrawingError` if there is nothing to read or more than `MOST_DIGITS` digits, and
    `Refused` if a stroke has another shape.
    """
    given = [index for index, stroke in enumerate(strokes) if len(stroke)]
    row = Row(checked_strokes(strokes))
    if len(row) > MOST_STROKES:
        raise DrawingError(
            f"These are {len(row)} strokes, more than a number of {MOST_DIGITS} digits has. "
            "Clear some of it."
        )
    groups, images, scores = [], [], []
    for group in row.groups():
        try:
            image = prepare_strokes([row.strokes[place] for place in group], pen)
        except DrawingError:
            if len(group) == 1:
                raise
            continue
        groups.append(group)
        images.append(image)
    forward = network.forward(np.reshape(images, (-1, IMAGE_PIXELS)).astype(np.float32))
    z = forward.zs[-1]
    energies = np.log(np.exp(z - z.max(axis=1, keepdims=True)).sum(axis=1)) + z.max(axis=1)
    for group, energy in zip(groups, energies, strict=True):
        width, height = row.size(group)
        scores.append(
            float(np.clip(energy, -20, 20))
            - 10
            - 10 * row.apart(group)
            - 10 * max(0.7 - height, 0)
            - 5 * max(width - 1, 0)
        )
    digits = []
    for index in best_grouping(len(row), groups, scores):
        places = list(groups[index])
        digits.append(
            ReadDigit(
                tuple(sorted(given[k] for k in row.order[places])),
                row.low[places].min(axis=0),
                row.high[places].max(axis=0),
                images[index],
                forward.output[index],
            )
        )
    if len(digits) > MOST_DIGITS:
        raise DrawingError(
            f"These are {len(digits)} digits. A number has at most {MOST_DIGITS} here: clear some."
        )
    return ReadNumber(tuple(sorted(digits, key=lambda digit: float(digit.low[0] + digit.high[0]))))
