"""Whether an image is a digit at all: how much in it speaks for any of the ten, and for how many.

    z of the outputs -> e^z, the evidence for each digit -> their sum -> its logarithm, the energy

With softmax an output is a digit's share of this sum. Shares do not say how large the sum is: it is
what sets a digit apart from a drawing that is none (Liu et al. 2020, "Energy-based
out-of-distribution detection").
"""

from dataclasses import dataclass

import numpy as np

from nn.answers import energy
from nn.evaluation import weighted_inputs
from nn.functions import Array
from nn.mnist import Images
from nn.network import Network


@dataclass(frozen=True, eq=False)
class AnyDigit:
    """What in an image speaks for any digit; in float64."""

    z: Array  # (10,) the weighted inputs of the outputs
    powers: Array  # (10,) e^z, the evidence for each digit
    energy: float  # the logarithm of their sum


def any_digit(network: Network, x: Array) -> AnyDigit:
    """Return what in the image `x`, (784,) in [0, 1], speaks for any digit."""
    z = network.forward(x[None].astype(network.weights[0].dtype)).zs[-1][0].astype(np.float64)
    with np.errstate(over="ignore"):
        powers = np.exp(z)
    return AnyDigit(z, powers, float(energy(z)))


def energies(network: Network, data: Images) -> Array:
    """Return the energy of each image, (n,) in float64."""
    return energy(weighted_inputs(network, data))
