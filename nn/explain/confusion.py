"""Which digits a network takes for which, how sure it is of it, and when it had better ask.

images -> ten outputs each -> answers -> who is read as whom
                           -> how sure -> answer only above a threshold
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from nn.answers import NO_ANSWER, Indices, answers_of
from nn.errors import Refused
from nn.functions import Array
from nn.mnist import DIGITS, Bytes, Images, to_floats
from nn.network import Network


@dataclass(frozen=True, eq=False)
class Readings:
    """What a network answers some labelled images.

    Attributes
    ----------
    labels : (n,) uint8
        What they are, 0 to 9.
    outputs : (n, 10) float32
        0 throughout where there is no answer.
    answers : (n,) int
        The digit with the largest output, or NO_ANSWER.
    sure : (n,) float32
        That output, 0 to 1; 0 where there is no answer.
    """

    labels: Bytes
    outputs: Array
    answers: Indices
    sure: Array

    def __len__(self) -> int:
        return len(self.labels)

    @property
    def right(self) -> npt.NDArray[np.bool_]:
        """Which of them are read right, (n,)."""
        return self.answers == self.labels

    @property
    def correct(self) -> int:
        """How many are read right."""
        return int(self.right.sum())

    @property
    def misread(self) -> Indices:
        """The numbers of those that are read wrong, ascending; (k,), may be empty."""
        return np.flatnonzero(~self.right)

    @property
    def wrongness(self) -> Array:
        """By how much the answer's output beats that of the truth, (n,) in [0, 1]; 0 if right."""
        return self.sure - self.outputs[np.arange(len(self)), self.labels]


class DigitReadings(NamedTuple):
    """How one digit is read.

    Attributes
    ----------
    digit, total, right : int
        Which one, how many images there are of it, and how many of them are read right.
    taken_for : int or None
        What it is misread as most often, a digit or NO_ANSWER; None if it is never misread.
    times : int
        How often that happens.
    """

    digit: int
    total: int
    right: int
    taken_for: int | None
    times: int


class Cautious(NamedTuple):
    """How a network does that answers only when it is sure enough.

    Attributes
    ----------
    total, answered, right : int
        The images, those that it answers, and those of these that it reads right.
    """

    total: int
    answered: int
    right: int

    @property
    def left(self) -> int:
        """How many are left to a person."""
        return self.total - self.answered

    @property
    def accuracy(self) -> float:
        """The share of the answered ones that is right, 0 to 1; NaN if nothing is answered."""
        return self.right / self.answered if self.answered else np.nan

    @property
    def share(self) -> float:
        """The share of all that is answered, 0 to 1; NaN if there is none."""
        return self.answered / self.total if self.total else np.nan


def read(network: Network, data: Images) -> Readings:
    """Return what `network` answers the images, one at least; one forward pass.

    Raises
    ------
    Refused
        If there is no image.
    """
    if not len(data):
        raise Refused("Expected at least one image to read, got none.")
    dtype = network.weights[0].dtype.type
    with np.errstate(over="ignore", invalid="ignore"):  # as in evaluate: weights may be enormous
        outputs = [
            network.feedforward(to_floats(block.images, dtype)) for block in data.in_blocks()
        ]
    return readings_of(np.concatenate(outputs), data.labels)


def read_one_by_one(network: Network, images: Sequence[Array], labels: Sequence[int]) -> Readings:
    """Return what `network` answers drawings and their like, one at least.

    Parameters
    ----------
    images : sequence of (28, 28) in [0, 1]
    labels : sequence of int
        What they are, 0 to 9.
    """
    x = np.stack(images).reshape(len(images), -1).astype(network.weights[0].dtype)
    with np.errstate(over="ignore", invalid="ignore"):
        outputs = network.feedforward(x)
    return readings_of(outputs, np.array(labels, np.uint8))


def readings_of(outputs: Array, labels: Bytes) -> Readings:
    """Return the answers that lie in `outputs`, (n, 10), to images labelled `labels`, (n,)."""
    # The largest is looked for before it is rounded to float32, where two may become equal.
    answers = answers_of(outputs)
    kept = np.where((answers != NO_ANSWER)[:, None], outputs, 0).astype(np.float32)
    return Readings(labels, kept, answers, kept.max(axis=1))


def confusion_matrix(readings: Readings) -> npt.NDArray[np.intp]:
    """Return how many images of each digit get each answer: (10, 11), the last is NO_ANSWER."""
    cells = readings.labels.astype(np.intp) * (DIGITS + 1) + readings.answers
    counts = np.bincount(cells, minlength=DIGITS * (DIGITS + 1))
    return counts.reshape(DIGITS, DIGITS + 1)


def by_digit(counts: npt.NDArray[np.intp]) -> list[DigitReadings]:
    """Return how each digit is read, from a `confusion_matrix`."""
    result = []
    for digit, row in enumerate(counts):
        wrong = row.copy()
        wrong[digit] = 0
        most = int(wrong.argmax())
        times = int(wrong[most])
        result.append(
            DigitReadings(digit, int(row.sum()), int(row[digit]), most if times else None, times)
        )
    return result


def ranking(readings: Readings) -> Indices:
    """Return all images, the most wrong first: (n,).

    First those misread, by how far the truth's output is behind; then those without an answer;
    then those read right, the least sure first.
    """
    return np.lexsort((readings.sure, -readings.wrongness, readings.right))


def pick(readings: Readings, digit: int | None = None, answer: int | None = None) -> Indices:
    """Return the images of one cell, row or column of the confusion matrix, as `ranking` has them.

    Parameters
    ----------
    digit, answer : int or None
        What they are, and what they are read as, NO_ANSWER included; None for anything. Only
        where both are the same digit are they images that are read right.
    """
    wanted = readings.right if digit is not None and digit == answer else ~readings.right
    if digit is not None:
        wanted = wanted & (readings.labels == digit)
    if answer is not None:
        wanted = wanted & (readings.answers == answer)
    order = ranking(readings)
    return order[wanted[order]]


def cautious(readings: Readings, least: float) -> Cautious:
    """Return how a network does that leaves to a person what it is not sure of.

    Parameters
    ----------
    least : float
        It answers where its largest output is at least this, 0 to 1.
    """
    answered = (readings.sure >= least) & (readings.answers != NO_ANSWER)
    right = int((answered & readings.right).sum())
    return Cautious(len(readings), int(answered.sum()), right)
