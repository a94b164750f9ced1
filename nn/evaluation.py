"""How good a network is: the book's `evaluate`, with the cost beside it."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from nn.answers import answers_of
from nn.errors import Refused, check_choice
from nn.functions import COSTS
from nn.mnist import Images, one_hot, to_floats
from nn.network import Network


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
    """Do what `evaluate` does, block by block: yield the evaluation of the images so far."""
    check_choice("Cost", cost, COSTS)
    if not len(data):
        raise Refused("Expected at least one image to evaluate a network on, got none.")
    correct, total, cost_sum = 0, 0, 0.0
    dtype = network.weights[0].dtype.type
    for block in data.in_blocks():
        with np.errstate(over="ignore", invalid="ignore"):
            forward = network.forward(to_floats(block.images, dtype))
            correct += int((answers_of(forward.output) == block.labels).sum())
            y = one_hot(block.labels, dtype)
            cost_sum += float(COSTS[cost](forward.zs[-1], forward.output, y, network.output).sum())
        total += len(block)
        mean = cost_sum / total
        yield Evaluation(correct, total, mean if math.isfinite(mean) else math.inf)
