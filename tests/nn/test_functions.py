"""Every activation, output and cost of the tables, and numbers that one can check."""

import math
from typing import Any

import numpy as np
import pytest

from nn.explain.saturation import is_flat
from nn.functions import (
    ACTIVATIONS,
    COSTS,
    OUTPUTS,
    Array,
    sigmoid,
    sigmoid_prime,
    softmax,
    tanh_prime,
)
from nn.initial_weights import INITIALISERS
from tests.nn.reference import some_images

FLOATS = pytest.mark.parametrize("dtype", [np.float32, np.float64])


def cost_of(z: Array, y: Array, cost: str, output: str) -> Array:
    """Return the cost of each row of outputs."""
    return COSTS[cost][output].fn(z, OUTPUTS[output].function(z), y)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_a_neuron_is_saturated_where_its_slope_is_below_a_tenth_of_the_steepest(name: str) -> None:
    activation, z = ACTIVATIONS[name], np.linspace(-8, 8, 1600)
    slope = activation.prime(z) / activation.prime(z).max()
    clear = np.abs(slope - 0.1) > 1e-3  # the limits are rounded
    saturated = is_flat(activation, activation.function(z))
    assert np.array_equal(saturated[clear], slope[clear] < 0.1)
    assert 0.1 < saturated.mean() < 0.9


@FLOATS
@pytest.mark.parametrize("output", OUTPUTS)
@pytest.mark.parametrize("cost", COSTS)
def test_costs_and_their_slopes_are_finite_however_large_z_is(
    cost: str, output: str, dtype: type[Any]
) -> None:
    z = np.array([[1e4, -1e4], [-1e4, 1e4]], dtype)
    y = np.array([[1.0, 0.0], [1.0, 0.0]], dtype)
    a = OUTPUTS[output].function(z)
    assert np.isfinite(COSTS[cost][output].delta(z, a, y)).all()
    right, wrong = cost_of(z, y, cost, output)
    assert 0.0 == right < wrong < np.inf
    if cost == "cross-entropy":  # two sigmoids are wrong by z = 10^4 each, softmax by both
        assert wrong == pytest.approx(2e4)


@pytest.mark.parametrize(("dtype", "rtol"), [(np.float32, 1e-6), (np.float64, 1e-14)])
def test_sigmoid_and_the_slopes_are_right_to_the_last_digit(dtype: type[Any], rtol: float) -> None:
    z = np.linspace(-80, 80, 1601).astype(dtype)
    e = [math.exp(-abs(value)) for value in z.tolist()]  # at most 1, so that 1 + e is exact
    expected = [u / (1 + u) if value < 0 else 1 / (1 + u) for value, u in zip(z, e, strict=True)]
    slopes = [u / (1 + u) ** 2 for u in e]
    np.testing.assert_allclose(sigmoid(z), expected, rtol)
    np.testing.assert_allclose(sigmoid_prime(z), slopes, rtol)
    np.testing.assert_allclose(tanh_prime(z / 2), np.multiply(4.0, slopes), rtol)


@FLOATS
def test_softmax_makes_shares_of_small_and_of_huge_z(dtype: type[Any]) -> None:
    # e^ln 1 : e^ln 2 : e^ln 5 = 1 : 2 : 5
    z = [[0.0, math.log(2), math.log(5)], [1e4, -1e4, 0.0], [-1e4] * 3, [1e30, 1e30, -1e30]]
    shares = [[0.125, 0.25, 0.625], [1.0, 0.0, 0.0], [1 / 3] * 3, [0.5, 0.5, 0.0]]
    np.testing.assert_allclose(softmax(np.array(z, dtype)), shares, rtol=1e-6)


def test_the_costs_are_the_book_s_formulas() -> None:
    z = np.random.default_rng(2).normal(size=(5, 3))
    _, y = some_images((1, 3), 5, seed=3)
    a, shares = sigmoid(z), softmax(z)
    sums = -(y * np.log(a) + (1 - y) * np.log(1 - a)).sum(axis=1)  # (63)
    np.testing.assert_allclose(cost_of(z, y, "cross-entropy", "sigmoid"), sums, rtol=1e-12)
    logs = -np.log(shares[y == 1])  # (80)
    np.testing.assert_allclose(cost_of(z, y, "cross-entropy", "softmax"), logs, rtol=1e-12)
    squares = ((shares - y) ** 2).sum(axis=1) / 2  # (6)
    np.testing.assert_allclose(cost_of(z, y, "quadratic", "softmax"), squares, rtol=1e-12)


@pytest.mark.parametrize("output", OUTPUTS)
def test_a_small_cross_entropy_keeps_its_digits(output: str) -> None:
    z = np.array([[-19.0, 21.0, -23.0]], np.float32)
    y = np.array([[0.0, 1.0, 0.0]], np.float32)
    # ln(1 + e^-19) and so on: of each output, or of what the others are to the right one.
    below = [-19.0, -21.0, -23.0] if output == "sigmoid" else [-40.0, -44.0]
    expected = sum(math.exp(exponent) for exponent in below)
    assert cost_of(z, y, "cross-entropy", output).item() == pytest.approx(expected, rel=1e-5)


# 300 x 784 numbers: the standard deviation is within 1 % of what it should be.
N_OUT, N_IN = 300, 784


@pytest.mark.parametrize(
    ("name", "spread_of_weights", "spread_of_biases"),
    [("normal", 1.0, 1.0), ("sqrt-n", 1 / 28, 1.0), ("he", np.sqrt(2) / 28, 0.0)],
)
def test_initial_weights_and_biases_have_their_spread(
    name: str, spread_of_weights: float, spread_of_biases: float
) -> None:
    weights, biases = INITIALISERS[name].draw(np.random.default_rng(7), N_OUT, N_IN)
    assert (weights.shape, biases.shape) == ((N_OUT, N_IN), (N_OUT,))
    assert weights.std() == pytest.approx(spread_of_weights, rel=0.01)
    assert abs(weights.mean()) < 0.01 * spread_of_weights
    assert biases.std() == pytest.approx(spread_of_biases, rel=0.15)  # only 300 of them
    same, other = (
        INITIALISERS[name].draw(np.random.default_rng(k), N_OUT, N_IN)[0] for k in (7, 8)
    )
    assert np.array_equal(weights, same) and not np.array_equal(weights, other)
