"""Read a number: a row of digits, drawn in strokes.

strokes -> groups that may be a digit -> what the network makes of each -> the best grouping
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from nn.answers import NO_ANSWER, Answer, Reader, answer_of, energy
from nn.drawing.grouping import WEIGHTS, WEIGHTS_ALONE, Group, Row, best_grouping
from nn.drawing.mnist_pen import DrawingError
from nn.drawing.strokes_to_pixels import checked_strokes, prepare_strokes
from nn.functions import Array
from nn.mnist import IMAGE_PIXELS
from nn.network import Forward

MOST_DIGITS = 10
MOST_IN_ROW = 60  # strokes
# Groups that may be a digit: each costs milliseconds. Ten 4s of two strokes each have 66.
MOST_GROUPS = 300
NOTHING_WRITTEN = "Nothing is written yet. Write a number of up to ten digits."
ONE_ON_ANOTHER = "Too many strokes lie on top of one another. Write the digits side by side."
LEAST_LIKELY = -7.0  # a logarithm; what the network takes for less likely counts as much


@dataclass(frozen=True, eq=False)
class ReadDigit:
    """One digit of a number."""

    strokes: tuple[int, ...]  # which of the given strokes, ascending; none in a picture
    low: Array  # (2,), the upper left corner of its box, in the strokes' unit or in pixels
    high: Array  # (2,), the lower right corner
    image: Array  # (28, 28) float32 in [0, 1], what the network saw
    outputs: Array  # (10,)
    grouped: float = 1.0  # how likely these strokes are one digit, 0 to 1
    no_digit: bool = False  # whether the network sees no digit in the image

    @property
    def answer(self) -> Answer:
        """What the outputs say."""
        return answer_of(self.outputs, self.no_digit)

    @property
    def sure(self) -> float:
        """How sure the digit is: its largest output, or `grouped` if that is less; 0 for none."""
        answer = self.answer
        if answer.no_digit or answer.digit == NO_ANSWER:
            return 0.0
        return min(answer.output, self.grouped)


def text_of(digits: Iterable[ReadDigit]) -> str:
    """Return a number as text, such as "402"; "?" for a digit without an answer."""
    answers = [digit.answer.digit for digit in digits]
    return "".join("?" if answer == NO_ANSWER else str(answer) for answer in answers)


def least_sure(digits: Iterable[ReadDigit]) -> float:
    """Return how sure a whole number is: as sure as its least sure digit; 0 for none."""
    return min((digit.sure for digit in digits), default=0.0)


def read_number(
    reader: Reader, strokes: Sequence[Array], pen: float = 0.0
) -> tuple[ReadDigit, ...]:
    """Return the digits that the strokes of a row are, from left to right.

    `strokes` are the points (x, y) of each, (p, 2), y downwards, in any unit; their order does not
    matter. `pen` is the pen's width in the same unit. Specks belong to no digit.

    Raises `DrawingError` if there is nothing to read or more than `MOST_DIGITS` digits, and
    `Refused` if a stroke has another shape.
    """
    given = [index for index, stroke in enumerate(strokes) if len(stroke)]
    row = row_of(strokes, pen)
    groups, images = images_of(row, pen)
    scores, forward = scored(reader, row, groups, images)
    seen = reader.sees_digit(forward.zs[-1])
    best, likely = best_grouping(len(row), groups, scores)
    if len(best) > MOST_DIGITS:
        raise DrawingError(
            f"These are {len(best)} digits, and a number has at most {MOST_DIGITS} here. Clear "
            "some of them."
        )
    best.sort(key=lambda index: float(sum(corner[0] for corner in row.box(groups[index]))))
    return tuple(
        ReadDigit(
            tuple(sorted(given[index] for index in row.order[list(groups[k])])),
            *row.box(groups[k]),
            images[k],
            forward.output[k],
            float(likely[k]),
            not seen[k],
        )
        for k in best
    )


def row_of(strokes: Sequence[Array], pen: float) -> Row:
    """Return strokes as a row; raise as `read_number` does."""
    if not any(len(stroke) for stroke in strokes):
        raise DrawingError(NOTHING_WRITTEN)
    row = Row(checked_strokes(strokes), pen / 2)
    if not len(row):
        raise DrawingError("That is only a dot. Draw digits, as large as you like.")
    if len(row) > MOST_IN_ROW:
        raise DrawingError(
            f"These are {len(row)} strokes, more than a number of {MOST_DIGITS} digits has. Clear "
            "some of them."
        )
    return row


def images_of(row: Row, pen: float) -> tuple[list[Group], list[Array]]:
    """Return the groups of a row that may be a digit, and what the network sees of each.

    Raises `DrawingError` if too many groups may be one, or a stroke alone has too much ink.
    """
    groups, images = [], []
    candidates = row.groups()
    if len(candidates) > MOST_GROUPS:
        raise DrawingError(ONE_ON_ANOTHER)
    for group in candidates:
        try:
            images.append(prepare_strokes([row.strokes[place] for place in group], pen))
        except DrawingError:  # too much ink for a digit
            if len(group) == 1:
                raise
        else:
            groups.append(group)
    return groups, images


def scored(
    reader: Reader, row: Row, groups: Sequence[Group], images: Sequence[Array]
) -> tuple[list[float], Forward]:
    """Return the scores of the groups for `best_grouping`, and the network's forward pass."""
    forward = reader.network.forward(np.reshape(images, (len(images), IMAGE_PIXELS)))
    likely = log_likelihoods(forward, reader.least_energy or 0.0)
    weights = WEIGHTS_ALONE if reader.least_energy is None else WEIGHTS
    scores = []
    for group, log_likelihood in zip(groups, likely, strict=True):
        features = {**row.features(group), "network": float(log_likelihood)}
        scores.append(sum(weights[name] * value for name, value in features.items()))
    return scores, forward


def log_likelihoods(forward: Forward, least_energy: float) -> Array:
    """Return the logarithm of how likely each image is the digit that it is taken for, (m,).

    It is that of being a digit at all, by the energy, and of being this one, by its output; at
    least LEAST_LIKELY. Where an output is not finite, the network says nothing: 0.
    """
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        any_digit = -np.logaddexp(0.0, least_energy - energy(forward.zs[-1]))
        this_digit = np.log(forward.output.max(axis=1).astype(np.float64))
        likely = np.maximum(any_digit + this_digit, LEAST_LIKELY)
    return np.where(np.isnan(likely), 0.0, likely)
