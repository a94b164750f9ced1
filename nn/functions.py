"""Activations, outputs and costs, each in a table by its name, with all that is said of it.

They come from chapter 1 ("Sigmoid neurons") and chapter 3 ("The cross-entropy cost function",
"Softmax") of the book. Everything works on a whole mini-batch at once: `z`, `a` and `y` have one
image a row, shape (m, n).
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import inf
from typing import Any

import numpy as np
import numpy.typing as npt

from nn.errors import Choices
from nn.formulas import BP1, SAID, Formula

Array = npt.NDArray[np.floating[Any]]
Function = Callable[[Array], Array]
CostFunction = Callable[[Array, Array, Array], Array]  # of z, a and y


def sigmoid(z: Array) -> Array:
    """Return 1 / (1 + exp(-z)), equation (3)."""
    with np.errstate(over="ignore"):  # exp(-z) may be infinite, and 1 / infinity is 0
        return 1.0 / (1.0 + np.exp(-z))


def sigmoid_prime(z: Array) -> Array:
    """Return sigma'(z) = sigma(z) (1 - sigma(z)), at most 1/4."""
    return sigmoid(z) * sigmoid(-z)  # which is 1 - sigma(z), to all its digits


def tanh(z: Array) -> Array:
    """Return tanh(z), equation (110)."""
    return np.tanh(z)


def tanh_prime(z: Array) -> Array:
    """Return tanh'(z) = 1 - tanh(z)^2."""
    return 4.0 * sigmoid_prime(2.0 * z)  # by equation (111), to all its digits


def relu(z: Array) -> Array:
    """Return max(0, z), equation (112)."""
    return np.maximum(z, 0.0)


def relu_prime(z: Array) -> Array:
    """Return the slope of max(0, z): 1 where a neuron fires, else 0."""
    return (z > 0.0).astype(z.dtype)


def softmax(z: Array) -> Array:
    """Return exp(z) / sum(exp(z)) along each row, equation (78).

    The row's largest z is subtracted first: it cancels, and exp cannot overflow.
    """
    exponentials = np.exp(z - z.max(axis=-1, keepdims=True))
    return exponentials / exponentials.sum(axis=-1, keepdims=True)


def quadratic(z: Array, a: Array, y: Array) -> Array:
    """Return 1/2 |a - y|^2 of each row, (m,): equation (6) without the average."""
    return 0.5 * ((a - y) ** 2).sum(axis=-1)


def cross_entropy(z: Array, a: Array, y: Array) -> Array:
    """Return -sum(y ln a + (1 - y) ln(1 - a)) of each row, (m,): (63) without the average.

    It is computed from z: where a wrong output has rounded to 0 or 1, the cost is large and no NaN.
    """
    return (y * np.logaddexp(0.0, -z) + (1.0 - y) * np.logaddexp(0.0, z)).sum(axis=-1)


def log_likelihood(z: Array, a: Array, y: Array) -> Array:
    """Return -ln(a) of the output that should be 1, of each row, (m,): equation (80).

    That is ln(sum_k exp(z_k - z_y)), by (78), where no small number is lost beside a large one.
    """
    return np.logaddexp.reduce(z - (y * z).sum(axis=-1, keepdims=True), axis=-1)


def difference(z: Array, a: Array, y: Array) -> Array:
    """Return a - y, for sigmoids because sigma'(z) cancels: why chapter 3 prefers these costs."""
    return a - y


def sigmoid_error(z: Array, a: Array, y: Array) -> Array:
    """Return nabla_a C * sigma'(z) for the quadratic cost: equation (30)."""
    return (a - y) * sigmoid_prime(z)


def softmax_error(z: Array, a: Array, y: Array) -> Array:
    """Return sum_j (a_j - y_j) da_j/dz_k for the quadratic cost, da_j/dz_k = a_j (1[j=k] - a_k).

    Every output depends on every z, so the whole Jacobian stands in the place of sigma'(z).
    """
    return a * (a - y - ((a - y) * a).sum(axis=-1, keepdims=True))


@dataclass(frozen=True)
class Activation:
    """A hidden neuron's function of z."""

    function: Function
    prime: Function  # its slope
    said: Formula
    between: tuple[float, float]  # the lowest and the highest activation
    fires_above: float  # a neuron fires where its activation is above this
    # The slope is below a tenth of the steepest up to the first activation, and above the second.
    flat: tuple[float, float]
    steepest: float = 1.0
    initialisation: str = "sqrt-n"  # the initial weights to begin with

    @property
    def flat_name(self) -> str:
        """What a neuron is called that has nearly no slope."""
        return "saturated" if self.flat[1] < inf else "silent"


ACTIVATIONS = Choices(
    "Activation",
    {
        "sigmoid": Activation(
            sigmoid, sigmoid_prime, SAID["sigmoid"], (0, 1), 0.5, (0.0257, 0.9743), steepest=0.25
        ),
        "tanh": Activation(tanh, tanh_prime, SAID["tanh"], (-1, 1), 0, (-0.9487, 0.9487)),
        "relu": Activation(
            relu, relu_prime, SAID["relu"], (0, inf), 0, (0, inf), initialisation="he"
        ),
    },
)


@dataclass(frozen=True)
class Output:
    """The function of the last layer."""

    function: Function
    said: Formula
    adds_up: bool = False  # whether the outputs are shares, which add up to 1
    flat: tuple[float, float] = (0.0257, 0.9743)  # as an activation's


OUTPUTS = Choices(
    "Output",
    {
        "sigmoid": Output(sigmoid, SAID["sigmoid"]),
        "softmax": Output(softmax, SAID["softmax"], adds_up=True),
    },
)


@dataclass(frozen=True)
class Cost:
    """A cost of one kind of outputs; its functions take their z, a and y."""

    fn: CostFunction  # the cost of each row, (m,)
    delta: CostFunction  # delta^L of each row, (m, n_L): BP1
    said: Formula  # for one image
    bp1: str  # delta^L in LaTeX

    @property
    def slope_cancels(self) -> bool:
        """Whether delta^L is a - y alone."""
        return self.delta is difference


# By a cost's name, and that of the outputs.
COSTS = Choices(
    "Cost",
    {
        "quadratic": {
            "sigmoid": Cost(quadratic, sigmoid_error, SAID["quadratic"], BP1["sigmoid"]),
            "softmax": Cost(quadratic, softmax_error, SAID["quadratic"], BP1["softmax"]),
        },
        "cross-entropy": {
            "sigmoid": Cost(cross_entropy, difference, SAID["cross-entropy"], BP1["cancels"]),
            "softmax": Cost(log_likelihood, difference, SAID["log-likelihood"], BP1["difference"]),
        },
    },
)
