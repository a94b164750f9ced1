"""How good a network is: the book's `evaluate`, with the cost beside it."""

import math
from dataclasses import dataclass

import numpy as np

from nn.answers import answers_of
from nn.errors import Refused
from nn.functions import COSTS, check_cost
from nn.mnist import Images, one_hot, to_floats
from nn.network import Network


@dataclass(frozen=True)
class Evaluation:
    """What came out of showing a network some labelled images.

    Attributes
    ----------
    correct, total : int
        Images read right, and images shown.
    cost : float
        The cost averaged over the images, without L2's term; infinity where weights are so large
        that it cannot be computed.
    """

    correct: int
    total: int
    cost: float

    @property
    def accuracy(self) -> float:
        """The share read right, 0 to 1."""
        return self.correct / self.total


def finite_or_none(cost: float) -> float | None:
    """Return a cost, or None where it is infinite, which JSON has no word for."""
    return cost if math.isfinite(cost) else None


def evaluate(network: Network, data: Images, cost: str = "quadratic") -> Evaluation:
    """Return accuracy and cost of `network` on `data`; the largest output is the answer.

    Parameters
    ----------
    network : Network
        With 10 outputs.
    data : Images
        One at least.
    cost : {"quadratic", "cross-entropy"}

    Returns
    -------
    Evaluation
        Where an output is no number, the image counts as read wrong.

    Raises
    ------
    Refused
        If there is no such cost, or there is no image.
    """
    check_cost(cost)
    if not len(data):
        raise Refused("Expected at least one image to evaluate a network on, got none.")
    correct, cost_sum = 0, 0.0
    dtype = network.weights[0].dtype.type
    with np.errstate(over="ignore", invalid="ignore"):
        for block in data.in_blocks():
            forward = network.forward(to_floats(block.images, dtype))
            correct += int((answers_of(forward.output) == block.labels).sum())
            y = one_hot(block.labels, dtype)
            cost_sum += float(COSTS[cost](forward.zs[-1], forward.output, y, network.output).sum())
    mean = cost_sum / len(data)
    return Evaluation(correct, len(data), mean if math.isfinite(mean) else math.inf)
