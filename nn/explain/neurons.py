"""Why a network answers as it does: what fires its neurons, who contributes, what holds it back.

Layers are counted as in `Network.weights`: 0 is the first layer after the input, the last one is
the output.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nn.errors import Refused
from nn.functions import ACTIVATIONS, Array
from nn.mnist import DIGITS, Bytes, Images, to_floats
from nn.network import Network

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
SHOWN = 10  # images that fire a neuron most, and least
FLAT = 0.1  # of its steepest: where an activation slopes less, it counts as saturated
STEEPEST = {"sigmoid": 0.25, "tanh": 1.0, "relu": 1.0}


@dataclass(frozen=True)
class NeuronStatistics:
    """How one neuron answers many images.

    Attributes
    ----------
    quantiles : (10, 5)
        Of its activation, a row for each digit: 5 %, 25 %, median, 75 %, 95 %. NaN for a digit of
        which there is no image.
    mean : (10,)
        Its average activation for each digit; NaN likewise.
    most, least : (10,) int
        The images that fire it most, the strongest first, and least, the weakest first; fewer if
        there are fewer images.
    saturated : float
        Share of the images, 0 to 1, for which the activation slopes less than a tenth of its
        steepest; with ReLU those for which the neuron is silent.
    """

    quantiles: Array
    mean: Array
    most: npt.NDArray[np.intp]
    least: npt.NDArray[np.intp]
    saturated: float


def layer_activations(network: Network, data: Images) -> list[npt.NDArray[np.float32]]:
    """Return what every neuron answers every image: an (n, n_l) for each layer after the input."""
    result = [np.empty((len(data), size), np.float32) for size in network.sizes[1:]]
    done = 0
    dtype = network.weights[0].dtype.type
    with np.errstate(over="ignore", invalid="ignore"):  # as in evaluate: weights may be enormous
        for block in data.in_blocks():
            forward = network.forward(to_floats(block.images, dtype))
            for layer, a in zip(result, forward.activations[1:], strict=True):
                layer[done : done + len(block)] = a
            done += len(block)
    return result


def is_saturated(activations: Array, activation: str) -> npt.NDArray[np.bool_]:
    """Tell for each of the `activations`, any shape, whether f'(z) is under a tenth of its most.

    For sigmoid a (1 - a) < 0.025, for tanh 1 - a^2 < 0.1, for ReLU a = 0.
    """
    return ACTIVATIONS[activation].slope(activations) < FLAT * STEEPEST[activation]


def neuron_statistics(
    activations: Array, labels: Bytes, activation: str = "sigmoid"
) -> NeuronStatistics:
    """Return how a neuron answers, digit by digit.

    Parameters
    ----------
    activations : (n,)
        One neuron's, as a column of `layer_activations`.
    labels : (n,)
        0 to 9.
    activation : {"sigmoid", "tanh", "relu"}
        The function it applies to z; "sigmoid" also for a neuron of the output layer.
    """
    quantiles = np.full((DIGITS, len(QUANTILES)), np.nan)
    mean = np.full(DIGITS, np.nan)
    for digit in np.unique(labels):
        answers = activations[labels == digit]
        quantiles[digit] = np.quantile(answers, QUANTILES)
        mean[digit] = answers.mean()
    return NeuronStatistics(
        quantiles,
        mean,
        most=np.argsort(-activations, kind="stable")[:SHOWN],
        least=np.argsort(activations, kind="stable")[:SHOWN],
        saturated=float(is_saturated(activations, activation).mean()),
    )


def saturated_share(network: Network, data: Images, layer: int = 0) -> float:
    """Return the share, 0 to 1, of a hidden layer's answers that are saturated.

    The mean over its neurons and all images; 0 for a network without a hidden layer.
    """
    if len(network.weights) == 1:
        return 0.0
    _check_hidden(network, layer, 0)
    return float(is_saturated(layer_activations(network, data)[layer], network.activation).mean())


def contributions(network: Network, x: Array, layer: int, neuron: int) -> Array:
    """Return what each input of a neuron adds to its z: weight times activation, (n_{l-1},).

    Their sum and the neuron's bias are its z. In layer 0 they are weight times pixel.

    Parameters
    ----------
    x : (784,) in [0, 1]
    layer, neuron : int
        From 0.
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
    """Return a copy of the network in which one hidden neuron is another.

    Parameters
    ----------
    layer, neuron : int
        From 0; the output layer cannot be chosen.
    scale : float
        What its incoming weights are multiplied by.
    shift : float
        What is added to its bias.
    off : bool
        Its outgoing weights become 0, so that it has no say.

    Raises
    ------
    Refused
        If there is no such hidden neuron.
    """
    _check_hidden(network, layer, neuron)
    changed = network.copy()
    changed.weights[layer][neuron] *= scale
    changed.biases[layer][neuron] += shift
    if off:
        changed.weights[layer + 1][:, neuron] = 0.0
    return changed


def _check_hidden(network: Network, layer: int, neuron: int) -> None:
    hidden = network.sizes[1:-1]
    if not 0 <= layer < len(hidden):
        raise Refused(f"There is no hidden layer {layer + 1}: the network has {len(hidden)}.")
    if not 0 <= neuron < hidden[layer]:
        raise Refused(
            f"There is no neuron {neuron + 1} in hidden layer {layer + 1}, it has {hidden[layer]}."
        )


def outputs_over_time(networks: Sequence[Network], x: Array) -> Array:
    """Return what each of the networks answers image `x`, (784,) in [0, 1]: (t, n_L)."""
    if not networks:
        return np.empty((0, DIGITS))
    return np.stack([network.feedforward(x[None])[0] for network in networks])
