"""The network that a run starts from: random weights and biases, which have learnt nothing."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from nn.errors import Choices
from nn.functions import Array
from nn.network import Network


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


class Initialiser(NamedTuple):
    """A way to draw the first weights and biases of a layer."""

    draw: Callable[[np.random.Generator, int, int], tuple[Array, Array]]
    title: str
    words: str  # for a sentence that names such weights
    latex: str  # the standard deviation of the weights


INITIALISERS = Choices(
    "Initialisation",
    {
        "normal": Initialiser(normal, "wide: N(0, 1)", "wide ones, N(0, 1)", "1"),
        "sqrt-n": Initialiser(
            one_over_sqrt_n, "narrow: 1/√n", "narrow ones, 1/√n", r"1/\sqrt{n_{\rm in}}"
        ),
        "he": Initialiser(he, "for ReLU: He", "He's, made for ReLU", r"\sqrt{2/n_{\rm in}}"),
    },
)


def initial_network(
    sizes: Sequence[int], rng: np.random.Generator, initialisation: str = "normal", **functions: Any
) -> Network:
    """Return a network that has learnt nothing: the book's `Network(sizes)`.

    The numbers are drawn layer by layer, weights before biases. `functions` are more of the fields
    of `Network`, such as its activation. Raises `Refused` for an unknown name.
    """
    draw = INITIALISERS[initialisation].draw
    layers = [draw(rng, n_out, n_in) for n_in, n_out in pairwise(sizes)]
    weights: list[Array] = [w.astype(np.float32) for w, _ in layers]
    biases: list[Array] = [b.astype(np.float32) for _, b in layers]
    return Network(weights, biases, **functions)
