"""One digit on its way through a network: what each step of the story "How it works" shows.

    784 pixels -> one neuron's sum z -> a = f(z) -> all neurons -> ten outputs -> the largest

The story looks at a neuron of the first layer after the input: its inputs are the pixels
themselves. Without a hidden layer that is one of the outputs.
"""

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from nn.drawing.pen import BOX
from nn.functions import ACTIVATIONS, Array, sigmoid
from nn.network import Network
from nn.settings.config import TrainingConfig
from nn.training import initial_network

Indices = npt.NDArray[np.intp]

MOST_NODES = 30  # of a hidden layer, in the picture of the network
MOST_LINES = 60  # between two layers
CROP = BOX + 2  # pixels: a digit is scaled to fit into BOX, its soft edges reach over that


@dataclass(frozen=True)
class NeuronSum:
    """A neuron's weighted sum of the pixels, term by term.

    Attributes
    ----------
    inputs : (784,)
        The activations that enter: the pixels times the network's `input_scale`.
    weights : (784,)
    products : (784,)
        Weight times input; with the bias they add up to z.
    positive, negative : float
        The sums of the products above 0 and below 0.
    bias : float
    z : float
        The weighted input.
    a : float
        The activation, f(z).
    """

    inputs: Array
    weights: Array
    products: Array
    positive: float
    negative: float
    bias: float
    z: float
    a: float


def neuron_sum(network: Network, x: Array, neuron: int) -> NeuronSum:
    """Return how a neuron of the first layer after the input comes to its z.

    Parameters
    ----------
    x : (784,) in [0, 1]
    neuron : int
        From 0.
    """
    with np.errstate(over="ignore", invalid="ignore"):  # weights may be enormous
        forward = network.forward(x[None].astype(network.weights[0].dtype))
        inputs, weights = forward.activations[0][0], network.weights[0][neuron]
        products = np.nan_to_num(weights * inputs)
        return NeuronSum(
            inputs,
            weights,
            products,
            positive=float(products[products > 0].sum(dtype=np.float64)),
            negative=float(products[products < 0].sum(dtype=np.float64)),
            bias=float(network.biases[0][neuron]),
            z=float(np.nan_to_num(forward.zs[0][0, neuron])),
            a=float(np.nan_to_num(forward.activations[1][0, neuron])),
        )


def function_name(network: Network) -> str:
    """Return which function makes a of z in the first layer after the input."""
    return network.activation if len(network.weights) > 1 else network.output


def activation_curve(network: Network, x: Array, neuron: int, zs: Array) -> Array:
    """Return what a neuron of the first layer would answer if its z were another.

    Softmax takes all outputs into account: there the nine others keep the z that they have.

    Parameters
    ----------
    x : (784,) in [0, 1]
    neuron : int
        From 0.
    zs : any shape

    Returns
    -------
    same shape as `zs`
    """
    name = function_name(network)
    if name != "softmax":
        return ACTIVATIONS[name].function(zs)
    # exp(z) / (exp(z) + S) = sigma(z - ln S), where S is the sum over the others.
    return sigmoid(zs - turning_point(network, x, neuron))


def turning_point(network: Network, x: Array, neuron: int) -> float:
    """Return the z at which a neuron of the first layer goes from silent to firing.

    It is 0, but with softmax the logarithm of the sum of exp(z) over the nine other outputs.
    """
    if function_name(network) != "softmax":
        return 0.0
    with np.errstate(over="ignore", invalid="ignore"):
        z = network.forward(x[None].astype(network.weights[0].dtype)).zs[0][0]
    others = np.delete(np.nan_to_num(z.astype(np.float64)), neuron)
    largest = float(others.max())
    return largest + math.log(np.exp(others - largest).sum())


@dataclass(frozen=True)
class Layer:
    """A layer in the picture of the network.

    Attributes
    ----------
    size : int
        How many neurons it has.
    shown : (k,) int
        Those that are drawn, in their order: the most active ones where there are too many.
    activations : (k,)
        Of those.
    """

    size: int
    shown: Indices
    activations: Array


@dataclass(frozen=True)
class Lines:
    """The strongest connections between two layers of the picture, the weakest of them first.

    Attributes
    ----------
    earlier, later : (n,) int
        Which nodes a line connects: places in `Layer.shown`.
    values : (n,)
        Weight times activation of the earlier neuron.
    """

    earlier: Indices
    later: Indices
    values: Array


@dataclass(frozen=True)
class Diagram:
    """The network as nodes and lines, for one digit.

    Attributes
    ----------
    layers : list of Layer
        From the first layer after the input to the output, of which every neuron is drawn.
    pixel_sums : (k,)
        For each node of the first layer, what all pixels together add to its z.
    lines : list of Lines
        Between each two of the layers.
    """

    layers: list[Layer]
    pixel_sums: Array
    lines: list[Lines]


def diagram(network: Network, x: Array) -> Diagram:
    """Return what the picture of a network shows for image `x`, (784,) in [0, 1]."""
    with np.errstate(over="ignore", invalid="ignore"):
        forward = network.forward(x[None].astype(network.weights[0].dtype))
    activations = [np.nan_to_num(a[0]) for a in forward.activations[1:]]
    layers = [_layer(a, MOST_NODES) for a in activations[:-1]]
    layers.append(_layer(activations[-1], len(activations[-1])))
    sums = np.nan_to_num(forward.zs[0][0]) - network.biases[0]
    lines = [
        _lines(w[np.ix_(later.shown, earlier.shown)] * earlier.activations)
        for w, (earlier, later) in zip(network.weights[1:], pairwise(layers), strict=True)
    ]
    return Diagram(layers, sums[layers[0].shown], lines)


def _layer(activations: Array, most: int) -> Layer:
    shown = np.sort(np.argsort(-np.abs(activations), kind="stable")[:most])
    return Layer(len(activations), shown, activations[shown])


def _lines(products: Array) -> Lines:
    """Return the strongest of the `products`, (later, earlier)."""
    order = np.argsort(np.abs(products), axis=None, kind="stable")[-MOST_LINES:]
    later, earlier = np.unravel_index(order, products.shape)
    values = products[later, earlier]
    some = values != 0
    return Lines(earlier[some], later[some], values[some])


def untrained_like(network: Network, config: TrainingConfig | None, seed: int) -> Network:
    """Return a network of the same shape that has learnt nothing.

    Parameters
    ----------
    config : TrainingConfig or None
        What the network was trained with: the very weights it started from are drawn again.
    seed : int
        For the weights where that is not known; they are N(0, 1) then, as in chapter 1.
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
    """Return the first row and column, from 0, of the CROP x CROP pixels around the ink.

    Parameters
    ----------
    image : (28, 28) in [0, 1]
    """
    first = []
    for axis in (1, 0):
        places = np.flatnonzero(image.max(axis=axis) > 0)
        middle = (places[0] + places[-1]) / 2 if len(places) else (len(image) - 1) / 2
        first.append(int(np.clip(round(middle - (CROP - 1) / 2), 0, len(image) - CROP)))
    return first[0], first[1]
