"""Activations, outputs, costs and initialisers: small tables of name -> functions.

They come from chapter 1 ("Sigmoid neurons") and chapter 3 ("The cross-entropy cost function",
"Softmax", "Weight initialization") of the book. Everything works on a whole mini-batch at once:
`z`, `a` and `y` have one image a row, shape (m, n).

    z -> activation -> a
    z -> output     -> a -> cost    and back: output_delta is BP1
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from nn.errors import check_choice

Array = npt.NDArray[np.floating[Any]]


def sigmoid(z: Array) -> Array:
    """Return 1 / (1 + exp(-z)), equation (3)."""
    with np.errstate(over="ignore"):  # exp(-z) may be infinite, and 1 / infinity is 0
        return 1.0 / (1.0 + np.exp(-z))


def sigmoid_prime(z: Array) -> Array:
    """Return sigma'(z) = sigma(z) (1 - sigma(z)), at most 1/4.

    Since 1 - sigma(z) is sigma(-z), no digit is lost where sigma(z) has rounded to 1.
    """
    return sigmoid(z) * sigmoid(-z)


def tanh(z: Array) -> Array:
    """Return tanh(z), equation (110)."""
    return np.tanh(z)


def tanh_prime(z: Array) -> Array:
    """Return tanh'(z) = 1 - tanh(z)^2.

    By equation (111) it is 4 sigma'(2 z), which loses no digit where tanh(z) has rounded to 1.
    """
    return 4.0 * sigmoid_prime(2.0 * z)


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


class Activation(NamedTuple):
    """A hidden neuron's function of z, and its derivative."""

    function: Callable[[Array], Array]
    prime: Callable[[Array], Array]


ACTIVATIONS: dict[str, Activation] = {
    "sigmoid": Activation(sigmoid, sigmoid_prime),
    "tanh": Activation(tanh, tanh_prime),
    "relu": Activation(relu, relu_prime),
}

OUTPUTS: dict[str, Callable[[Array], Array]] = {"sigmoid": sigmoid, "softmax": softmax}


def quadratic_cost(z: Array, a: Array, y: Array, output: str) -> Array:
    """Return each row's 1/2 |a - y|^2, shape (m,): equation (6) without the average."""
    return 0.5 * ((a - y) ** 2).sum(axis=-1)


def cross_entropy_cost(z: Array, a: Array, y: Array, output: str) -> Array:
    """Return each row's cross-entropy, shape (m,).

    For sigmoid outputs -sum(y ln a + (1 - y) ln(1 - a)), equation (63) without the average; for
    softmax outputs the log-likelihood -sum(y ln a), equation (80). Both are computed from z, so
    an output that has rounded to 0 or 1 gives a large cost and not a NaN. No two nearly equal
    numbers are subtracted, so a small cost keeps its digits.
    """
    if output == "softmax":
        largest = z.argmax(axis=-1)[..., None]
        below = z - np.take_along_axis(z, largest, axis=-1)
        exponentials = np.exp(below)
        np.put_along_axis(exponentials, largest, 0.0, axis=-1)  # its exp(0) is the 1 of log1p
        log_sum = np.log1p(exponentials.sum(axis=-1, keepdims=True))
        return (y * (log_sum - below)).sum(axis=-1)
    return (y * np.logaddexp(0.0, -z) + (1.0 - y) * np.logaddexp(0.0, z)).sum(axis=-1)


COSTS: dict[str, Callable[[Array, Array, Array, str], Array]] = {
    "quadratic": quadratic_cost,
    "cross-entropy": cross_entropy_cost,
}


def output_delta(z: Array, a: Array, y: Array, cost: str, output: str) -> Array:
    """Return delta^L = dC/dz^L for each row: BP1, nabla_a C * sigma'(z^L).

    `z`, `a` and `y` are (m, n_L) or (n_L,); with softmax each row of `y` sums to 1. Raises
    `Refused` for an unknown cost.

    With the cross-entropy sigma'(z) cancels and a - y is left, for sigmoid and softmax alike. That
    is why chapter 3 prefers it. With softmax every output depends on every z, so the quadratic
    cost goes through the whole Jacobian, da_j/dz_k = a_j (1[j=k] - a_k).
    """
    check_choice("Cost", cost, COSTS)
    if cost == "cross-entropy":
        return a - y
    if output == "softmax":
        nabla_a = a - y
        return a * (nabla_a - (nabla_a * a).sum(axis=-1, keepdims=True))
    return (a - y) * sigmoid_prime(z)


def normal(rng: np.random.Generator, n_out: int, n_in: int) -> tuple[Array, Array]:
    """Return weights (n_out, n_in) and biases (n_out,), all N(0, 1): the book's chapter 1."""
    return rng.standard_normal((n_out, n_in)), rng.standard_normal(n_out)


def one_over_sqrt_n(rng: np.random.Generator, n_out: int, n_in: int) -> tuple[Array, Array]:
    """Return weights (n_out, n_in) of standard deviation 1/sqrt(n_in) and biases (n_out,) N(0, 1).

    Chapter 3, "Weight initialization": z stays small, so neurons seldom start out saturated.
    """
    weights, biases = normal(rng, n_out, n_in)
    return weights / np.sqrt(n_in), biases


def he(rng: np.random.Generator, n_out: int, n_in: int) -> tuple[Array, Array]:
    """Return weights (n_out, n_in) of standard deviation sqrt(2/n_in) and biases (n_out,) 0.

    For ReLU, where half of the neurons are silent: He et al., "Delving deep into rectifiers", 2015.
    """
    return rng.standard_normal((n_out, n_in)) * np.sqrt(2.0 / n_in), np.zeros(n_out)


INITIALISERS: dict[str, Callable[[np.random.Generator, int, int], tuple[Array, Array]]] = {
    "normal": normal,
    "sqrt-n": one_over_sqrt_n,
    "he": he,
}
