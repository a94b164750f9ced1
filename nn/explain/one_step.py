"""One training step with every number that leads to it: BP1 to BP4, and where they come from.

The step itself is `Network.update_mini_batch`'s, taken on a copy. What is written out here is
only what that method does not return: the factors of the errors, each image's own part of the
gradient, and the change of each weight. Layers are counted as in `Network.weights`: 0 is the
first after the input.

    forward -> cost -> BP1 -> BP2 -> BP3, BP4 -> the average over the mini-batch -> the update
"""

from dataclasses import dataclass

import numpy as np

from nn.errors import Refused
from nn.explain.evidence import strongest
from nn.functions import ACTIVATIONS, COSTS, Array, output_delta, sigmoid_slope
from nn.network import Backward, Forward, Network


@dataclass(frozen=True)
class Trace:
    """A step of gradient descent that has been taken on a copy of a network.

    Attributes
    ----------
    before, after : Network
        Neither of them is the network that the step was asked for, which stays as it was.
    x : (m, n_0) in [0, 1], y : (m, n_L)
        The mini-batch; m is 1 for a single example.
    cost : {"quadratic", "cross-entropy"}
    eta : float
        The learning rate.
    backward : Backward
        What the step's own backprop computed, with its forward pass.
    forward_after : Forward
        The same images through the network after the step.
    cost_before, cost_after : (m,)
        Each image's cost.
    """

    before: Network
    after: Network
    x: Array
    y: Array
    cost: str
    eta: float
    backward: Backward
    forward_after: Forward
    cost_before: Array
    cost_after: Array

    @property
    def m(self) -> int:
        """How many images the mini-batch has."""
        return len(self.x)

    @property
    def forward(self) -> Forward:
        """The forward pass before the step."""
        return self.backward.forward

    @property
    def last(self) -> int:
        """The output layer's number."""
        return len(self.before.weights) - 1


@dataclass(frozen=True)
class Error:
    """The error delta of a layer for one image; all arrays (n_l,).

    Attributes
    ----------
    factors : (array, array) or None
        What delta is the product of. In an output layer of sigmoids dC/da, NaN where it is too
        large for a number, and the slope sigma'(z); with softmax see `output_error`. In a hidden
        layer what comes back through the weights, and the slope. None where delta is no product.
    delta : array
        What the network's own backprop has.
    """

    factors: tuple[Array, Array] | None
    delta: Array


@dataclass(frozen=True)
class Terms:
    """A sum of products, its strongest terms one by one.

    Attributes
    ----------
    places : list of int
        Which terms are told one by one, the strongest first.
    left, right, products : (n,)
        All of them.
    others : int
        How many terms are left.
    rest : float
        What those add up to.
    """

    places: list[int]
    left: Array
    right: Array
    products: Array
    others: int
    rest: float


def take_step(network: Network, x: Array, y: Array, eta: float, cost: str) -> Trace:
    """Take one step of gradient descent on a copy of a network and keep all its numbers.

    In the network's own precision, without regularisation or momentum.

    Parameters
    ----------
    x : (m, n_0) in [0, 1], y : (m, n_L)
    eta : float
        The learning rate.
    cost : {"quadratic", "cross-entropy"}

    Raises
    ------
    Refused
        As `Network.backprop` does, and if a number of the step is too large for a float.
    """
    dtype = network.weights[0].dtype
    x, y = x.astype(dtype), y.astype(dtype)
    before, after = network.copy(), network.copy()
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        backward = after.update_mini_batch(x, y, eta, cost=cost)
        forward_after = after.forward(x)
        trace = Trace(
            before,
            after,
            x,
            y,
            cost,
            eta,
            backward,
            forward_after,
            costs_of(backward.forward, y, cost, network.output),
            costs_of(forward_after, y, cost, network.output),
        )
    numbers = [*backward.nabla_w, *after.weights, *after.biases, *forward_after.zs]
    if not all(np.isfinite(one).all() for one in [*numbers, trace.cost_before, trace.cost_after]):
        raise Refused(
            "The numbers of this step grow beyond what the computer can write. Choose a smaller "
            "learning rate or another network."
        )
    return trace


def costs_of(forward: Forward, y: Array, cost: str, output: str) -> Array:
    """Return each image's cost, (m,), for desired outputs y, (m, n_L)."""
    return COSTS[cost](forward.zs[-1], forward.output, y, output)


def cost_parts(trace: Trace, image: int) -> Array:
    """Return what each output adds to an image's cost, (n_L,); they add up to it."""
    z, a, y = trace.forward.zs[-1][image], trace.forward.output[image], trace.y[image]
    output = trace.before.output
    if output == "softmax" and trace.cost == "cross-entropy":
        # Every output is in every share: all of z, but one desired output at a time.
        rows = (len(y), 1)
        return COSTS[trace.cost](np.tile(z, rows), np.tile(a, rows), np.diag(y), output)
    return COSTS[trace.cost](z[:, None], a[:, None], y[:, None], output)


def output_error(trace: Trace, image: int) -> Error:
    """Return the output layer's error and its factors: BP1.

    With sigmoid outputs the factors are dC/da and sigma'(z). For the cross-entropy dC/da is
    (a - y) / sigma'(z), so that sigma'(z) cancels; where it has rounded to 0, dC/da is NaN here.
    With softmax and the quadratic cost the factors are those of `output_delta`.
    """
    a, y = trace.forward.output[image], trace.y[image]
    delta = trace.backward.deltas[-1][image]
    if trace.before.output == "softmax":
        if trace.cost == "cross-entropy":
            return Error(None, delta)
        return Error(((a - y) - ((a - y) * a).sum(), a), delta)
    slope = sigmoid_slope(a)
    if trace.cost == "quadratic":
        return Error((a - y, slope), delta)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        ratio = (a - y) / slope
    return Error((np.where(np.isfinite(ratio), ratio, np.nan), slope), delta)


def errors_for_costs(trace: Trace, image: int) -> dict[str, Array]:
    """Return the output layer's error, (n_L,), with each of the costs there are."""
    a, y = trace.forward.output[image], trace.y[image]
    return {cost: output_delta(a, y, cost, trace.before.output) for cost in COSTS}


def hidden_error(trace: Trace, image: int, layer: int) -> Error:
    """Return a hidden layer's error and its factors: BP2."""
    slope = ACTIVATIONS[trace.before.activation].slope(trace.forward.activations[layer + 1][image])
    back = trace.backward.deltas[layer + 1][image] @ trace.before.weights[layer + 1]
    return Error((back, slope), trace.backward.deltas[layer][image])


def image_gradient(trace: Trace, image: int, layer: int) -> tuple[Array, Array]:
    """Return one image's own nabla_b (n_l,) and nabla_w (n_l, n_{l-1}): BP3 and BP4."""
    delta = trace.backward.deltas[layer][image]
    return delta, np.outer(delta, trace.forward.activations[layer][image])


def average_gradient(trace: Trace, layer: int) -> tuple[Array, Array]:
    """Return nabla_b (n_l,) and nabla_w (n_l, n_{l-1}), averaged over the mini-batch."""
    backward = trace.backward
    return backward.nabla_b[layer] / trace.m, backward.nabla_w[layer] / trace.m


def change(trace: Trace, layer: int) -> tuple[Array, Array]:
    """Return what the step adds to the biases (n_l,) and weights (n_l, n_{l-1}) of a layer."""
    backward, pace = trace.backward, -trace.eta / trace.m
    return pace * backward.nabla_b[layer], pace * backward.nabla_w[layer]


def terms(left: Array, right: Array, most: int = 5) -> Terms:
    """Return the products of two arrays, the strongest of them to be told one by one.

    Parameters
    ----------
    left, right : (n,)
    most : int
        How many are told one by one, from 0; all of them if there are fewer.

    Returns
    -------
    Terms
    """
    products = left * right
    places = [int(k) for k in strongest(products, most)]
    rest = np.delete(products, places)
    return Terms(places, left, right, products, len(rest), float(rest.sum(dtype=np.float64)))
