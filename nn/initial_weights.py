"""The random weights and biases of a network that has learnt nothing, in a table by their name."""

from collections.abc import Callable

import numpy as np

from nn.errors import Choices
from nn.functions import Array


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


Initialiser = Callable[[np.random.Generator, int, int], tuple[Array, Array]]
INITIALISERS = Choices[Initialiser](
    "Initialisation", {"normal": normal, "sqrt-n": one_over_sqrt_n, "he": he}
)
