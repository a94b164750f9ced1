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
from nn.explain.meaning import MEANINGS, Meaning
from nn.functions import OUTPUTS, Array
from nn.in_words import spoken
from nn.mnist import DIGITS, Bytes, Images
from nn.network import Forward, Network, quietly

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
EXTREMES = 10  # images that fire a neuron most, and least


def strongest(values: Array, count: int) -> Indices:
    """Return the indices of the `count` values, (n,), farthest from 0, the farthest first."""
    return np.argsort(-np.abs(values), kind="stable")[:count]


FIRES, FLAT = 0.5, 0.998  # activations of a z above 0, and above 6; ReLU is never flat there


@quietly
def most_telling(network: Network, image: Array, digit: int) -> int:
    """Return which neuron of the first hidden layer shows best how a digit is read.

    Of those that fire for the image, (784,), it speaks for the digit most, by weight times
    activation; first of those that are not saturated. Without a hidden layer it is the output.
    """
    if len(network.weights) == 1:
        return digit
    a = network.forward(image[None]).activations[1][0]
    counts = network.weights[1][digit] * a if len(network.weights) == 2 else a
    rank = (a > FIRES) * (1 + (a < (inf if network.activation == "relu" else FLAT)))
    return int(np.lexsort((counts, rank))[-1])


# Many images


@quietly
def layer_activations(network: Network, data: Images, layer: int) -> npt.NDArray[np.float32]:
    """Return a layer's activations for all images, (n, n_l)."""
    blocks = read_in_blocks(network, data, lambda _, read: read.activations[layer + 1])
    return np.concatenate(list(blocks), dtype=np.float32)


@dataclass(frozen=True, eq=False)
class Firing:
    """How often the neurons of one layer fire."""

    fires: Array  # (n_l,) the share of the images, 0 to 1, for which each neuron fires
    saturated: Array  # (n_l,) likewise, for which it is saturated; for ReLU: silent

    @property
    def dead(self) -> Flags:
        """Which neurons never fire, (n_l,)."""
        return self.fires == 0.0


def firing_of(activations: Array, activation: str) -> Firing:
    """Return how often each neuron of a layer fires.

    `activations`, (n, n_l), are `layer_activations` of at least one image; `activation` is their
    function, one of ACTIVATIONS. An activation that is not a number does not count as firing.
    """
    function = MEANINGS[activation]
    flags = activations > function.fires_above, function.saturated(activations)
    return Firing(*(np.count_nonzero(each, axis=0) / len(each) for each in flags))


def meaning(activation: Meaning) -> str:
    """Say at which activations a neuron fires, and is saturated or silent."""
    fires = f"It fires where its activation is above {spoken(activation.fires_above)}"
    low, high = spoken(activation.lower), spoken(activation.upper)
    if activation.upper < inf:
        return (
            f"{fires}, and is saturated where its activation is below {low} or above {high}, so "
            "that it hardly changes with z."
        )
    is_all_else = activation.lower == activation.fires_above
    return f"{fires}; {'elsewhere' if is_all_else else f'up to {low}'} it is silent."


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


# What if


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
