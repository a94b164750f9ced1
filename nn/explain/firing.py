"""How often each neuron of a layer fires, how often it is saturated, and which ones are dead.

Look inside shows it. A saturated neuron learns slowly, and one with ReLU that is always silent
learns nothing at all (both in the book's chapter 3).
"""

from dataclasses import dataclass
from math import inf

import numpy as np
import numpy.typing as npt

from nn.functions import ACTIVATIONS, Activation, Array
from nn.in_words import spoken

BLOCK = 1000  # images at a time: a layer may have hundreds of neurons


@dataclass(frozen=True, eq=False)
class Firing:
    """How the neurons of one layer respond to many images."""

    fires: Array  # (n,) the share of the images, 0 to 1, for which each neuron fires
    saturated: Array  # (n,) likewise, for which it is saturated; for ReLU: silent

    @property
    def dead(self) -> npt.NDArray[np.bool_]:
        """Which neurons never fire, (n,)."""
        return self.fires == 0.0


def firing_of(activations: Array, activation: str) -> Firing:
    """Return how often each neuron of a layer fires.

    `activations`, (images, n), are a layer of `neurons.layer_activations`; `activation` is its
    function, one of ACTIVATIONS. An activation that is not a number does not count as firing.
    """
    images, n = activations.shape
    function = ACTIVATIONS[activation]
    fires, saturated = np.zeros(n), np.zeros(n)
    for start in range(0, images, BLOCK):
        block = activations[start : start + BLOCK]
        fires += (block > function.fires_above).sum(axis=0)
        saturated += function.saturated(block).sum(axis=0)
    return Firing(fires / max(images, 1), saturated / max(images, 1))


def meaning(activation: Activation) -> str:
    """Say at which activations a neuron fires, and is saturated or silent."""
    fires = f"It fires where its activation is above {spoken(activation.fires_above)}"
    low, high = spoken(activation.lower), spoken(activation.upper)
    if activation.upper < inf:
        return (
            f"{fires}, and is saturated where its activation is below {low} or above {high}, so "
            "that it hardly changes with z."
        )
    is_all_else = activation.lower == activation.fires_above
    return f"{fires}; {'elsewhere' if is_all_else else f'up to {low}'} it is silent."
