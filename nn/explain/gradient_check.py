"""Check backprop by trial: move one weight a little, both ways, and see what the cost does.

(C(w + epsilon) - C(w - epsilon)) / (2 epsilon) comes close to dC/dw for each single weight, and
needs no calculus. In chapter 2, "In what sense is backpropagation a fast algorithm?", equation
(46), the book says why nobody learns with it: at least one forward pass for every weight there is;
here it is two, since weights are moved both ways, which is more exact. At the kink of a ReLU the
numerical gradient and backprop may differ.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nn.errors import Refused
from nn.functions import Array
from nn.network import Network

# A smaller one drowns in rounding, a larger one leaves the curve. For a pixel's weight it is
# divided by the network's `input_scale`: what counts is how far z moves.
EPSILON = 1e-4
# Of the largest gradient: one that is much smaller drowns in the rounding of the cost.
TELLING = 1e-3


@dataclass(frozen=True)
class Place:
    """Where a weight or bias is; all from 0.

    Attributes
    ----------
    layer : int
        As in `Network.weights`: 0 is the first after the input.
    neuron : int
        The neuron that it belongs to.
    source : int or None
        The neuron or pixel of the layer before that the weight comes from; None for the bias.
    """

    layer: int
    neuron: int
    source: int | None


@dataclass(frozen=True)
class Check:
    """One weight's slope of the cost, found in both ways.

    Attributes
    ----------
    place : Place
    cost_above, cost_below : float
        The cost with the weight moved up and down by `epsilon`.
    numerical, backprop : float
        dC/dw by trial and by backprop, averaged over the mini-batch.
    epsilon : float
        How far the weight was moved each way.
    """

    place: Place
    cost_above: float
    cost_below: float
    numerical: float
    backprop: float
    epsilon: float

    @property
    def error(self) -> float:
        """How far apart the two are, relative to their size."""
        return relative_error([self])


def check_gradient(
    network: Network, x: Array, y: Array, cost: str, places: Sequence[Place]
) -> list[Check]:
    """Compare backprop with the numerical gradient, on a copy of the network in float64.

    Parameters
    ----------
    x : (m, n_0) in [0, 1], y : (m, n_L)
    cost : {"quadratic", "cross-entropy"}
    places : sequence of Place
        The weights and biases to move.

    Raises
    ------
    Refused
        As `Network.backprop` does, and if there is no such weight.
    """
    for place in places:
        _check_place(network, place)
    exact = _in_float64(network)
    x, y = x.astype(np.float64), y.astype(np.float64)
    backward = exact.backprop(x, y, cost)
    checks = []
    for place in places:
        gradient = (backward.nabla_b if place.source is None else backward.nabla_w)[place.layer]
        parameters = (exact.biases if place.source is None else exact.weights)[place.layer]
        index = (place.neuron,) if place.source is None else (place.neuron, place.source)
        value, epsilon = parameters[index], step_at(network, place)
        parameters[index] = value + epsilon
        cost_above = exact.cost(x, y, cost)
        parameters[index] = value - epsilon
        cost_below = exact.cost(x, y, cost)
        parameters[index] = value
        numerical = (cost_above - cost_below) / (2 * epsilon)
        slope = float(gradient[index]) / len(x)
        checks.append(Check(place, cost_above, cost_below, numerical, slope, epsilon))
    return checks


def step_at(network: Network, place: Place) -> float:
    """Return how far a weight or bias is moved each way."""
    is_of_a_pixel = place.layer == 0 and place.source is not None
    return EPSILON / network.input_scale if is_of_a_pixel else EPSILON


def relative_error(checks: Sequence[Check]) -> float:
    """Return |numerical - backprop| / (|numerical| + |backprop|) over all of them together.

    The bars are the lengths of the two lists of numbers; 0 where both are 0.
    """
    numerical = np.array([one.numerical for one in checks])
    backprop = np.array([one.backprop for one in checks])
    size = float(np.linalg.norm(numerical) + np.linalg.norm(backprop))
    return float(np.linalg.norm(numerical - backprop)) / size if size else 0.0


def random_places(
    network: Network, x: Array, y: Array, cost: str, count: int, rng: np.random.Generator
) -> list[Place]:
    """Return weights and biases at random, all different, whose gradient says something.

    That is at least TELLING times the largest there is: most weights come from white pixels, and
    their gradient is 0 in any way of computing it. Fewer than `count` if there are fewer.
    """
    backward = _in_float64(network).backprop(x.astype(np.float64), y.astype(np.float64), cost)
    gradients = [*backward.nabla_b, *backward.nabla_w]
    least = TELLING * max(float(np.abs(one).max()) for one in gradients)
    found: list[Place] = []
    for layer, nabla_b in enumerate(backward.nabla_b):
        nabla_w = backward.nabla_w[layer]
        found += [Place(layer, int(j), None) for j in np.flatnonzero(_over(nabla_b, least))]
        rows, columns = np.nonzero(_over(nabla_w, least))
        found += [Place(layer, int(j), int(k)) for j, k in zip(rows, columns, strict=True)]
    return [found[k] for k in rng.permutation(len(found))[:count]]


def _over(gradient: Array, least: float) -> npt.NDArray[np.bool_]:
    return (np.abs(gradient) >= least) & (gradient != 0.0)


def _check_place(network: Network, place: Place) -> None:
    sizes = network.sizes
    if not 0 <= place.layer < len(sizes) - 1:
        raise Refused(
            f"There is no weight or bias in layer {place.layer + 2}: counted from the input, which "
            f"is layer 1, the network has {len(sizes)}."
        )
    if not 0 <= place.neuron < sizes[place.layer + 1]:
        raise Refused(
            f"There is no neuron {place.neuron + 1} in layer {place.layer + 2}, "
            f"it has {sizes[place.layer + 1]}."
        )
    if place.source is not None and not 0 <= place.source < sizes[place.layer]:
        raise Refused(
            f"There is no weight from {place.source + 1}: the layer before has "
            f"{sizes[place.layer]}."
        )


def _in_float64(network: Network) -> Network:
    return network.with_parameters(
        [w.astype(np.float64) for w in network.weights],
        [b.astype(np.float64) for b in network.biases],
    )
