"""A network is told what a drawing was, and learns from that one example.

    drawing, digit meant -> steps of equal length down the slope -> a network that reads it
                                                                 -> what it has forgotten

Gradient descent with eta as it is would be useless here: where outputs are saturated a step of
the book's eta = 3 does nothing at all, and in a network of ReLU neurons it destroys everything.
So each step has the same length, as chapter 1 suggests ("Learning with gradient descent"):
|delta v| = epsilon, which makes eta = epsilon / |nabla C|. Here epsilon is a small share of the
length of all weights and biases together.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from nn.errors import Refused
from nn.explain import confusion
from nn.functions import Array, check_cost
from nn.mnist import Images, check_drawing, one_hot
from nn.network import Network

LENGTH = 0.001  # of a step: a share of the length of all weights and biases
MARGIN = 0.2  # how far the digit's output has to lead
MOST_STEPS = 100
# A gradient shorter than this has no direction left: eta would not be a number.
NO_GRADIENT = 1e-30


@dataclass(frozen=True)
class Correction:
    """What came of telling a network that a drawing was a certain digit.

    Attributes
    ----------
    network : Network
        A copy of the one that was corrected, after the last step.
    digit : int
        The digit that was meant.
    outputs : (steps + 1, 10)
        For the drawing: before the first step, and after each.
    etas : list of float
        The learning rate of each step.
    there : bool
        Whether the digit's output now leads by the margin.
    stuck : bool
        Whether the steps ended because the gradient was 0: every output saturated, and with the
        quadratic cost no way back.
    """

    network: Network
    digit: int
    outputs: Array
    etas: list[float]
    there: bool
    stuck: bool

    @property
    def steps(self) -> int:
        """How many steps were taken."""
        return len(self.etas)


@dataclass(frozen=True)
class Forgetting:
    """How a network reads a data set before and after a correction.

    Attributes
    ----------
    total : int
        How many images there are.
    before, after : int
        Those that are read right.
    lost, gained : int
        Images that were read right and no longer are, and the other way about.
    """

    total: int
    before: int
    after: int
    lost: int
    gained: int


def corrected(
    network: Network,
    x: Array,
    digit: int,
    *,
    cost: str = "cross-entropy",
    length: float = LENGTH,
    margin: float = MARGIN,
    most_steps: int = MOST_STEPS,
) -> Correction:
    """Return a copy of the network that has learnt from one drawing, until it reads it.

    There are no steps if it does already.

    Parameters
    ----------
    network : Network
        Is left as it is.
    x : (784,) in [0, 1]
    digit : int
        What the drawing was, 0 to 9.
    cost : {"quadratic", "cross-entropy"}
        The cross-entropy gets the furthest: with the quadratic cost an output that is saturated
        on the wrong side has no slope, and all the others move instead (chapter 3).
    length : float
        Of a step: a share, above 0, of the length of all weights and biases.
    margin : float
        How far the digit's output has to be above every other, 0 to 1, for the steps to end.
    most_steps : int

    Raises
    ------
    Refused
        If `x` is no drawing, `digit` no digit or the cost unknown, a setting is out of range, or
        a step leads to what is no number.
    """
    _check(network, x, digit, cost)
    _check_settings(length, margin, most_steps)
    learner = network.copy()
    dtype = network.weights[0].dtype.type
    row, y = x[None].astype(dtype), one_hot(np.array([digit]), dtype)
    stuck, etas = False, list[float]()
    with np.errstate(over="ignore", invalid="ignore"):
        outputs = [_answer(learner, row)]
        epsilon = length * _length([*network.weights, *network.biases])
        while lead(outputs[-1], digit) < margin and len(etas) < most_steps:
            backward = learner.backprop(row, y, cost)
            slope = _length([*backward.nabla_w, *backward.nabla_b])
            stuck = slope < NO_GRADIENT
            if stuck:
                break
            etas.append(epsilon / slope)
            learner.update_mini_batch(row, y, etas[-1], cost=cost)
            outputs.append(_answer(learner, row))
    there = lead(outputs[-1], digit) >= margin
    return Correction(learner, digit, np.stack(outputs), etas, there, stuck)


def lead(outputs: Array, digit: int) -> float:
    """Return how far a digit's output is above the strongest other one; negative if below."""
    return float(outputs[digit] - np.delete(outputs, digit).max())


def forgetting(before: Network, after: Network, data: Images) -> Forgetting:
    """Return how two networks read a data set, and how many images only one of them reads.

    Raises
    ------
    Refused
        If there is no image.
    """
    was, now = confusion.read(before, data).right, confusion.read(after, data).right
    return Forgetting(
        len(data),
        before=int(was.sum()),
        after=int(now.sum()),
        lost=int((was & ~now).sum()),
        gained=int((~was & now).sum()),
    )


def _answer(network: Network, row: Array) -> Array:
    outputs = network.feedforward(row)[0]
    if not np.isfinite(outputs).all():
        raise Refused(
            "The network cannot be corrected: its outputs are no longer numbers, because its "
            "weights are too large. Take a network with smaller weights, or shorter steps."
        )
    return outputs


def _length(arrays: Iterable[Array]) -> float:
    """Return the Euclidean length of all the numbers in these arrays together."""
    return math.sqrt(sum(float(np.square(array, dtype=np.float64).sum()) for array in arrays))


def _check(network: Network, x: Array, digit: int, cost: str) -> None:
    check_cost(cost)
    check_drawing(x, network.sizes[0])
    if not 0 <= digit < network.sizes[-1]:
        raise Refused(f"Expected a digit from 0 to {network.sizes[-1] - 1}, got {digit}.")


def _check_settings(length: float, margin: float, most_steps: int) -> None:
    if not 0 < length < math.inf:
        raise Refused(f"Expected steps of a length above 0, got {length:g}.")
    if not 0 <= margin < 1:
        raise Refused(f"Expected a margin from 0 to less than 1, got {margin:g}.")
    if most_steps < 0:
        raise Refused(f"Expected at most 0 steps or more, got {most_steps}.")
