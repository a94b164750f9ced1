"""Whether nine in ten of the answers with an output of 0.9 are right.

    outputs, labels -> ten bins of outputs -> in each: the mean output, and the share that is right

After Guo et al. 2017, "On calibration of modern neural networks".
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from nn.answers import Flags
from nn.functions import Array

BINS = 10
Measured = tuple[int, float, float]  # count, mean output and share right: a bin without its edges


@dataclass(frozen=True)
class Bin:
    """The answers whose output lies in one part of the range from 0 to 1."""

    low: float  # included
    high: float  # left out, except by the last bin
    count: int
    mean: float  # of their outputs; 0 without an answer
    right: float  # the share of them that is right, 0 to 1; likewise


def reliability(sure: Array, right: Flags) -> list[Bin]:
    """Sort answers into BINS of equal width by their output.

    `sure`, (n,), are the outputs of the answers, 0 to 1, and `right`, (n,), whether each is right.
    """
    sure = sure.astype(np.float64)
    places = np.minimum((sure * BINS).astype(np.intp), BINS - 1)
    counts = np.bincount(places, minlength=BINS)
    sums = np.bincount(places, sure, BINS), np.bincount(places, right, BINS)
    means, shares = ((total / np.maximum(counts, 1)).tolist() for total in sums)
    return as_bins(zip(counts.tolist(), means, shares, strict=True))


def calibration_error(bins: Sequence[Bin]) -> float:
    """Return how far output and share right differ, on average over all answers, 0 to 1.

    This is the paper's expected calibration error, its equation (3). 0 without an answer.
    """
    total = sum(part.count for part in bins)
    apart = sum(part.count * abs(part.mean - part.right) for part in bins)
    return apart / total if total else 0.0


def overall(bins: Sequence[Bin]) -> tuple[float, float]:
    """Return the mean output and the share right of all answers, of which there is at least one."""
    total = sum(part.count for part in bins)
    mean = sum(part.count * part.mean for part in bins) / total
    return mean, sum(part.count * part.right for part in bins) / total


def as_bins(kept: Iterable[Measured]) -> list[Bin]:
    """Return bins of equal width with these numbers."""
    kept = list(kept)
    return [Bin(k / len(kept), (k + 1) / len(kept), *part) for k, part in enumerate(kept)]
