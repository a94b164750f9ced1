"""How often each neuron of a layer fires, how often it is saturated, and which ones are dead.

Look inside shows it. A saturated neuron learns slowly, and one with ReLU that is always silent
learns nothing at all (both in the book's chapter 3).
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nn.explain.neurons import is_saturated
from nn.functions import Array

# A neuron fires where its activation is above this: the middle of the sigmoid's range and of
# tanh's, and for ReLU whatever is not silence.
THRESHOLDS = {"sigmoid": 0.5, "tanh": 0.0, "relu": 0.0}
BLOCK = 1000  # images at a time: a layer may have hundreds of neurons


@dataclass(frozen=True, eq=False)
class Firing:
    """How the neurons of one layer respond to many images."""

    threshold: float  # a neuron fires where its activation is above it
    fires: Array  # (n,) the share of the images, 0 to 1, for which each neuron fires
    saturated: Array  # (n,) likewise, for which `neurons.is_saturated`; for ReLU: silent

    @property
    def dead(self) -> npt.NDArray[np.bool_]:
        """Which neurons never fire, (n,)."""
        return self.fires == 0.0


def firing_of(activations: Array, activation: str) -> Firing:
    """Return how often each neuron of a layer fires.

    `activations`, (images, n), are a layer of `neurons.layer_activations`; `activation` is its
    function, such as "relu". An activation that is not a number does not count as firing.
    """
    images, n = activations.shape
    threshold = THRESHOLDS[activation]
    fires, saturated = np.zeros(n), np.zeros(n)
    for start in range(0, images, BLOCK):
        block = activations[start : start + BLOCK]
        fires += (block > threshold).sum(axis=0)
        saturated += is_saturated(block, activation).sum(axis=0)
    return Firing(threshold, fires / max(images, 1), saturated / max(images, 1))
