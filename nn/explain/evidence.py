"""Why this answer and not another: what each pixel and each hidden neuron adds to an output's z.

    blank page -> a little of the ink -> ... -> all of it        z_blank + contributions = z

These are integrated gradients (Sundararajan, Taly and Yan, "Axiomatic attribution for deep
networks", 2017), from an empty page to the drawing. The ink is added in equal steps. The slope of
a step is that of the secant, (f(z') - f(z)) / (z' - z), where Sundararajan et al. use the tangent.
So the contributions add up to the change of z exactly, for any number of steps.

With any such rule a pixel of paper contributes nothing. Missing ink, such as the bar that would
close a 4, counts only through the ink that is there instead.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nn.errors import Refused
from nn.explain.neurons import contributions
from nn.functions import ACTIVATIONS, Activation, Array
from nn.network import Network, quietly

# Up to one hidden layer the number of steps makes no difference, so this is for deeper networks.
STEPS = 32
# Where z changes by less, the tangent in the middle is more accurate than the secant.
SMALL = 1e-6


@dataclass(frozen=True, eq=False)
class Evidence:
    """How much each pixel speaks for a digit, or for it and against a rival.

    `z` is the weighted input of the digit's output neuron for the drawing, minus that of the
    rival's if there is one: z = z_blank + pixels.sum(). With sigmoid outputs a digit's z is
    ln(a / (1 - a)); with softmax the difference is ln(a_digit / a_rival).
    """

    pixels: Array  # (784,) what each pixel adds to z; 0 where there is no ink
    z: float
    z_blank: float  # the same for an empty page


@dataclass(frozen=True, eq=False)
class HiddenVotes:
    """How much each hidden neuron speaks for a digit: z = bias + contributions.sum()."""

    contributions: Array  # (n_1,) each neuron's activation times its weight to the output
    bias: float  # of the output
    z: float  # of the output


@quietly
def evidence(network: Network, x: Array, digit: int, rival: int | None = None) -> Evidence:
    """Return which pixels of `x`, (784,) in [0, 1], speak for a digit, or for it and not a rival.

    Without a hidden layer a contribution is weight times pixel. With one it is exactly the integral
    that gives the method its name; with more it is that integral in STEPS steps.

    Raises `Refused` if the weights are too large to compute with.
    """
    direction = np.zeros(network.sizes[-1])  # each output's part in the z that is explained
    direction[digit] = 1.0
    if rival is not None:
        direction[rival] = -1.0
    x = x.astype(np.float64)
    zs = network.forward(np.linspace(0.0, 1.0, STEPS + 1)[:, None] * x).zs
    pixels = x * network.input_scale * _mean_gradient(network, zs, direction)
    z_blank, z = float(zs[-1][0] @ direction), float(zs[-1][-1] @ direction)
    if not np.isfinite([z_blank, z, pixels.sum()]).all():
        raise Refused(
            "There is no evidence to show: the network's weights are so large that its outputs "
            "cannot be computed."
        )
    return Evidence(pixels, z, z_blank)


def through_hidden(network: Network, x: Array, digit: int) -> HiddenVotes:
    """Return which neurons of the only hidden layer speak for and against a digit.

    A sigmoid neuron is never quite 0, so even a silent one votes a little. `x` is (784,) in [0, 1].
    """
    votes = contributions(network, x.astype(np.float64), 1, digit)
    bias = float(network.biases[1][digit])
    return HiddenVotes(votes, bias, bias + float(votes.sum()))


def strongest(votes: Array, count: int = 8) -> npt.NDArray[np.intp]:
    """Return the indices of the `count` votes, (n,), farthest from 0, the farthest first."""
    return np.argsort(-np.abs(votes), kind="stable")[:count]


def _mean_gradient(network: Network, zs: list[Array], direction: Array) -> Array:
    """Return the slope along each input, (n_1,), averaged over the steps: BP2 with secants."""
    activation = ACTIVATIONS[network.activation]
    delta = np.tile(direction, (STEPS, 1))
    for w, z in zip(network.weights[:0:-1], zs[-2::-1], strict=True):
        delta = (delta @ w) * secant_slopes(activation, z)  # (STEPS, n_l)
    return delta.mean(axis=0) @ network.weights[0]


def secant_slopes(activation: Activation, z: Array) -> Array:
    """Return (f(z') - f(z)) / (z' - z) from each row of `z`, (m + 1, n), to the next: (m, n)."""
    rise, run = np.diff(activation.function(z), axis=0), np.diff(z, axis=0)
    tangents = activation.prime(z[:-1] + run / 2)
    return np.divide(rise, run, out=tangents, where=np.abs(run) > SMALL)
