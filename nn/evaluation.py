"""How good a network is: the book's `evaluate`, with the cost beside it.

The network reads all images, and its largest output is the answer. After an epoch that is 70,000
images, so several threads read blocks of them at the same time, and the division of the bytes by
255 is folded into the first weights.
"""

import math
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from nn.answers import answers_of
from nn.cores import cores
from nn.errors import Refused
from nn.functions import COSTS, Array
from nn.network import Forward, Network, quietly
from nn.sgd import Images, one_hot

T = TypeVar("T")

# More threads would mostly wait for Python's lock: only NumPy's work runs in parallel.
MOST_THREADS = 4
# Images turned into floats at a time: few enough for the processor's cache, and enough that numpy's
# overhead does not count.
BLOCK = 1_000
# Images at a time beside a thread that is busy: few and long calls of NumPy disturb it least, since
# the threads wait for each other before and after each call. A large network reads fewer, so that
# what its layers give, which is kept until the block is read, takes no more than 40 MB.
BLOCK_BESIDE, NUMBERS_BESIDE = 10_000, 10_000_000
# The first training images, on which accuracy is measured inside an epoch and in experiments.
TRAINING_IMAGES_AT_A_GLANCE = 10_000


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
    """Return accuracy and cost of `network` on `data`.

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

    @quietly
    def count(block: Images, forward: Forward) -> tuple[int, int, float]:
        right = int((answers_of(forward.output) == block.labels).sum())
        y = one_hot(block.labels, forward.output.dtype.type, forward.output.shape[1])
        costs = COSTS[cost][network.output].fn(forward.zs[-1], forward.output, y)
        return right, len(block), float(costs.sum())

    correct, total, cost_sum = 0, 0, 0.0
    with closing(read_in_blocks(network, data, count, beside)) as counts:
        for right, images, costs in counts:
            correct, total, cost_sum = correct + right, total + images, cost_sum + costs
            mean = cost_sum / total
            yield Evaluation(correct, total, mean if math.isfinite(mean) else math.inf)


def read_in_blocks(
    network: Network, data: Images, take: Callable[[Images, Forward], T], beside: bool = False
) -> Generator[T, None, None]:
    """Have the network read the images; yield what `take` makes of each block, in their order.

    Raises `Refused` if there is no image.
    """
    if not len(data):
        raise Refused("Expected at least one image to read, got none.")
    first, *others = network.weights
    scaled = first * first.dtype.type(network.input_scale / 255.0)
    reader = Network([scaled, *others], network.biases, network.activation, network.output)
    size, threads = BLOCK, min(cores(), MOST_THREADS)
    if beside:
        numbers = 2 * sum(network.sizes) - network.sizes[0]  # of an image: z and a of each layer
        size, threads = min(BLOCK_BESIDE, NUMBERS_BESIDE // numbers), 1

    def read(block: Images) -> T:
        return take(block, reader.forward(block.images.astype(first.dtype)))

    with ThreadPoolExecutor(threads) as pool:
        try:
            yield from pool.map(read, data.in_blocks(size))
        finally:  # a caller that stops early does not wait for the rest
            pool.shutdown(cancel_futures=True)


def weighted_inputs(network: Network, data: Images) -> Array:
    """Return the z of the outputs for all images, (n, n_L)."""
    return np.concatenate(list(read_in_blocks(network, data, lambda _, read: read.zs[-1])))
