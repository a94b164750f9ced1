"""What fires a network's neurons, what each input contributes, and how many are saturated.

Layers are counted as in `Network.weights`: 0 is the first layer after the input, the last one is
the output.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nn.answers import Indices
from nn.functions import ACTIVATIONS, Array
from nn.mnist import DIGITS, Bytes, Images, to_floats
from nn.network import Network, quietly

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
EXTREMES = 10  # images that fire a neuron most, and least


@dataclass(frozen=True, eq=False)
class NeuronStatistics:
    """How one neuron responds to many images."""

    quantiles: Array  # (10, 5) of its activation, a row for each digit; NaN without an image
    most: Indices  # (10,) the images that fire it most, the strongest first
    least: Indices  # (10,) the images that fire it least, the weakest first
    saturated: float  # the share of the images, 0 to 1, for which it is saturated


@quietly
def layer_activations(network: Network, data: Images) -> list[npt.NDArray[np.float32]]:
    """Return all activations for all images: (n, n_l) for each layer after the input."""
    result = [np.empty((len(data), size), np.float32) for size in network.sizes[1:]]
    done = 0
    dtype = network.weights[0].dtype.type
    for block in data.in_blocks():
        forward = network.forward(to_floats(block.images, dtype))
        for layer, a in zip(result, forward.activations[1:], strict=True):
            layer[done : done + len(block)] = a
        done += len(block)
    return result


def neuron_statistics(
    activations: Array, labels: Bytes, activation: str = "sigmoid"
) -> NeuronStatistics:
    """Return how a neuron responds, digit by digit.

    `activations`, (n,), is a column of `layer_activations`. `activation` is the neuron's function,
    "sigmoid" also for a neuron of the output layer.
    """
    quantiles = np.full((DIGITS, len(QUANTILES)), np.nan)
    for digit in np.unique(labels):
        quantiles[digit] = np.quantile(activations[labels == digit], QUANTILES)
    return NeuronStatistics(
        quantiles,
        most=np.argsort(-activations, kind="stable")[:EXTREMES],
        least=np.argsort(activations, kind="stable")[:EXTREMES],
        saturated=float(ACTIVATIONS[activation].saturated(activations).mean()),
    )


def saturated_share(network: Network, data: Images) -> float:
    """Return the share, 0 to 1, of the first hidden layer's activations that are saturated.

    0 for a network without a hidden layer.
    """
    if len(network.weights) == 1:
        return 0.0
    first = layer_activations(network, data)[0]
    return float(ACTIVATIONS[network.activation].saturated(first).mean())


def contributions(network: Network, x: Array, layer: int, neuron: int) -> Array:
    """Return what each input of a neuron adds to its z: weight times activation, (n_{l-1},).

    Their sum and the neuron's bias are its z, for the image `x`, (784,) in [0, 1].
    """
    activations = network.forward(x[None]).activations
    return network.weights[layer][neuron] * activations[layer][0]


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


def outputs_over_time(networks: Sequence[Network], x: Array) -> Array:
    """Return each network's outputs for the image `x`, (784,) in [0, 1]: (t, n_L)."""
    if not networks:
        return np.empty((0, DIGITS))
    return np.stack([network.feedforward(x[None])[0] for network in networks])
