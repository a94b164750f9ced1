"""How a network learns what is no digit: by an eleventh output, which is taken away afterwards.

    digits labelled 0 to 9, other drawings labelled NONE
        -> a softmax network with eleven outputs, trained like any other
        -> `without_none`: ten outputs, and an energy that says whether it is a digit at all

Softmax knows differences alone: one number may be subtracted from every z of an image, and no
output changes. Here it is the z of the eleventh output, which then is 0 for every image and can be
left out. With ten outputs left, their energy, log(sum of e^z), is the logarithm of
P(a digit) / P(no digit): `answers.energy`.
"""

from dataclasses import replace

import numpy as np

from nn.answers import energy
from nn.errors import Refused
from nn.functions import Array
from nn.mnist import DIGITS, Bytes
from nn.network import Network

NONE = DIGITS  # the eleventh output, and the label of a drawing that is no digit


def outputs_for(labels: Bytes, output: str) -> int:
    """Return how many outputs a network needs to learn from images with these labels.

    Raises `Refused` where NONE is among them and the outputs are not a softmax.
    """
    if not (labels == NONE).any():
        return DIGITS
    if output != "softmax":
        raise Refused(
            "Drawings that are no digits can only be learnt from with softmax outputs, got "
            f"{output} outputs. Set output to softmax."
        )
    return DIGITS + 1


def without_none(network: Network) -> Network:
    """Return a trained network without its eleventh output; one with ten as it is.

    The softmax of the ten is what the eleven say of an image that is a digit.
    """
    *weights, w = network.weights
    *biases, b = network.biases
    if len(w) == DIGITS:
        return network
    weights, biases = [*weights, w[:DIGITS] - w[NONE]], [*biases, b[:DIGITS] - b[NONE]]
    return replace(network, weights=weights, biases=biases)


def least_energy(z: Array, refused: float) -> float:
    """Return an energy of one of these digits, below which at most a share of them lies.

    `z`, (n, 10), are the weighted inputs of the outputs for n digits, and `refused` is the share of
    them, 0 to 1, that may be taken for no digits.
    """
    return float(np.quantile(energy(z), refused, method="lower"))
