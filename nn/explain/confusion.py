"""Which digits a network confuses, how sure it is, and what happens if it answers only when sure.

images -> ten outputs each -> answers -> the confusion matrix
                           -> how sure -> answer only above a threshold
                                       -> the same for cheques, of many digits each
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from nn.answers import NO_ANSWER, Flags, Indices, Reader, answers_of
from nn.evaluation import read_in_blocks
from nn.functions import Array
from nn.mnist import DIGITS, Bytes
from nn.sgd import Images


class Cautious(NamedTuple):
    """The result of a network that answers only when it is sure enough."""

    total: int  # digits, or cheques
    answered: int
    right: int  # answered and read right

    @property
    def left(self) -> int:
        """How many are left to a person."""
        return self.total - self.answered

    @property
    def wrong(self) -> int:
        """How many are answered and read wrong."""
        return self.answered - self.right


@dataclass(frozen=True, eq=False)
class Read:
    """How sure a network is of what it reads, n digits or n cheques, and whether it is right."""

    sure: Array  # (n,) the largest output, 0 to 1; 0 where there is no answer
    answerable: Flags  # (n,) whether it answers at all: it sees a digit and has an answer
    right: Flags  # (n,) whether it is read right

    def __len__(self) -> int:
        return len(self.right)

    @property
    def correct(self) -> int:
        """How many are read right."""
        return int(self.right.sum())

    def answered(self, least: float) -> Flags:
        """Tell which are answered, (n,), if only outputs of at least `least` count, 0 to 1.

        An image in which the network sees no digit is left to a person, whatever its outputs.
        """
        return (self.sure >= least) & self.answerable

    def cautious(self, least: float) -> Cautious:
        """Return how many are then answered, and how many of these right."""
        answered = self.answered(least)
        return Cautious(len(self), int(answered.sum()), int((answered & self.right).sum()))


@dataclass(frozen=True, eq=False)
class Readings(Read):
    """A network's answers to labelled images."""

    labels: Bytes  # (n,)
    outputs: Array  # (n, 10) float32; 0 throughout where there is no answer
    answers: Indices  # (n,) the digit with the largest output, or NO_ANSWER
    all_equal: Flags  # (n,) whether the ten outputs are, so that the answer says nothing
    no_digit: Flags  # (n,) whether it sees no digit, so that it answers only because it has to

    def __getitem__(self, which: Sequence[int] | Indices) -> "Readings":
        """Return those of some images, by their indices, in this order."""
        chosen = np.array(which, np.intp)
        return Readings(*(column[chosen] for column in vars(self).values()))

    @property
    def misread(self) -> Indices:
        """The indices of the images read wrong, ascending."""
        return np.flatnonzero(~self.right)


# The answers in the order of the confusion matrix's columns.
COLUMNS = (*range(DIGITS), NO_ANSWER)
# Of a cheque: the fewest and the most of its amount, and all of its number.
AMOUNT_DIGITS = (2, 8)
NUMBER_DIGITS = 10


class DigitReadings(NamedTuple):
    """How one digit is read."""

    digit: int
    total: int  # images of this digit
    right: int  # those of them that are read right
    taken_for: tuple[int, ...]  # the most frequent wrong answers, NO_ANSWER among them; often one
    times: int  # how often each of these is given


def read(reader: Reader, data: Images) -> Readings:
    """Return the reader's answers to the images; raise `Refused` if there is no image."""
    parts = read_in_blocks(  # as in evaluate, so that the two count alike
        reader.network, data, lambda _, read: (read.output, reader.sees_digit(read.zs[-1]))
    )
    outputs, seen = (np.concatenate(part) for part in zip(*parts, strict=True))
    return readings_of(outputs, data.labels, ~seen)


def readings_of(outputs: Array, labels: Bytes, no_digit: Flags) -> Readings:
    """Return the answers of `outputs`, (n, 10), to images with `labels`, (n,).

    `no_digit`, (n,), tells in which of them the network sees no digit.
    """
    answers = answers_of(outputs)  # before rounding to float32, where two may become equal
    answered = answers != NO_ANSWER
    finite = np.where(answered[:, None], outputs, 0).astype(np.float32)
    is_equal = answered & (outputs.min(axis=1) == outputs.max(axis=1))
    return Readings(
        sure=finite.max(axis=1),
        answerable=answered & ~no_digit,
        right=answers == labels,
        labels=labels,
        outputs=finite,
        answers=answers,
        all_equal=is_equal,
        no_digit=no_digit,
    )


def confusion_matrix(readings: Readings) -> Indices:
    """Return the number of images for each digit and answer: (10, 11), as in COLUMNS."""
    counts = np.zeros((DIGITS, len(COLUMNS)), np.intp)
    np.add.at(counts, (readings.labels, readings.answers), 1)  # NO_ANSWER is the last column
    return counts


def by_digit(readings: Readings) -> list[DigitReadings]:
    """Return how each digit is read."""
    results = []
    for digit, row in enumerate(confusion_matrix(readings).tolist()):
        mistakes = {answer: row[answer] for answer in COLUMNS if row[answer] and answer != digit}
        times = max(mistakes.values(), default=0)
        taken_for = tuple(answer for answer, count in mistakes.items() if count == times)
        results.append(DigitReadings(digit, sum(row), row[digit], taken_for, times))
    return results


def ranking(readings: Readings) -> Indices:
    """Return all images, the most wrong first: (n,).

    First the misread ones, by how far the answer's output is above that of the label; then those
    without an answer, then those read right, the least sure first.
    """
    below = readings.outputs[np.arange(len(readings)), readings.labels] - readings.sure
    return np.lexsort((readings.sure, below, readings.right))


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


def cheques(labels: Bytes, count: int, seed: int) -> list[Indices]:
    """Return `count` cheques of test digits chosen at random; one seed gives one stack.

    A cheque is the indices of its digits in the data set, whose labels are (n,): an amount of 2 to
    8 digits, of which the first is no 0, and then a number of NUMBER_DIGITS.
    """
    rng = np.random.default_rng(seed)
    first_digits = np.flatnonzero(labels != 0)
    stack = []
    for _ in range(count):
        length = int(rng.integers(AMOUNT_DIGITS[0], AMOUNT_DIGITS[1] + 1))
        amount = rng.integers(len(labels), size=length)
        amount[0] = rng.choice(first_digits)
        stack.append(np.concatenate([amount, rng.integers(len(labels), size=NUMBER_DIGITS)]))
    return stack


def read_cheques(stack: Sequence[Indices], readings: Readings) -> Read:
    """Return how cheques are read, from the readings of all digits of the data set.

    A cheque is read right only if all its digits are, and answered only if all of them are.
    """
    return Read(
        np.array([readings.sure[digits].min() for digits in stack]),
        np.array([readings.answerable[digits].all() for digits in stack]),
        np.array([readings.right[digits].all() for digits in stack]),
    )
