"""Cheques: why a bank's network must read digits far better than one digit suggests.

    test digits, at random -> cheques -> every digit read -> answered, or left to a person

A number is read right only if all its digits are. A cheque is left to a person if the network is
not sure enough of one of its digits, or sees no digit there.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nn.answers import Flags, Indices
from nn.explain.confusion import Cautious, Readings
from nn.functions import Array
from nn.mnist import Bytes

AMOUNT_DIGITS = (2, 8)  # the fewest and the most
NUMBER_DIGITS = 10


@dataclass(frozen=True, eq=False)
class Cheque:
    """An amount and a number, in test digits: the index of each in the data set."""

    amount: Indices  # 2 to 8; the first is no 0
    number: Indices  # 10

    @property
    def digits(self) -> Indices:
        """All of them, the amount's first."""
        return np.concatenate([self.amount, self.number])


@dataclass(frozen=True, eq=False)
class ReadCheques:
    """How a network reads a stack of cheques."""

    sure: Array  # (n,) the smallest of the largest outputs of its digits, 0 to 1
    answerable: Flags  # (n,) whether the network has an answer to each of its digits
    right: Flags  # (n,) whether all its digits are read right

    def answered(self, least: float) -> Flags:
        """Return whether each is read without asking: no digit's output is below `least`."""
        return (self.sure >= least) & self.answerable

    def asked(self, least: float) -> Indices:
        """Return the cheques that are left to a person."""
        return np.flatnonzero(~self.answered(least))

    def wrong(self, least: float) -> Indices:
        """Return the cheques that are read without asking, and wrong."""
        return np.flatnonzero(self.answered(least) & ~self.right)

    def cautious(self, least: float) -> Cautious:
        """Return how many cheques are read without asking, and how many of these right."""
        return Cautious.of(self.answered(least), self.right)


def stack(labels: Bytes, count: int, seed: int) -> list[Cheque]:
    """Return `count` cheques of digits chosen at random; one seed gives one stack.

    `labels` are those of the data set, (n,).
    """
    rng = np.random.default_rng(seed)
    first_digits = np.flatnonzero(labels != 0)
    cheques = []
    for _ in range(count):
        length = int(rng.integers(AMOUNT_DIGITS[0], AMOUNT_DIGITS[1] + 1))
        amount = rng.integers(len(labels), size=length)
        amount[0] = rng.choice(first_digits)
        cheques.append(Cheque(amount, rng.integers(len(labels), size=NUMBER_DIGITS)))
    return cheques


def read(cheques: Sequence[Cheque], readings: Readings) -> ReadCheques:
    """Return how cheques are read, from the readings of all digits of the data set."""
    sure, answerable, right = readings.sure, readings.answerable, readings.right
    return ReadCheques(
        np.array([sure[cheque.digits].min() for cheque in cheques]),
        np.array([answerable[cheque.digits].all() for cheque in cheques]),
        np.array([right[cheque.digits].all() for cheque in cheques]),
    )


def all_right(accuracy: float, digits: int) -> float:
    """Return how likely so many digits are all read right: the share p of one, to the power."""
    return accuracy**digits
