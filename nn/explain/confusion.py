"""Which digits a network confuses, how sure it is, and what happens if it answers only when sure.

images -> ten outputs each -> answers -> the confusion matrix
                           -> how sure -> answer only above a threshold
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from nn.answers import NO_ANSWER, Flags, Indices, Reader, all_equal, answers_of
from nn.errors import Refused
from nn.evaluation import read_in_blocks
from nn.functions import Array
from nn.mnist import DIGITS, Bytes, Images


@dataclass(frozen=True, eq=False)
class Readings:
    """A network's answers to labelled images."""

    labels: Bytes  # (n,)
    outputs: Array  # (n, 10) float32; 0 throughout where there is no answer
    answers: Indices  # (n,) the digit with the largest output, or NO_ANSWER
    sure: Array  # (n,) that output, 0 to 1; 0 where there is no answer
    all_equal: Flags  # (n,) whether the ten outputs are, so that the answer says nothing
    no_digit: Flags  # (n,) whether it sees no digit, so that it answers only because it has to

    def __len__(self) -> int:
        return len(self.labels)

    @property
    def right(self) -> Flags:
        """Whether each image is read right, (n,)."""
        return self.answers == self.labels

    @property
    def answerable(self) -> Flags:
        """Whether the network answers at all: it sees a digit and has an answer, (n,)."""
        return (self.answers != NO_ANSWER) & ~self.no_digit

    @property
    def correct(self) -> int:
        """The number of images read right."""
        return int(self.right.sum())

    @property
    def misread(self) -> Indices:
        """The indices of the images read wrong, ascending."""
        return np.flatnonzero(~self.right)

    @property
    def wrongness(self) -> Array:
        """How far the answer's output is above that of the label, (n,) in [0, 1]; 0 if right."""
        return self.sure - self.outputs[np.arange(len(self)), self.labels]


# The answers in the order of the confusion matrix's columns.
COLUMNS = (*range(DIGITS), NO_ANSWER)
# From which outputs on a network may answer, for a curve.
LEVELS = np.linspace(0.0, 1.0, 101).round(2).tolist()


class DigitReadings(NamedTuple):
    """How one digit is read."""

    digit: int
    total: int  # images of this digit
    right: int  # those of them that are read right
    taken_for: tuple[int, ...]  # the most frequent wrong answers, NO_ANSWER among them; often one
    times: int  # how often each of these is given


class Cautious(NamedTuple):
    """The result of a network that answers only when it is sure enough."""

    total: int  # images
    answered: int
    right: int  # answered and read right

    @classmethod
    def of(cls, answered: Flags, right: Flags) -> "Cautious":
        """Return the result for images, each answered or not, and `right` if it is answered."""
        return cls(len(answered), int(answered.sum()), int((answered & right).sum()))

    @property
    def left(self) -> int:
        """The number of images left to a person."""
        return self.total - self.answered

    @property
    def accuracy(self) -> float:
        """The share of the answers that is right, 0 to 1; NaN without an answer."""
        return self.right / self.answered if self.answered else np.nan

    @property
    def share(self) -> float:
        """The share of the images that is answered, 0 to 1; NaN without an image."""
        return self.answered / self.total if self.total else np.nan


def read(reader: Reader, data: Images) -> Readings:
    """Return the reader's answers to the images; raise `Refused` if there is none."""
    if not len(data):
        raise Refused("Expected at least one image to read, got none.")
    parts = read_in_blocks(  # as in evaluate, so that the two count alike
        reader.network, data, lambda _, read: (read.output, reader.sees_digit(read.zs[-1]))
    )
    outputs, seen = (np.concatenate(part) for part in zip(*parts, strict=True))
    return readings_of(outputs, data.labels, ~seen)


def read_one_by_one(reader: Reader, images: Sequence[Array], labels: Sequence[int]) -> Readings:
    """Return the reader's answers to at least one drawing, (28, 28) in [0, 1] each."""
    x = np.stack(images).reshape(len(images), -1).astype(reader.network.weights[0].dtype)
    forward = reader.network.forward(x)
    no_digit = ~reader.sees_digit(forward.zs[-1])
    return readings_of(forward.output, np.array(labels, np.uint8), no_digit)


def readings_of(outputs: Array, labels: Bytes, no_digit: Flags | None = None) -> Readings:
    """Return the answers of `outputs`, (n, 10), to images with `labels`, (n,).

    `no_digit`, (n,), tells in which of them the network sees no digit; None: it sees one in each.
    """
    answers = answers_of(outputs)  # before rounding to float32, where two may become equal
    answered = answers != NO_ANSWER
    finite = np.where(answered[:, None], outputs, 0).astype(np.float32)
    if no_digit is None:
        no_digit = np.zeros(len(labels), np.bool_)
    is_equal = answered & all_equal(outputs)
    return Readings(labels, finite, answers, finite.max(axis=1), is_equal, no_digit)


def confusion_matrix(readings: Readings) -> npt.NDArray[np.intp]:
    """Return the number of images for each digit and answer: (10, 11), as in COLUMNS."""
    counts = np.zeros((DIGITS, len(COLUMNS)), np.intp)
    np.add.at(counts, (readings.labels, readings.answers), 1)  # NO_ANSWER is the last column
    return counts


def by_digit(counts: npt.NDArray[np.intp]) -> list[DigitReadings]:
    """Return how each digit is read, from the counts of `confusion_matrix`."""
    wrong = counts.copy()
    np.fill_diagonal(wrong, 0)
    results = []
    for digit, (row, mistakes) in enumerate(zip(counts.tolist(), wrong.tolist(), strict=True)):
        times = max(mistakes)
        most = zip(COLUMNS, mistakes, strict=True)
        taken_for = tuple(answer for answer, count in most if 0 < count == times)
        results.append(DigitReadings(digit, sum(row), row[digit], taken_for, times))
    return results


def ranking(readings: Readings) -> Indices:
    """Return all images, the most wrong first: (n,).

    First the misread ones by `wrongness`, then those without an answer, then those read right,
    the least sure first.
    """
    return np.lexsort((readings.sure, -readings.wrongness, readings.right))


def pick(readings: Readings, digit: int | None = None, answer: int | None = None) -> Indices:
    """Return the images of one cell, row or column of the confusion matrix, in `ranking` order.

    `digit` is the label, and `answer` may be NO_ANSWER; None is any. Images read right are picked
    only where both are the same digit.
    """
    in_cell = readings.right if digit is not None and digit == answer else ~readings.right
    if digit is not None:
        in_cell = in_cell & (readings.labels == digit)
    if answer is not None:
        in_cell = in_cell & (readings.answers == answer)
    order = ranking(readings)
    return order[in_cell[order]]


def cautious(readings: Readings, least: float) -> Cautious:
    """Return the result if only outputs of at least `least`, 0 to 1, count as an answer.

    An image in which the network sees no digit is left to a person, whatever its outputs.
    """
    return Cautious.of((readings.sure >= least) & readings.answerable, readings.right)
