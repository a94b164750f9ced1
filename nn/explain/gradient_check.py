"""Check backprop by trial: move one weight a little, both ways, and watch the cost.

(C(w + epsilon) - C(w - epsilon)) / (2 epsilon) is close to dC/dw and needs no calculus. The book
explains why nobody learns with it (chapter 2, "In what sense is backpropagation a fast
algorithm?", equation (46)): it takes a forward pass for every weight. Here it takes two, since
moving a weight both ways is more exact. At the kink of a ReLU the numerical gradient and backprop
may differ.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nn.explain.one_step import Trace

# With a smaller step rounding errors dominate; with a larger one the cost is no longer nearly
# straight. For a pixel's weight it is divided by `input_scale`, so that z moves as far.
EPSILON = 1e-4
# A share of the largest gradient; a smaller gradient drowns in the rounding of the cost.
MEASURABLE = 1e-3


@dataclass(frozen=True)
class Place:
    """The place of a weight or bias; all from 0."""

    layer: int  # as in `Network.weights`: 0 is the first after the input
    neuron: int
    source: int | None  # the neuron or pixel where the weight starts; None for the bias


@dataclass(frozen=True)
class Check:
    """The slope of the cost along one weight, computed in both ways."""

    place: Place
    cost_above: float  # with the weight moved up by epsilon
    cost_below: float  # with the weight moved down
    numerical: float  # dC/dw by trial, averaged over the mini-batch
    backprop: float  # the same by backprop


def check_gradient(trace: Trace, places: Sequence[Place]) -> list[Check]:
    """Compare the gradient of a step with the numerical one."""
    network, x, y, cost = trace.before.copy(), trace.x, trace.y, trace.cost
    backward, checks = trace.backward, []
    for place in places:
        gradient = (backward.nabla_b if place.source is None else backward.nabla_w)[place.layer]
        parameters = (network.biases if place.source is None else network.weights)[place.layer]
        index = (place.neuron,) if place.source is None else (place.neuron, place.source)
        is_of_a_pixel = place.layer == 0 and place.source is not None
        epsilon = EPSILON / network.input_scale if is_of_a_pixel else EPSILON
        value = parameters[index]
        parameters[index] = value + epsilon
        cost_above = network.cost(x, y, cost)
        parameters[index] = value - epsilon
        cost_below = network.cost(x, y, cost)
        parameters[index] = value
        numerical = (cost_above - cost_below) / (2 * epsilon)
        slope = float(gradient[index]) / trace.m
        checks.append(Check(place, cost_above, cost_below, numerical, slope))
    return checks


def relative_error(checks: Sequence[Check]) -> float:
    """Return |numerical - backprop| / (|numerical| + |backprop|) for all checks together.

    |...| is the length of the vector of all slopes. The result is 0 where both are 0.
    """
    numerical = np.array([check.numerical for check in checks])
    backprop = np.array([check.backprop for check in checks])
    size = float(np.linalg.norm(numerical) + np.linalg.norm(backprop))
    return float(np.linalg.norm(numerical - backprop)) / size if size else 0.0


def random_places(trace: Trace, count: int, rng: np.random.Generator) -> list[Place]:
    """Return up to `count` different weights and biases at random that have a measurable gradient.

    Most weights start at white pixels: their gradient is 0, however it is computed.
    """
    backward = trace.backward
    gradients = [*backward.nabla_b, *backward.nabla_w]
    least = MEASURABLE * max(float(np.abs(gradient).max()) for gradient in gradients)
    least = max(least, np.finfo(np.float64).tiny)  # where all gradients are 0, none is measurable
    places: list[Place] = []
    for layer, (b, w) in enumerate(zip(backward.nabla_b, backward.nabla_w, strict=True)):
        places += [Place(layer, int(j), None) for j in np.flatnonzero(np.abs(b) >= least)]
        places += [Place(layer, int(j), int(k)) for j, k in np.argwhere(np.abs(w) >= least)]
    return [places[k] for k in rng.permutation(len(places))[:count]]
