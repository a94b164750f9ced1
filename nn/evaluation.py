"""How good a network is: the book's `evaluate`, with the cost beside it."""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nn.functions import COSTS, check_cost
from nn.mnist import Images, one_hot, to_floats
from nn.network import Network

# Rows that are turned into floats at a time: enough to keep the processor busy, and a few MB.
BLOCK = 2_000


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


def evaluate(network: Network, data: Images, cost: str = "quadratic") -> Evaluation:
    """Return accuracy and cost of `network` on `data`; the largest output is the answer.

    Raises
    ------
    Refused
        If there is no such cost.
    """
    check_cost(cost)
    correct, cost_sum = 0, 0.0
    dtype = network.weights[0].dtype.type
    with np.errstate(over="ignore", invalid="ignore"):
        for start in range(0, len(data), BLOCK):
            block = data[start : start + BLOCK]
            forward = network.forward(to_floats(block.images, dtype))
            y = one_hot(block.labels, dtype)
            # Where weights are so large that an output is no number, that is no answer.
            answered = np.isfinite(forward.output).all(axis=1)
            correct += int((answered & (forward.output.argmax(axis=1) == block.labels)).sum())
            cost_sum += float(COSTS[cost](forward.zs[-1], forward.output, y, network.output).sum())
    mean = cost_sum / len(data)
    return Evaluation(correct, len(data), mean if math.isfinite(mean) else math.inf)


def misread(network: Network, data: Images) -> npt.NDArray[np.intp]:
    """Return the numbers of the images that `network` reads wrong, ascending; (k,), may be empty.

    As in `evaluate`, the largest output is the answer, and an output that is no number is none.
    """
    wrong = np.ones(len(data), bool)
    dtype = network.weights[0].dtype.type
    with np.errstate(over="ignore", invalid="ignore"):
        for start in range(0, len(data), BLOCK):
            block = data[start : start + BLOCK]
            output = network.forward(to_floats(block.images, dtype)).output
            right = np.isfinite(output).all(axis=1) & (output.argmax(axis=1) == block.labels)
            wrong[start : start + BLOCK] = ~right
    return np.flatnonzero(wrong)
