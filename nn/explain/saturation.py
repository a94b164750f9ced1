"""Whom an error reaches, and why often only few: saturation, in the book's chapter 3.

BP2 multiplies what comes back to a hidden neuron by the slope of its own function. A saturated
neuron has nearly no slope, so it hardly learns. The cross-entropy cancels the slope of the outputs
alone. Smaller first weights ("Weight initialization") leave more hidden neurons where the slope is
steep.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from nn import mnist
from nn.answers import Flags
from nn.functions import ACTIVATIONS, Activation, Array, Output
from nn.mnist import images_for
from nn.network import Network
from nn.settings.config import TrainingConfig
from nn.sgd import Images, one_hot
from nn.training import TrainingRun, train

REACHED = 0.1  # of an image's largest error
MOST_NEURONS = 100  # hidden ones of a network that is trained while somebody waits


@dataclass(frozen=True, eq=False)
class Reach:
    """What of the images' errors comes back to the last hidden layer."""

    errors: Array  # (m, n) delta of the layer, in float64: BP2
    flat: Flags  # (m, n) where the slope is below a tenth of the steepest

    @property
    def reached(self) -> Flags:
        """Which neurons have an error of at least a tenth of the image's largest, (m, n)."""
        sizes = np.abs(self.errors)
        return (sizes > 0) & (sizes >= REACHED * sizes.max(axis=1, keepdims=True))


def is_flat(function: Activation | Output, a: Array) -> Flags:
    """Return which of its activations, of any shape, are those of neurons with nearly no slope."""
    low, high = function.flat
    return (a <= low) | (a > high)


def reach(network: Network, x: Array, y: Array, cost: str) -> Reach:
    """Return what comes back for images x (m, 784) in [0, 1] with y (m, n_L) desired.

    The network has a hidden layer. Raises `Refused` for an unknown cost.
    """
    x, y = x.astype(np.float64), y.astype(np.float64)
    backward = network.astype(np.float64).backprop(x, y, cost)
    a = backward.forward.activations[-2]
    return Reach(backward.deltas[-2], is_flat(ACTIVATIONS[network.activation], a))


def reached_on_average(network: Network, images: Images, cost: str) -> float:
    """Return how many neurons of the last hidden layer an error reaches, averaged over images."""
    y = one_hot(images.labels)
    return float(reach(network, mnist.to_floats(images.images), y, cost).reached.sum(axis=1).mean())


def begun(network: Network, initialisation: str) -> Network | None:
    """Return a network of the same shape with other first weights, after one epoch.

    `initialisation` is one of INITIALISERS; all else is as in the book's chapter 1. None for a
    network that would take long to train, and for neurons that are not sigmoids.
    """
    hidden = network.sizes[1:-1]
    if network.activation != TrainingConfig.activation or sum(hidden) > MOST_NEURONS:
        return None
    sizes = (network.sizes[0], *hidden, mnist.DIGITS)
    return _after_an_epoch(sizes, network.output, initialisation)


@lru_cache(maxsize=8)
def _after_an_epoch(sizes: tuple[int, ...], output: str, initialisation: str) -> Network:
    config = TrainingConfig(sizes=sizes, output=output, initialisation=initialisation, epochs=1)
    images, _ = images_for(config, mnist.load())
    run = TrainingRun.begin(config, images)
    for _ in train(run, images):
        pass
    return run.network
