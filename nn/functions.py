"""Activations, outputs and costs, each in a table by its name.

They come from chapter 1 ("Sigmoid neurons") and chapter 3 ("The cross-entropy cost function",
"Softmax") of the book. Everything works on a whole mini-batch at once: `z`, `a` and `y` have one
image a row, shape (m, n).
"""

from collections.abc import Callable
from typing import Any, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from nn.errors import Choices

Array = npt.NDArray[np.floating[Any]]
Function = Callable[[Array], Array]


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


class Activation(NamedTuple):
    """A hidden neuron's function of z, and its slope."""

    function: Function
    prime: Function


ACTIVATIONS = Choices(
    "Activation",
    {
        "sigmoid": Activation(sigmoid, sigmoid_prime),
        "tanh": Activation(tanh, tanh_prime),
        "relu": Activation(relu, relu_prime),
    },
)


def softmax(z: Array) -> Array:
    """Return exp(z) / sum(exp(z)) along each row, equation (78).

    The row's largest z is subtracted first: it cancels, and exp cannot overflow.
    """
    exponentials = np.exp(z - z.max(axis=-1, keepdims=True))
    return exponentials / exponentials.sum(axis=-1, keepdims=True)


class Output(Protocol):
    """The function of the last layer, and what the costs need to know of it."""

    def function(self, z: Array) -> Array:
        """Return the outputs a for z."""

    def backward(self, nabla_a: Array, z: Array, a: Array) -> Array:
        """Return delta^L for nabla_a C: BP1."""

    def cross_entropy(self, z: Array, y: Array) -> Array:
        """Return the cross-entropy of each row, (m,)."""


class SigmoidOutput:
    """Ten separate answers from 0 to 1."""

    function = staticmethod(sigmoid)

    def backward(self, nabla_a: Array, z: Array, a: Array) -> Array:
        """Return nabla_a C * sigma'(z): BP1."""
        return nabla_a * sigmoid_prime(z)

    def cross_entropy(self, z: Array, y: Array) -> Array:
        """Return -sum(y ln a + (1 - y) ln(1 - a)): equation (63) without the average.

        It is computed from z: an output that has rounded to 0 or 1 gives a large cost and no NaN.
        """
        return (y * np.logaddexp(0.0, -z) + (1.0 - y) * np.logaddexp(0.0, z)).sum(axis=-1)


class SoftmaxOutput:
    """Ten shares that add up to 1."""

    function = staticmethod(softmax)

    def backward(self, nabla_a: Array, z: Array, a: Array) -> Array:
        """Return sum_j dC/da_j da_j/dz_k, for da_j/dz_k = a_j (1[j=k] - a_k): BP1.

        Every output depends on every z, so the whole Jacobian stands in the place of sigma'(z).
        """
        return a * (nabla_a - (nabla_a * a).sum(axis=-1, keepdims=True))

    def cross_entropy(self, z: Array, y: Array) -> Array:
        """Return -sum(y ln a), the log-likelihood: equation (80).

        It is computed from z, and no two nearly equal numbers are subtracted: a small cost keeps
        its digits.
        """
        largest = z.argmax(axis=-1)[..., None]
        below = z - np.take_along_axis(z, largest, axis=-1)
        exponentials = np.exp(below)
        np.put_along_axis(exponentials, largest, 0.0, axis=-1)  # its exp(0) is the 1 of log1p
        log_sum = np.log1p(exponentials.sum(axis=-1, keepdims=True))
        return (y * (log_sum - below)).sum(axis=-1)


OUTPUTS = Choices[Output]("Output", {"sigmoid": SigmoidOutput(), "softmax": SoftmaxOutput()})


class Cost(Protocol):
    """What outputs cost; `z`, `a` and `y` are theirs, (m, n_L) or (n_L,)."""

    def fn(self, z: Array, a: Array, y: Array, output: Output) -> Array:
        """Return the cost of each row, (m,)."""

    def delta(self, z: Array, a: Array, y: Array, output: Output) -> Array:
        """Return delta^L = dC/dz^L of each row: BP1."""


class QuadraticCost:
    """The quadratic cost, equation (6)."""

    def fn(self, z: Array, a: Array, y: Array, output: Output) -> Array:
        """Return 1/2 |a - y|^2 of each row, (m,)."""
        return 0.5 * ((a - y) ** 2).sum(axis=-1)

    def delta(self, z: Array, a: Array, y: Array, output: Output) -> Array:
        """Return delta^L; for sigmoid outputs that is (a - y) * sigma'(z), equation (30)."""
        return output.backward(a - y, z, a)


class CrossEntropyCost:
    """The cross-entropy, equation (63); with softmax outputs the log-likelihood, (80)."""

    def fn(self, z: Array, a: Array, y: Array, output: Output) -> Array:
        """Return the cross-entropy of each row, (m,)."""
        return output.cross_entropy(z, y)

    def delta(self, z: Array, a: Array, y: Array, output: Output) -> Array:
        """Return a - y: sigma'(z) cancels, which is why chapter 3 prefers this cost."""
        return a - y


COSTS = Choices[Cost]("Cost", {"quadratic": QuadraticCost(), "cross-entropy": CrossEntropyCost()})
