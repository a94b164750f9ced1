"""How sure a network may be, and what it takes for no digit: set after its training.

    eleven outputs, the last one for drawings that are no digits
        -> `without_none`: ten outputs, and an energy that says whether it is a digit at all
        -> `fit_temperature` on people it has not met: an output of 0.9 is right nine times in ten
        -> `least_energy`, below which it sees no digit

Softmax knows differences alone: one number may be subtracted from every z of an image, and no
output changes. Here it is the z of the eleventh output, which then is 0 for every image and can be
left out. With ten outputs left, their energy, log(sum of e^z), is the logarithm of
P(a digit) / P(no digit): `answers.energy`. The temperature is that of Guo et al. 2017, "On
calibration of modern neural networks".
"""

import math
from dataclasses import replace

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax

from nn.answers import energy
from nn.functions import Array
from nn.mnist import DIGITS, NONE, Bytes
from nn.network import Network

LEAST, MOST = 0.05, 20.0  # temperatures between which the best one is looked for
# The share of the held-out digits, and of the test images, that may be taken for no digits.
REFUSED = 0.006


def without_none(network: Network) -> Network:
    """Return a network with eleven outputs without the last one.

    The softmax of the ten is what the eleven say of an image that is a digit.
    """
    *weights, w = network.weights
    *biases, b = network.biases
    weights, biases = [*weights, w[:DIGITS] - w[NONE]], [*biases, b[:DIGITS] - b[NONE]]
    return replace(network, weights=weights, biases=biases)


def fit_temperature(z: Array, labels: Bytes) -> float:
    """Return the T for which softmax(z / T) makes the labels most likely; between LEAST and MOST.

    `z`, (n, 10), are the weighted inputs of the outputs, for images that the network did not learn
    from, and `labels`, (n,), their digits. The cost is convex in 1 / T, so it has one smallest
    value, which is looked for over log T.
    """
    z, rows = z.astype(np.float64), np.arange(len(z))

    def cost(log_t: float) -> float:
        return -float(log_softmax(z / math.exp(log_t), axis=1)[rows, labels].mean())

    bounds = math.log(LEAST), math.log(MOST)
    found = minimize_scalar(cost, bounds=bounds, method="bounded", options={"xatol": 1e-10})
    return math.exp(found.x)


def with_temperature(network: Network, temperature: float) -> Network:
    """Return the network with the z of its outputs divided by a temperature; its answers stay."""
    cooled = network.copy()
    cooled.weights[-1] /= temperature
    cooled.biases[-1] /= temperature
    return cooled


def least_energy(z: Array) -> float:
    """Return an energy of one of these digits, below which at most the share REFUSED lies.

    `z`, (n, 10), are the weighted inputs of the outputs for n digits.
    """
    return float(np.quantile(energy(z), REFUSED, method="lower"))
