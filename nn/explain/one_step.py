"""One training step with every number that leads to it: BP1 to BP4, and where they come from.

The step itself is `Network.update_mini_batch`, on a copy in float64, so that every digit that a
page prints is right. This module adds what `backprop` does not return: the factors of the errors,
each image's own part of the gradient, and the change of each weight. Layers are counted as in
`Network.weights`: 0 is the first after the input.

    forward -> cost -> BP1 -> BP2 -> BP3, BP4 -> the average over the mini-batch -> the update
"""

from dataclasses import dataclass

import numpy as np

from nn.errors import Refused
from nn.functions import (
    ACTIVATIONS,
    COSTS,
    OUTPUTS,
    Array,
    Cost,
    log_likelihood,
    sigmoid,
    sigmoid_prime,
)
from nn.network import Backward, Forward, Network, quietly


@dataclass(frozen=True, eq=False)
class Trace:
    """One step of gradient descent, in float64."""

    before: Network  # a copy of the network, as is `after`
    after: Network
    x: Array  # (m, n_1) in [0, 1]; m is 1 for a single example
    y: Array  # (m, n_L)
    cost: str  # one of COSTS
    eta: float
    backward: Backward  # of the step, with its forward pass
    forward_after: Forward  # the same images through the network after the step
    cost_before: Array  # (m,) each image's cost
    cost_after: Array  # (m,)

    @property
    def m(self) -> int:
        """The number of images in the mini-batch."""
        return len(self.x)

    @property
    def forward(self) -> Forward:
        """The forward pass of the step."""
        return self.backward.forward

    @property
    def entry(self) -> Cost:
        """The cost of the network's kind of outputs."""
        return COSTS[self.cost][self.before.output]

    @property
    def shares(self) -> bool:
        """Whether the outputs are shares, which add up to 1."""
        return OUTPUTS[self.before.output].adds_up

    @property
    def last(self) -> int:
        """The output layer's index in `Network.weights`."""
        return len(self.before.weights) - 1


@quietly
def take_step(network: Network, x: Array, y: Array, eta: float, cost: str) -> Trace:
    """Take one step of gradient descent on a copy of a network, in float64, and keep all numbers.

    There is no regularisation and no momentum. Raises `Refused` for an unknown cost, and if a
    number of the step is too large for a float.
    """
    x, y = x.astype(np.float64), y.astype(np.float64)
    before, after = network.astype(np.float64), network.astype(np.float64)
    backward = before.backprop(x, y, cost)
    after.update_mini_batch(x, y, eta, cost)
    forward_after = after.forward(x)
    cost_before, cost_after = (
        COSTS[cost][network.output].fn(forward.zs[-1], forward.output, y)
        for forward in (backward.forward, forward_after)
    )
    numbers = [*backward.nabla_w, *forward_after.zs, cost_before, cost_after]
    if not (after.is_finite and all(np.isfinite(array).all() for array in numbers)):
        raise Refused(
            "The numbers of this step grow beyond what the computer can write. Choose a smaller "
            "learning rate or another network."
        )
    return Trace(before, after, x, y, cost, eta, backward, forward_after, cost_before, cost_after)


def _outputs(trace: Trace, image: int) -> tuple[Array, Array, Array]:
    """Return z, a and y of the output layer, (n_L,) each."""
    return trace.forward.zs[-1][image], trace.forward.output[image], trace.y[image]


def cost_parts(trace: Trace, image: int) -> Array:
    """Return each output's part of an image's cost, (n_L,); they add up to it."""
    z, a, y = _outputs(trace, image)
    if trace.entry.fn is log_likelihood:  # it needs all of z
        return y * trace.entry.fn(z, a, y)
    return trace.entry.fn(z[:, None], a[:, None], y[:, None])


def output_factors(trace: Trace, image: int) -> tuple[Array, Array] | None:
    """Return the two factors of the output layer's error, (n_L,) each: BP1.

    With sigmoid outputs they are dC/da, NaN where it is too large for a float, and sigma'(z). For
    the cross-entropy dC/da is (1 - y) / (1 - a) - y / a; times sigma'(z) that is a - y. With
    softmax and the quadratic cost they are those of `softmax_error`. The log-likelihood has none.
    """
    z, a, y = _outputs(trace, image)
    if trace.shares:
        return None if trace.entry.slope_cancels else ((a - y) - ((a - y) * a).sum(), a)
    if not trace.entry.slope_cancels:
        return a - y, sigmoid_prime(z)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        nabla_a = (1.0 - y) / sigmoid(-z) - y / a  # sigma(-z) is 1 - a, to all its digits
    return np.where(np.isfinite(nabla_a), nabla_a, np.nan), sigmoid_prime(z)


def errors_for_costs(trace: Trace, image: int) -> dict[str, Array]:
    """Return the output layer's error, (n_L,), for each cost."""
    z, a, y = _outputs(trace, image)
    output = trace.before.output
    return {name: costs[output].delta(z, a, y) for name, costs in COSTS.items()}


def hidden_factors(trace: Trace, image: int, layer: int) -> tuple[Array, Array]:
    """Return the two factors of a hidden layer's error, (n_l,) each: BP2.

    They are the sum that comes back through the weights, and the slope.
    """
    slope = ACTIVATIONS[trace.before.activation].prime(trace.forward.zs[layer][image])
    return trace.backward.deltas[layer + 1][image] @ trace.before.weights[layer + 1], slope


def image_gradient(trace: Trace, image: int, layer: int) -> tuple[Array, Array]:
    """Return one image's own nabla_b (n_l,) and nabla_w (n_l, n_{l-1}): BP3 and BP4."""
    delta = trace.backward.deltas[layer][image]
    return delta, np.outer(delta, trace.forward.activations[layer][image])


def mean_gradient(trace: Trace, layer: int) -> tuple[Array, Array]:
    """Return the average of the images' nabla_b (n_l,) and nabla_w (n_l, n_{l-1})."""
    return trace.backward.nabla_b[layer] / trace.m, trace.backward.nabla_w[layer] / trace.m


def change(trace: Trace, layer: int) -> tuple[Array, Array]:
    """Return the step's change of the biases (n_l,) and weights (n_l, n_{l-1}) of a layer."""
    nabla_b, nabla_w = mean_gradient(trace, layer)
    return -trace.eta * nabla_b, -trace.eta * nabla_w
