"""How a neuron gets its sum, what fires it, and how often it fires or is saturated.

A saturated neuron learns slowly, and a ReLU that is always silent learns nothing at all (both in
the book's chapter 3). Layers are counted as in `Network.weights`: 0 is the first layer after the
input, the last one is the output.
"""

from dataclasses import dataclass
from math import inf

import numpy as np
import numpy.typing as npt

from nn.answers import Flags, Indices, answers_of
from nn.evaluation import read_in_blocks
from nn.explain.saturation import is_flat
from nn.functions import ACTIVATIONS, OUTPUTS, Activation, Array
from nn.in_words import spoken
from nn.mnist import DIGITS, Bytes
from nn.network import Forward, Network, quietly
from nn.sgd import Images

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
EXTREMES = 10  # images that fire a neuron most, and least
FLAT = 0.998  # of the highest activation: that of a sigmoid with a z above 6


def strongest(values: Array, count: int) -> Indices:
    """Return the indices of the `count` values, (n,), farthest from 0, the farthest first."""
    return np.argsort(-np.abs(values), kind="stable")[:count]


@quietly
def most_telling(network: Network, image: Array, digit: int) -> int:
    """Return which neuron of the first hidden layer shows best how a digit is read.

    Of those that fire for the image, (784,), it speaks for the digit most, by weight times
    activation; first of those that are not at the end of their curve. Without a hidden layer it is
    the output.
    """
    if len(network.weights) == 1:
        return digit
    function, a = ACTIVATIONS[network.activation], network.forward(image[None]).activations[1][0]
    counts = network.weights[1][digit] * a if len(network.weights) == 2 else a
    rank = (a > function.fires_above) * (1 + (a < FLAT * function.between[1]))
    return int(np.lexsort((counts, rank))[-1])


@quietly
def layer_activations(network: Network, data: Images, layer: int) -> npt.NDArray[np.float32]:
    """Return a layer's activations for all images, (n, n_l)."""
    blocks = read_in_blocks(network, data, lambda _, read: read.activations[layer + 1])
    return np.concatenate(list(blocks), dtype=np.float32)


@dataclass(frozen=True, eq=False)
class Firing:
    """How often the neurons of one layer fire."""

    fires: Array  # (n_l,) the share of the images, 0 to 1, for which each neuron fires
    flat: Array  # (n_l,) the share for which it has nearly no slope: it is saturated or silent

    @property
    def dead(self) -> Flags:
        """Which neurons have nearly no slope for all the images, so that they hardly learn."""
        return self.flat == 1.0


def firing_of(activations: Array, activation: str) -> Firing:
    """Return how often each neuron of a layer fires.

    `activations`, (n, n_l), are `layer_activations` of at least one image; `activation` is their
    function, one of ACTIVATIONS. An activation that is not a number does not count as firing.
    """
    function = ACTIVATIONS[activation]
    flags = activations > function.fires_above, is_flat(function, activations)
    return Firing(*(np.count_nonzero(each, axis=0) / len(each) for each in flags))


def meaning(activation: Activation) -> str:
    """Say at which activations a neuron fires, and is saturated or silent."""
    low, high = map(spoken, activation.flat)
    ends = f"below {low} or above {high}" if activation.flat[1] < inf else f"{low} or less"
    return (
        f"A neuron fires where its activation is above {spoken(activation.fires_above)}. Where "
        f"that is {ends}, it is {activation.flat_name}: there it hardly changes with z."
    )


def quantiles_by_digit(activations: Array, labels: Bytes) -> Array:
    """Return the QUANTILES of a neuron's activations, (n,): (10, 5), a row for each digit.

    A digit without an image has NaN.
    """
    quantiles = np.full((DIGITS, len(QUANTILES)), np.nan)
    for digit in np.unique(labels):
        quantiles[digit] = np.quantile(activations[labels == digit], QUANTILES)
    return quantiles


def extremes(activations: Array) -> tuple[Indices, Indices]:
    """Return the images, (10,) each, for which a neuron's activations, (n,), are largest and least.

    The strongest comes first among the largest, and the weakest among the least.
    """
    most, least = (np.argsort(a, kind="stable")[:EXTREMES] for a in (-activations, activations))
    return most, least


def lost_without(network: Network, data: Images) -> Indices:
    """Return how many fewer images are read right without each neuron of the last hidden layer.

    (n,); below 0 where more are. Each in turn is taken out of z, as if switched off.
    """
    w, output = network.weights[-1], OUTPUTS[network.output]

    @quietly
    def right(block: Images, read: Forward) -> list[int]:
        a, z = read.activations[-2], read.zs[-1]
        without = (z - a[:, [k]] * w[:, k] for k in range(a.shape[1]))
        outputs = (output.function(z) for z in (z, *without))
        return [int((answers_of(each) == block.labels).sum()) for each in outputs]

    before, *after = np.sum(list(read_in_blocks(network, data, right)), axis=0)
    return before - np.array(after)


def with_changed_neuron(
    network: Network,
    layer: int,
    neuron: int,
    *,
    scale: float = 1.0,
    shift: float = 0.0,
    off: bool = False,
) -> Network:
    """Return a copy of the network in which one hidden neuron has changed.

    `scale` multiplies its incoming weights, `shift` is added to its bias, and `off` sets its
    outgoing weights to 0.
    """
    copy = network.copy()
    copy.weights[layer][neuron] *= scale
    copy.biases[layer][neuron] += shift
    if off:
        copy.weights[layer + 1][:, neuron] = 0.0
    return copy
