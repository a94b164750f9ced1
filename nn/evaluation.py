"""How good a network is: the book's `evaluate`, with the cost beside it.

After an epoch that is 70,000 images, so the reading is made fast: the images go through a
`ByteReader` block by block, and several threads read blocks at the same time.
"""

import math
import os
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from nn import mnist
from nn.answers import answers_of
from nn.errors import Refused, check_choice
from nn.functions import COSTS
from nn.mnist import Bytes, Images, one_hot
from nn.network import Forward, Network

# More threads would wait for each other: what is not numpy's work runs in one at a time.
MOST_THREADS = 4
# What a wide register of the processor holds: BLAS multiplies by 32 neurons faster than by 30.
NEURONS_AT_ONCE = 16


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


def evaluate(network: Network, data: Images, cost: str = "quadratic") -> Evaluation:
    """Return accuracy and cost of `network`, which has 10 outputs, on `data`.

    The largest output is the answer; where an output is not finite, the image is read wrong.
    Raises `Refused` for an unknown cost or without an image.
    """
    *_, evaluation = evaluate_in_blocks(network, data, cost)
    return evaluation


def evaluate_in_blocks(network: Network, data: Images, cost: str) -> Iterator[Evaluation]:
    """Do what `evaluate` does, block by block: yield the evaluation of the images so far.

    The blocks are added up in their order, so the number of threads does not change the result.
    """
    check_choice("Cost", cost, COSTS)
    if not len(data):
        raise Refused("Expected at least one image to evaluate a network on, got none.")
    reader = ByteReader(network)
    correct, total, cost_sum = 0, 0, 0.0
    with ThreadPoolExecutor(_threads()) as pool:
        parts = pool.map(lambda block: _correct_and_cost(reader, block, cost), data.in_blocks())
        for block, (correct_here, cost_here) in zip(data.in_blocks(), parts, strict=True):
            correct += correct_here
            cost_sum += cost_here
            total += len(block)
            mean = cost_sum / total
            yield Evaluation(correct, total, mean if math.isfinite(mean) else math.inf)


def _threads() -> int:
    """Return how many threads read at the same time: one for each core, up to MOST_THREADS."""
    has_affinity = hasattr(os, "sched_getaffinity")  # Linux has it, macOS and Windows have not
    cores = len(os.sched_getaffinity(0)) if has_affinity else os.cpu_count() or 1
    return min(cores, MOST_THREADS)


def _correct_and_cost(reader: "ByteReader", block: Images, cost: str) -> tuple[int, float]:
    """Return how many images of a block are read right, and the sum of their costs."""
    with np.errstate(over="ignore", invalid="ignore"):
        forward = reader.forward(block.images)
        correct = int((answers_of(forward.output) == block.labels).sum())
        y = one_hot(block.labels, forward.output.dtype.type)
        costs = COSTS[cost](forward.zs[-1], forward.output, y, reader.network.output)
    return correct, float(costs.sum())


class ByteReader:
    """Reads blocks of images as bytes: a network's `forward`, made fast.

    The outputs are the network's, up to rounding: the pixels' scale is folded into a copy of the
    first weights, so that the bytes only change their type.
    """

    def __init__(self, network: Network) -> None:
        first = network.weights[0]
        scaled = first * first.dtype.type(network.input_scale / 255.0)
        weights, biases = [scaled, *network.weights[1:]], [*network.biases]
        if len(weights) > 1:  # more hidden neurons, whose weights are 0 in both layers
            more = -len(first) % NEURONS_AT_ONCE
            weights[0] = np.pad(weights[0], ((0, more), (0, 0)))
            biases[0] = np.pad(biases[0], (0, more))
            weights[1] = np.pad(weights[1], ((0, 0), (0, more)))
        self.network = Network(weights, biases, network.activation, network.output)
        self._own = threading.local()  # each thread has its own buffer

    def forward(self, images: Bytes) -> Forward:
        """Return the forward pass for at most BLOCK images, (m, n_1) from 0 to 255.

        Its inputs are overwritten by the thread's next call, and its first hidden layer may have
        more neurons than the network.
        """
        if not hasattr(self._own, "x"):
            shape = mnist.BLOCK, images.shape[1]
            self._own.x = np.empty(shape, self.network.weights[0].dtype)
        x = self._own.x[: len(images)]
        np.copyto(x, images)
        return self.network.forward(x)
