"""Why this answer and not that: what each pixel and each hidden neuron adds to an output's z.

    blank page -> a little of the ink -> ... -> all of it        z_blank + contributions = z

These are integrated gradients (Sundararajan, Taly and Yan, "Axiomatic attribution for deep
networks", 2017), from an empty page to the drawing. Ink is put on in equal steps, and a step's
slopes are those of secants, (f(z') - f(z)) / (z' - z), where the paper has tangents: so the
contributions add up to the change of z exactly, in however many steps.

A pixel of paper contributes nothing, by any rule of this kind: ink that is missing, such as the
bar that would close a 4, speaks only through what is there instead.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nn.errors import Refused
from nn.explain.neurons import contributions
from nn.functions import ACTIVATIONS, Activation, Array
from nn.mnist import DIGITS, check_drawing
from nn.network import Network

# Up to one hidden layer every number of steps gives the same, so this is for deeper networks.
STEPS = 32
# Where z changes by less, the tangent in the middle is more accurate than the secant.
SMALL = 1e-6


@dataclass(frozen=True)
class Evidence:
    """How far each pixel speaks for a digit; or for it and against a rival.

    Attributes
    ----------
    digit : int
    rival : int or None
        None where the digit stands alone.
    pixels : (784,)
        What each pixel of the drawing adds to z; 0 where there is no ink.
    z : float
        The weighted input of the digit's output neuron for the drawing; where there is a rival,
        less that of the rival's. With sigmoid outputs a digit's z is ln(a / (1 - a)); with
        softmax the difference is ln(a_digit / a_rival).
    z_blank : float
        The same for an empty page: the rest, for which no pixel is responsible.
        z = z_blank + pixels.sum().
    """

    digit: int
    rival: int | None
    pixels: Array
    z: float
    z_blank: float


@dataclass(frozen=True)
class HiddenVotes:
    """How far each hidden neuron speaks for a digit.

    Attributes
    ----------
    digit : int
    contributions : (n_1,)
        Each neuron's activation times its weight to the digit's output.
    bias : float
        The output's bias.
    z : float
        The output's weighted input: z = bias + contributions.sum().
    """

    digit: int
    contributions: Array
    bias: float
    z: float


def evidence(network: Network, x: Array, digit: int) -> Evidence:
    """Return which pixels speak for and against a digit.

    Without a hidden layer a contribution is weight times pixel. With one it is the integral that
    the method is named after, exactly; with more it is that integral in STEPS steps.

    Parameters
    ----------
    network : Network
        With 10 outputs.
    x : (784,) in [0, 1]
    digit : int
        0 to 9.

    Raises
    ------
    Refused
        If `x` is no drawing or `digit` no digit, or the weights are too large to compute with.
    """
    return _evidence(network, x, digit, None)


def against(network: Network, x: Array, first: int, second: int) -> Evidence:
    """Return which pixels speak for the `first` digit and against the `second`.

    What `evidence` says of the first, less what it says of the second.

    Raises
    ------
    Refused
        As `evidence` does, and if the two are the same.
    """
    if first == second:
        raise Refused(f"Expected two digits to compare, got {first} twice.")
    return _evidence(network, x, first, second)


def through_hidden(network: Network, x: Array, digit: int) -> HiddenVotes:
    """Return which hidden neurons speak for and against a digit.

    A sigmoid neuron is never quite 0: one that the drawing leaves at rest still votes a little.

    Parameters
    ----------
    network : Network
        With one hidden layer.
    x : (784,) in [0, 1]
    digit : int
        0 to 9.

    Raises
    ------
    Refused
        If `x` is no drawing or `digit` no digit, or the network has not one hidden layer.
    """
    _check(network, x, digit)
    hidden = len(network.weights) - 1
    if hidden != 1:
        raise Refused(f"Expected a network with one hidden layer, this one has {hidden}.")
    votes = contributions(network, x.astype(np.float64), 1, digit)
    bias = float(network.biases[1][digit])
    return HiddenVotes(digit, votes, bias, bias + float(votes.sum()))


def strongest(votes: Array, count: int = 8) -> npt.NDArray[np.intp]:
    """Return the indices of the up to `count` votes, (n,), that are farthest from 0, in order."""
    return np.argsort(-np.abs(votes), kind="stable")[:count]


def _evidence(network: Network, x: Array, digit: int, rival: int | None) -> Evidence:
    _check(network, x, digit)
    direction = np.zeros(network.sizes[-1])  # the outputs' part in what is explained
    direction[digit] = 1.0
    if rival is not None:
        _check_digit(network, rival)
        direction[rival] = -1.0
    x = x.astype(np.float64)
    with np.errstate(over="ignore", invalid="ignore"):
        zs = network.forward(np.linspace(0.0, 1.0, STEPS + 1)[:, None] * x).zs
        pixels = x * network.input_scale * _mean_gradient(network, zs, direction)
        z_blank, z = float(zs[-1][0] @ direction), float(zs[-1][-1] @ direction)
    if not np.isfinite([z_blank, z, pixels.sum()]).all():
        raise Refused(
            "There is no evidence to show: the network's weights are so large that its outputs "
            "cannot be computed."
        )
    return Evidence(digit, rival, pixels, z, z_blank)


def _mean_gradient(network: Network, zs: list[Array], direction: Array) -> Array:
    """Return the slope of what is explained along each input, (n_0,), averaged over the steps.

    BP2 with the slopes of secants.

    Parameters
    ----------
    zs : list of (STEPS + 1, n_l)
    direction : (n_L,)
    """
    activation = ACTIVATIONS[network.activation]
    delta = np.tile(direction, (STEPS, 1))
    for w, z in zip(network.weights[:0:-1], zs[-2::-1], strict=True):
        delta = (delta @ w) * secant_slopes(activation, z)  # (STEPS, n_l)
    return delta.mean(axis=0) @ network.weights[0]


def secant_slopes(activation: Activation, z: Array) -> Array:
    """Return (f(z') - f(z)) / (z' - z) from each row of `z`, (m + 1, n), to the next: (m, n)."""
    rise, run = np.diff(activation.function(z), axis=0), np.diff(z, axis=0)
    tangents = activation.slope(activation.function(z[:-1] + run / 2))
    return np.divide(rise, run, out=tangents, where=np.abs(run) > SMALL)


def _check(network: Network, x: Array, digit: int) -> None:
    check_drawing(x, network.sizes[0])
    _check_digit(network, digit)


def _check_digit(network: Network, digit: int) -> None:
    outputs = network.sizes[-1]
    if not 0 <= digit < outputs:
        what = "a digit" if outputs == DIGITS else "an output"
        raise Refused(f"Expected {what} from 0 to {outputs - 1}, got {digit}.")
