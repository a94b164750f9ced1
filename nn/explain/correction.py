"""A network learns from one drawing that it misread.

    drawing, digit meant -> steps of equal length down the slope -> a network that reads it
                                                                 -> what it has forgotten

Plain gradient descent fails here: where outputs are saturated a step with the book's eta = 3 does
nothing, and in a network of ReLU neurons it destroys everything. So each step has the same length,
as chapter 1 suggests ("Learning with gradient descent"): |delta v| = epsilon, so
eta = epsilon / |nabla C|. Here epsilon is a small share of the length of all weights and biases
together. The cost is the cross-entropy: with the quadratic cost an output that is saturated on the
wrong side has almost no slope (chapter 3).
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from nn.answers import SURE, Reader, energy
from nn.errors import Refused
from nn.explain import confusion
from nn.functions import Array
from nn.network import Network, quietly
from nn.sgd import Images, one_hot

LENGTH = 0.001  # of a step: a share of the length of all weights and biases
MOST_STEPS = 100
COST = "cross-entropy"


@dataclass(frozen=True, eq=False)
class Correction:
    """A network that has learnt from one drawing."""

    reader: Reader  # around a corrected copy of the network
    digit: int  # the one that was meant
    outputs: Array  # (steps + 1, 10) for the drawing: before the first step, and after each
    succeeded: bool  # whether the digit's output now leads by SURE

    @property
    def steps(self) -> int:
        """How many steps it took."""
        return len(self.outputs) - 1


@dataclass(frozen=True)
class Forgetting:
    """How a network reads a data set before and after a correction."""

    total: int  # images
    before: int  # read right before
    after: int  # read right after
    lost: int  # read right before, and no longer
    gained: int  # read right only now


@quietly
def corrected(reader: Reader, x: Array, digit: int) -> Correction:
    """Return what a copy of the network learns from a drawing, `x`, (784,) in [0, 1].

    The steps end when the output of `digit`, the one that was meant, leads by SURE: then the new
    answer is not called unsure. There are none if it does so already, and at most MOST_STEPS.
    Raises `Refused` if an output is not finite.

    A copy that still sees no digit in the drawing gets a `least_energy` so low that it does.
    """
    network = reader.network
    learner = network.copy()
    dtype = network.weights[0].dtype.type
    row, y = x[None].astype(dtype), one_hot(np.array([digit]), dtype)
    outputs = [_answer(learner, row)]
    epsilon = LENGTH * length(network.parameters)
    while lead(outputs[-1], digit) < SURE and len(outputs) <= MOST_STEPS:
        backward = learner.backprop(row, y, COST)
        eta = epsilon / length([*backward.nabla_w, *backward.nabla_b])
        learner.update_mini_batch(row, y, eta, COST)
        outputs.append(_answer(learner, row))
    least = reader.least_energy
    if least is not None:
        least = min(least, float(energy(learner.forward(row).zs[-1])[0]))
    reader = replace(reader, network=learner, least_energy=least)
    return Correction(reader, digit, np.stack(outputs), lead(outputs[-1], digit) >= SURE)


def lead(outputs: Array, digit: int) -> float:
    """Return how far a digit's output is above the largest other one; negative if below."""
    return float(outputs[digit] - np.delete(outputs, digit).max())


def forgetting(before: Network, after: Network, data: Images) -> Forgetting:
    """Return how two networks read a data set of at least one image."""
    right, right_after = (confusion.read(Reader(n), data).right for n in (before, after))
    return Forgetting(
        len(data),
        before=int(right.sum()),
        after=int(right_after.sum()),
        lost=int((right & ~right_after).sum()),
        gained=int((~right & right_after).sum()),
    )


def _answer(network: Network, row: Array) -> Array:
    outputs = network.feedforward(row)[0]
    if not np.isfinite(outputs).all():
        raise Refused(
            "The network cannot be corrected: its outputs are no longer numbers, because its "
            "weights are too large. Choose a network with smaller weights."
        )
    return outputs


def length(arrays: Iterable[Array]) -> float:
    """Return the Euclidean length of all numbers in these arrays together."""
    return math.sqrt(sum(float(np.square(array, dtype=np.float64).sum()) for array in arrays))
