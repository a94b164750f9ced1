"""One digit on its way through a network: the numbers of the page "How it works".

    784 pixels -> one neuron's sum z -> a = f(z) -> all neurons -> ten outputs -> the largest

The neuron is one of the first layer after the input, where the inputs are the pixels themselves.
Without a hidden layer that is one of the outputs.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from nn.answers import Indices, energy
from nn.beginning import initial_network
from nn.drawing.mnist_pen import BOX
from nn.explain.neurons import forward_one, strongest
from nn.functions import ACTIVATIONS, Array, sigmoid
from nn.network import Network
from nn.settings.config import TrainingConfig

MOST_NODES = 30  # of a hidden layer, in the picture of the network
MOST_LINES = 60  # between two layers
CROP = BOX + 2  # pixels: a digit is scaled to fit into BOX, and its soft edges are outside that


def function_name(network: Network) -> str:
    """Return the name of the function that the first layer after the input applies to z."""
    return network.activation if len(network.weights) > 1 else network.output


def activation_curve(network: Network, x: Array, neuron: int, zs: Array) -> Array:
    """Return the activation that a neuron of the first layer would have for each of the `zs`.

    With softmax the nine other outputs keep their z for `x`, (784,) in [0, 1].
    """
    name = function_name(network)
    if name != "softmax":
        return ACTIVATIONS[name].function(zs)
    # exp(z) / (exp(z) + S) = sigma(z - ln S), where S is the sum over the others.
    return sigmoid(zs - turning_point(network, x, neuron))


def turning_point(network: Network, x: Array, neuron: int) -> float:
    """Return the z at which a neuron of the first layer goes from silent to firing.

    It is 0; with softmax it is the logarithm of the sum of exp(z) over the nine other outputs.
    """
    if function_name(network) != "softmax":
        return 0.0
    return float(energy(np.delete(forward_one(network, x).zs[0][0], neuron)))


@dataclass(frozen=True, eq=False)
class Layer:
    """A layer in the picture of the network."""

    size: int  # the number of its neurons
    shown: Indices  # (k,) those that are drawn: the most active ones of a large layer, ascending
    activations: Array  # (k,) of those


@dataclass(frozen=True, eq=False)
class Lines:
    """The strongest connections between two layers of the picture, the weakest of them first."""

    earlier: Indices  # (n,) the nodes where the lines start, as places in `Layer.shown`
    later: Indices  # (n,) the nodes where they end
    values: Array  # (n,) weight times activation of the earlier neuron


@dataclass(frozen=True, eq=False)
class Diagram:
    """The network as nodes and lines, for one digit."""

    layers: list[Layer]  # from the first after the input to the output, where every neuron is drawn
    pixel_sums: Array  # (k,) what all pixels add to the z of each node of the first layer
    lines: list[Lines]  # between neighbouring layers


def diagram(network: Network, x: Array) -> Diagram:
    """Return the picture of a network for the image `x`, (784,) in [0, 1]."""
    forward = forward_one(network, x)
    layers = [_layer(a[0], MOST_NODES) for a in forward.activations[1:-1]]
    layers.append(_layer(forward.output[0], forward.output.size))
    sums = forward.zs[0][0] - network.biases[0]
    lines = [
        _lines(w[np.ix_(later.shown, earlier.shown)] * earlier.activations)
        for w, (earlier, later) in zip(network.weights[1:], pairwise(layers), strict=True)
    ]
    return Diagram(layers, sums[layers[0].shown], lines)


def _layer(activations: Array, most: int) -> Layer:
    shown = np.sort(strongest(activations, most))
    return Layer(len(activations), shown, activations[shown])


def _lines(products: Array) -> Lines:
    """Return the strongest of the `products`, (later, earlier)."""
    order = np.argsort(np.abs(products), axis=None, kind="stable")[-MOST_LINES:]
    later, earlier = np.unravel_index(order, products.shape)
    values = products[later, earlier]
    active = values != 0
    return Lines(earlier[active], later[active], values[active])


def untrained_like(network: Network, config: TrainingConfig | None, seed: int) -> Network:
    """Return an untrained network of the same shape.

    With the settings of its run, `config`, it is the network that the run started from. Without
    them its weights are N(0, 1), as in chapter 1, drawn with `seed`.
    """
    if config and config.sizes == network.sizes:
        return initial_network(config)
    return Network.initialise(
        network.sizes,
        np.random.default_rng(seed),
        activation=network.activation,
        output=network.output,
        input_scale=network.input_scale,
        dtype=np.float32,
    )


def ink_window(image: Array) -> tuple[int, int]:
    """Return the first row and column of the CROP x CROP pixels around an image's ink, (28, 28)."""
    places = np.argwhere(image > 0)
    middle = (places.min(axis=0) + places.max(axis=0)) / 2
    row, column = np.clip(np.rint(middle - (CROP - 1) / 2), 0, len(image) - CROP)
    return int(row), int(column)
