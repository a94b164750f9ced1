"""Whether of the answers with an output of 0.9 nine in ten are right.

    outputs, labels -> ten bins of outputs -> in each: the mean output, and the share that is right
    z, labels       -> the temperature T   -> outputs of z / T, for which both are alike

After Guo et al. 2017, "On calibration of modern neural networks".
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from nn.answers import Flags, Reader
from nn.errors import Refused
from nn.explain import confusion
from nn.explain.confusion import Readings
from nn.functions import Array
from nn.mnist import Bytes, Images
from nn.network import Network

BINS = 10
LEAST, MOST = 0.05, 20.0  # temperatures between which the best one is looked for
STEPS = 60  # each makes the interval shorter by the golden section; 40 give it to eight digits
GOLDEN = (math.sqrt(5) - 1) / 2

Measured = tuple[int, float, float]  # count, mean output and share right: a bin without its edges


@dataclass(frozen=True)
class Bin:
    """The answers whose output lies in one part of the range from 0 to 1."""

    low: float  # included
    high: float  # left out, except by the last bin
    count: int
    mean: float  # of their outputs; 0 without an answer
    right: float  # the share of them that is right, 0 to 1; likewise


def reliability(sure: Array, right: Flags, bins: int = BINS) -> list[Bin]:
    """Sort answers into bins of equal width by their output.

    `sure`, (n,), are the outputs of the answers, 0 to 1, and `right`, (n,), whether each is right.
    """
    sure = sure.astype(np.float64)
    places = np.minimum((sure * bins).astype(np.intp), bins - 1)
    counts = np.bincount(places, minlength=bins)
    sums = np.bincount(places, sure, bins), np.bincount(places, right, bins)
    means, shares = (total / np.maximum(counts, 1) for total in sums)
    return [
        Bin(k / bins, (k + 1) / bins, int(counts[k]), float(means[k]), float(shares[k]))
        for k in range(bins)
    ]


def reliability_of(readings: Readings) -> list[Bin]:
    """Sort a network's answers to a data set into bins; no answer counts as an output of 0."""
    return reliability(readings.sure, readings.right)


def calibration_error(bins: Sequence[Bin]) -> float:
    """Return how far output and share right lie apart, on average over all answers, 0 to 1.

    This is the paper's expected calibration error, its equation (3). 0 without an answer.
    """
    total = sum(part.count for part in bins)
    apart = sum(part.count * abs(part.mean - part.right) for part in bins)
    return apart / total if total else 0.0


def overall(bins: Sequence[Bin]) -> tuple[float, float]:
    """Return the mean output and the share right of all answers, of which there is at least one."""
    total = sum(part.count for part in bins)
    mean, right = (
        sum(part.count * value for part, value in zip(bins, values, strict=True)) / total
        for values in ([part.mean for part in bins], [part.right for part in bins])
    )
    return mean, right


def measured(network: Network, data: Images) -> tuple[Measured, ...]:
    """Return how well a network's sureness holds on images, for `Provenance.calibration`.

    The images should be none that it learnt from.
    """
    bins = reliability_of(confusion.read(Reader(network), data))
    return tuple((part.count, part.mean, part.right) for part in bins)


def as_bins(kept: Iterable[Measured]) -> list[Bin]:
    """Return the bins from what `measured` returned: with their edges again."""
    kept = list(kept)
    return [Bin(k / len(kept), (k + 1) / len(kept), *part) for k, part in enumerate(kept)]


def fit_temperature(z: Array, labels: Bytes) -> float:
    """Return the T for which softmax(z / T) makes the labels most likely; between LEAST and MOST.

    `z`, (n, 10), are the weighted inputs of the outputs, for images that the network did not learn
    from, and `labels`, (n,), their digits. The cost is convex in 1 / T, so it has one smallest
    value, which a golden-section search over log T finds.

    Raises `Refused` if there is no image, or a z is not finite.
    """
    if not len(labels):
        raise Refused("A temperature needs at least one image.")
    if not np.isfinite(z).all():
        raise Refused("A temperature needs finite z: the network's weights are too large.")
    z = z.astype(np.float64)
    z -= z.max(axis=1, keepdims=True)
    of_label = z[np.arange(len(z)), labels]

    def cost(log_t: float) -> float:
        t = math.exp(log_t)
        return float((np.log(np.exp(z / t).sum(axis=1)) - of_label / t).mean())

    low, high = math.log(LEAST), math.log(MOST)
    for _ in range(STEPS):
        left, right = high - GOLDEN * (high - low), low + GOLDEN * (high - low)
        low, high = (low, right) if cost(left) < cost(right) else (left, high)
    return math.exp((low + high) / 2)


def with_temperature(network: Network, temperature: float) -> Network:
    """Return the network with the z of its outputs divided by a temperature; its answers stay."""
    cooled = network.copy()
    cooled.weights[-1] /= temperature
    cooled.biases[-1] /= temperature
    return cooled
