"""How good a network is: the book's `evaluate`, with the cost beside it.

After an epoch that is 70,000 images. So they go through a `ByteReader` block by block, and several
threads read blocks at the same time.
"""

import math
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from nn.answers import answers_of
from nn.errors import Refused, check_choice
from nn.fast_reading import ByteReader, cores
from nn.functions import COSTS
from nn.mnist import Images, one_hot
from nn.network import Network

# More threads would mostly wait for Python's lock: only NumPy's work runs in parallel.
MOST_THREADS = 4
# Images at a time beside a thread that is busy: few and long calls of NumPy disturb it least, since
# the threads wait for each other before and after each call.
BLOCK_BESIDE = 10_000


@dataclass(frozen=True)
class Evaluation:
    """How well a network reads some labelled images."""

    correct: int  # images read right
    total: int  # images
    # Averaged over the images, without L2's term; infinity where weights are too large to compute.
    cost: float

    @property
    def accuracy(self) -> float:
        """The share read right, 0 to 1."""
        return self.correct / self.total


def finite_or_none(cost: float) -> float | None:
    """Return a cost, or None where it is infinite, which JSON cannot write."""
    return cost if math.isfinite(cost) else None


def evaluate(
    network: Network, data: Images, cost: str = "quadratic", *, beside: bool = False
) -> Evaluation:
    """Return accuracy and cost of `network`, which has 10 outputs, on `data`.

    The largest output is the answer; where an output is not finite, the image is read wrong.
    With `beside` it disturbs another thread that is busy as little as it can.
    Raises `Refused` for an unknown cost or without an image.
    """
    *_, evaluation = evaluate_in_blocks(network, data, cost, beside)
    return evaluation


def evaluate_in_blocks(
    network: Network, data: Images, cost: str, beside: bool = False
) -> Iterator[Evaluation]:
    """Do what `evaluate` does, block by block: yield the evaluation of the images so far.

    The blocks are added up in their order, so the number of threads does not change the result.
    """
    check_choice("Cost", cost, COSTS)
    if not len(data):
        raise Refused("Expected at least one image to evaluate a network on, got none.")
    size, threads = (BLOCK_BESIDE, 1) if beside else (None, min(cores(), MOST_THREADS))
    reader = ByteReader(network, size)
    correct, total, cost_sum = 0, 0, 0.0
    with ThreadPoolExecutor(threads) as pool:
        parts = pool.map(
            lambda block: _correct_and_cost(reader, network.output, block, cost),
            data.in_blocks(size),
        )
        try:
            for block, (correct_here, cost_here) in zip(data.in_blocks(size), parts, strict=True):
                correct += correct_here
                cost_sum += cost_here
                total += len(block)
                mean = cost_sum / total
                yield Evaluation(correct, total, mean if math.isfinite(mean) else math.inf)
        finally:  # whoever stops early does not wait for the rest
            pool.shutdown(cancel_futures=True)


def _correct_and_cost(
    reader: ByteReader, output: str, block: Images, cost: str
) -> tuple[int, float]:
    """Return how many images of a block are read right, and the sum of their costs."""
    with np.errstate(over="ignore", invalid="ignore"):
        forward = reader.forward(block.images)
        correct = int((answers_of(forward.output) == block.labels).sum())
        y = one_hot(block.labels, forward.output.dtype.type, forward.output.shape[1])
        costs = COSTS[cost](forward.zs[-1], forward.output, y, output)
    return correct, float(costs.sum())
