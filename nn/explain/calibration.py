"""Whether nine in ten of the answers with an output of 0.9 are right.

    outputs, labels -> ten bins of outputs -> in each: the mean output, and the share that is right

After Guo et al. 2017, "On calibration of modern neural networks".
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from nn.answers import Flags
from nn.functions import Array

BINS = 10


class Bin(NamedTuple):
    """The answers whose output lies in one of several equal parts of the range from 0 to 1."""

    answers: int
    mean: float  # of their outputs; 0 without an answer
    right: float  # the share of them that is right, 0 to 1; 0 without an answer


def reliability(sure: Array, right: Flags) -> tuple[Bin, ...]:
    """Sort answers into BINS by their output.

    `sure`, (n,), are the outputs of the answers, 0 to 1, and `right`, (n,), whether each is right.
    """
    sure = sure.astype(np.float64)
    places = np.minimum((sure * BINS).astype(np.intp), BINS - 1)
    counts = np.bincount(places, minlength=BINS)
    sums = np.bincount(places, sure, BINS), np.bincount(places, right, BINS)
    means, shares = ((total / np.maximum(counts, 1)).tolist() for total in sums)
    return tuple(map(Bin, counts.tolist(), means, shares))


def calibration_error(bins: Sequence[Bin]) -> float:
    """Return how far output and share right differ, on average over all answers, 0 to 1.

    This is the paper's expected calibration error, its equation (3). 0 without an answer.
    """
    total = sum(part.answers for part in bins)
    apart = sum(part.answers * abs(part.mean - part.right) for part in bins)
    return apart / total if total else 0.0


def overall(bins: Sequence[Bin]) -> tuple[float, float]:
    """Return the mean output and the share right of all answers, of which there is at least one."""
    total = sum(part.answers for part in bins)
    mean = sum(part.answers * part.mean for part in bins) / total
    return mean, sum(part.answers * part.right for part in bins) / total
