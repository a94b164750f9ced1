"""Why this answer and not another: what each pixel adds to an output's z.

    blank page -> a little of the ink -> ... -> all of it        z_blank + contributions = z

These are integrated gradients (Sundararajan, Taly and Yan, "Axiomatic attribution for deep
networks", 2017), from an empty page to the drawing. The ink is added in equal steps. The slope of
a step is that of the secant, (f(z') - f(z)) / (z' - z), where Sundararajan et al. use the tangent.
So the contributions add up to the change of z exactly, for any number of steps.

With any such rule a pixel of paper contributes nothing. Missing ink, such as the bar that would
close a 4, counts only through the ink that is there instead.
"""

from dataclasses import dataclass

import numpy as np

from nn.errors import Refused
from nn.functions import ACTIVATIONS, Array
from nn.network import Network, quietly

# Up to one hidden layer the number of steps makes no difference, so this is for deeper networks.
STEPS = 32
# Where z changes by less, the tangent in the middle is more accurate than the secant.
SMALL = 1e-6


@dataclass(frozen=True, eq=False)
class Evidence:
    """How much each pixel speaks for a digit; `a - b` is for the one and against the other.

    `z` is the weighted input of the digit's output neuron for the drawing, or the difference of
    two: z = z_blank + pixels.sum(). With sigmoid outputs a digit's z is ln(a / (1 - a)); with
    softmax the difference is ln(a_digit / a_rival).
    """

    pixels: Array  # (784,) what each pixel adds to z; 0 where there is no ink
    z: float
    z_blank: float  # the same for an empty page

    def __sub__(self, rival: "Evidence") -> "Evidence":
        return Evidence(self.pixels - rival.pixels, self.z - rival.z, self.z_blank - rival.z_blank)


@quietly
def evidence(network: Network, x: Array, *digits: int) -> list[Evidence]:
    """Return which pixels of `x`, (784,) in [0, 1], speak for each of some digits.

    Without a hidden layer a contribution is weight times pixel. With one it is exactly the integral
    that gives the method its name; with more it is that integral in STEPS steps.

    Raises `Refused` if the weights are too large to compute with.
    """
    x = x.astype(np.float64)
    zs = network.forward(np.linspace(0.0, 1.0, STEPS + 1)[:, None] * x).zs
    z_blank, z = zs[-1][0], zs[-1][-1]
    found = []
    for digit in digits:
        pixels = x * network.input_scale * _mean_gradient(network, zs, digit)
        if not np.isfinite([z_blank[digit], z[digit], pixels.sum()]).all():
            raise Refused(
                "There is no evidence to show: the network's weights are so large that its "
                "outputs cannot be computed."
            )
        found.append(Evidence(pixels, float(z[digit]), float(z_blank[digit])))
    return found


def _mean_gradient(network: Network, zs: list[Array], digit: int) -> Array:
    """Return the slope along each input, (n_1,), averaged over the steps: BP2 with secants."""
    activation = ACTIVATIONS[network.activation]
    delta = np.zeros((STEPS, network.sizes[-1]))
    delta[:, digit] = 1.0  # of the z that is explained
    for w, z in zip(network.weights[:0:-1], zs[-2::-1], strict=True):
        rise, run = np.diff(activation.function(z), axis=0), np.diff(z, axis=0)
        slopes = activation.prime(z[:-1] + run / 2)  # the tangents
        np.divide(rise, run, out=slopes, where=np.abs(run) > SMALL)
        delta = (delta @ w) * slopes  # (STEPS, n_l)
    return delta.mean(axis=0) @ network.weights[0]
