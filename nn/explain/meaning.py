"""What a hidden neuron's activations mean: where it fires, and is saturated (chapter 2)."""

from dataclasses import dataclass
from math import inf

from nn.answers import Flags
from nn.errors import Choices
from nn.functions import Array


@dataclass(frozen=True)
class Meaning:
    """What the activations of one of ACTIVATIONS mean.

    A neuron fires where its activation a is above `fires_above`. It is saturated where its slope is
    less than a tenth of the steepest: where a is at most `lower`, or above `upper`.
    """

    formula: str  # in LaTeX
    fires_above: float
    lower: float
    upper: float = inf

    def saturated(self, a: Array) -> Flags:
        """Return where a neuron with these activations is saturated, same shape."""
        return (a <= self.lower) | (a > self.upper)


MEANINGS = Choices(
    "Activation",
    {
        "sigmoid": Meaning(r"\frac{1}{1 + e^{-z}}", 0.5, 0.0257, 0.9743),
        "tanh": Meaning(r"\tanh(z)", 0.0, -0.9487, 0.9487),
        "relu": Meaning(r"\max(0, z)", 0.0, 0.0),
    },
)
