"""Weights in six bits: a row is whole numbers times one factor, as in the file of draw.

    weights[j, k] = whole[j, k] * factors[j, 0]

The factors have the eleven bits of float16. So each product is exact in float32, in whatever
language, and from the products the same whole numbers and factors are found again.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from nn.functions import Array
from nn.network import quietly

MOST = 31  # in six bits, of which one is the sign


@quietly
def in_whole_numbers(weights: Array) -> tuple[npt.NDArray[np.int8], Array]:
    """Return whole numbers, (n, m), and factors, (n, 1), whose products are near the weights.

    MOST stands for the largest weight of a row.
    """
    largest = np.abs(weights).max(axis=1, keepdims=True)
    factors: Array = (largest / MOST).astype(np.float16).astype(np.float32)
    factors[factors == 0.0] = 1.0  # a row of zeros
    return np.rint(weights / factors).astype(np.int8), factors


@quietly
def product(whole: npt.NDArray[Any], factors: Array | np.float32) -> Array:
    """Return the weights."""
    weights: Array = whole * factors
    return weights


def if_exact(weights: Array) -> tuple[npt.NDArray[Any], ...]:
    """Return whole numbers and factors where they give float32 weights, otherwise the weights."""
    if weights.dtype == np.float32:
        whole, factors = in_whole_numbers(weights)
        if np.array_equal(product(whole, factors), weights):
            return whole, factors
    return (weights,)
