"""The hill that a step goes down: the cost of one mini-batch along its negative gradient.

Chapter 1, "Learning with gradient descent", draws the cost as a valley and the weights as a ball in
it. This is the real valley, cut along the line on which a step moves all weights and biases at
once, equations (20) and (21): a learning rate eta is a place on that line, and 0 is where the
weights are now.

    w, nabla -> w - eta/m nabla, for many eta -> the cost at each
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from math import asinh

import numpy as np

from nn.answers import Flags
from nn.explain.correction import length
from nn.explain.saturation import is_flat
from nn.functions import OUTPUTS, Array
from nn.network import Backward, Network

POINTS = 100  # of the curve, besides the marks
BEFORE, BEYOND = 0.05, 1.25  # the curve begins so far before 0 and ends beyond the last mark

# What a step did is told by shares: of the cost now, of what the cost could fall at most, of the
# gradient's length now, and of the outputs.
FLAT, SMALL, LEVEL, MOST = 0.02, 0.25, 0.1, 0.9


class Move(Enum):
    """What a step did."""

    STAYS = auto()  # the whole hill is flat
    STRANDS = auto()  # it ends on a plateau
    LEAPS = auto()  # it goes over the valley, and up on the other side
    CRAWLS = auto()  # the cost falls by little of what it could fall
    ROLLS = auto()  # the cost falls


@dataclass(frozen=True, eq=False)
class Hill:
    """The cost of a mini-batch along its negative gradient, in float64."""

    network: Network  # with the weights as they are now, at eta 0
    x: Array  # (m, n_1) in [0, 1]
    y: Array  # (m, n_L)
    cost: str  # one of COSTS
    backward: Backward  # of the network now; its gradient is summed over the mini-batch
    marks: tuple[float, ...]  # learning rates to mark on the curve, ascending, above 0
    etas: Array  # (n,) ascending, closer together near 0; 0 and the marks are among them
    costs: Array  # (n,) the cost of the mini-batch after a step with each

    def at(self, eta: float) -> float:
        """Return the cost after a step with a learning rate that is among `etas`."""
        return float(self.costs[self.etas == eta][0])

    def after(self, eta: float) -> Network:
        """Return the network after a step with any learning rate."""
        return _moved(self.network, self.backward, eta)


def along_gradient(network: Network, x: Array, y: Array, cost: str, marks: Sequence[float]) -> Hill:
    """Return the hill of a mini-batch, `x` (m, n_1) in [0, 1] and `y` (m, n_L), m at least 1.

    The curve goes from a little before 0 to beyond the last of the `marks`, which are ascending and
    above 0. Raises `Refused` for an unknown cost.
    """
    network, x, y = network.astype(np.float64), x.astype(np.float64), y.astype(np.float64)
    backward = network.backprop(x, y, cost)
    end = asinh(BEYOND * marks[-1] / marks[0])
    even = marks[0] * np.sinh(np.linspace(-BEFORE * end, end, POINTS))
    etas = np.unique([*even, 0.0, *marks])
    costs = [_moved(network, backward, eta).cost(x, y, cost) for eta in etas]
    return Hill(network, x, y, cost, backward, tuple(marks), etas, np.array(costs))


def _moved(network: Network, backward: Backward, eta: float) -> Network:
    """Return the network after a step, to the bit as `update_mini_batch` takes it."""
    m = len(backward.forward.output)
    nabla, count = [*backward.nabla_w, *backward.nabla_b], len(network.weights)
    moved: list[Array] = [p - eta * (n / m) for p, n in zip(network.parameters, nabla, strict=True)]
    return Network(
        moved[:count], moved[count:], network.activation, network.output, network.input_scale
    )


def move(hill: Hill, eta: float) -> Move:
    """Return what a step did with a learning rate above 0 that is among the hill's `etas`."""
    now, then, ahead = hill.at(0.0), hill.at(eta), hill.costs[hill.etas >= 0.0]
    if np.ptp(ahead) <= FLAT * now:
        return Move.STAYS
    if _is_plateau(hill, hill.after(eta)):
        return Move.STRANDS
    small = SMALL * (now - ahead.min())
    on_the_way = hill.costs[(hill.etas >= 0.0) & (hill.etas <= eta)]
    if then > now or then - on_the_way.min() > small:
        return Move.LEAPS
    return Move.CRAWLS if now - then < small else Move.ROLLS


def step_in_words(hill: Hill, eta: float) -> str:
    """Say what a step did, with a learning rate that is 0 or one of the marks."""
    images = "this image" if len(hill.x) == 1 else "these images"
    if eta == 0.0:
        return "The ball is the network as it is now. How far should its step go?"
    flat = saturated(hill, hill.after(eta))
    each = ", ten for each image," if len(hill.x) > 1 else ""
    outputs = f"{flat.sum()} of the {flat.size} outputs{each} are saturated"
    match move(hill, eta):
        case Move.STAYS:
            why = f", since {outputs}" if flat.mean() >= MOST else ""
            return f"Hardly anything changes: the ground is flat here{why}."
        case Move.STRANDS:
            lower = "Lower, but stuck" if hill.at(eta) < hill.at(0.0) else "Stuck"
            return f"{lower} on a plateau: {outputs}, so there is almost no slope to learn from."
        case Move.LEAPS if hill.at(eta) > hill.at(0.0):
            return "It leaps over the valley, and lands higher than it was."
        case Move.LEAPS:
            return "It leaps over the bottom of the valley, and lands on the other side."
        case Move.CRAWLS:
            return f"It crawls: the cost of {images} falls, but it could fall much further."
        case Move.ROLLS:
            return f"It rolls down: the network is less wrong about {images} now."


def saturated(hill: Hill, network: Network) -> Flags:
    """Return which outputs of a network are saturated for the mini-batch, (m, n_L)."""
    return is_flat(OUTPUTS[network.output], network.feedforward(hill.x))


def _is_plateau(hill: Hill, network: Network) -> bool:
    """Tell whether the gradient is almost 0, and half of the images or more are read wrong."""
    flat, backward = saturated(hill, network), network.backprop(hill.x, hill.y, hill.cost)
    wrong = np.abs(backward.forward.output - hill.y) > 0.5
    now, then = (length([*it.nabla_w, *it.nabla_b]) for it in (hill.backward, backward))
    is_level = then < LEVEL * now
    return bool(is_level and flat.mean() >= MOST and (flat & wrong).any(axis=1).mean() >= 0.5)
