import math
from typing import Any

import numpy as np
import pytest

from nn.functions import (
    ACTIVATIONS,
    COSTS,
    INITIALISERS,
    OUTPUTS,
    output_delta,
    relu,
    sigmoid,
    sigmoid_prime,
    softmax,
    tanh_prime,
)
from tests.nn.reference import some_images


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_sigmoid_far_out_is_exactly_0_and_1(dtype: type[Any]) -> None:
    largest = np.finfo(dtype).max
    z = np.array([-largest, -1e4, 1e4, largest], dtype)
    assert sigmoid(z).tolist() == [0.0, 0.0, 1.0, 1.0]
    assert sigmoid_prime(z).tolist() == tanh_prime(z / 2).tolist() == [0.0] * 4


@pytest.mark.parametrize(("dtype", "rtol"), [(np.float32, 1e-6), (np.float64, 1e-14)])
def test_sigmoid_and_the_slopes_are_right_to_the_last_digit(dtype: type[Any], rtol: float) -> None:
    z = np.linspace(-80, 80, 1601).astype(dtype)
    e = [math.exp(-abs(value)) for value in z.tolist()]  # at most 1, so that 1 + e is exact
    expected = [u / (1 + u) if value < 0 else 1 / (1 + u) for value, u in zip(z, e, strict=True)]
    slopes = [u / (1 + u) ** 2 for u in e]
    np.testing.assert_allclose(sigmoid(z), expected, rtol)
    np.testing.assert_allclose(sigmoid_prime(z), slopes, rtol)
    np.testing.assert_allclose(tanh_prime(z / 2), np.multiply(4.0, slopes), rtol)


def test_relu_passes_what_is_positive_and_nothing_else() -> None:
    assert relu(np.array([-2.0, -0.0, 0.0, 0.5, 1e30])).tolist() == [0.0, 0.0, 0.0, 0.5, 1e30]


def test_softmax_of_numbers_one_can_check() -> None:
    # e^ln 1 : e^ln 2 : e^ln 5 = 1 : 2 : 5
    z = np.log([[1.0, 2.0, 5.0], [4.0, 4.0, 2.0]])
    shares = [[0.125, 0.25, 0.625], [0.4, 0.4, 0.2]]
    np.testing.assert_allclose(softmax(z), shares, rtol=1e-14)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_softmax_adds_up_to_1_for_huge_z(dtype: type[Any]) -> None:
    z = np.array([[1e4, -1e4, 0.0], [-1e4, -1e4, -1e4], [1e30, 1e30, -1e30]], dtype)
    a = softmax(z)
    np.testing.assert_allclose(a.sum(axis=1), 1.0, rtol=1e-6)
    shares = [[1.0, 0.0, 0.0], [1 / 3, 1 / 3, 1 / 3], [0.5, 0.5, 0.0]]
    np.testing.assert_allclose(a, shares, rtol=1e-6)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_the_slope_is_the_numerical_derivative(name: str) -> None:
    function, prime = ACTIVATIONS[name]
    z = np.linspace(-4, 4, 80)  # does not meet 0, where ReLU has its kink
    h = 1e-5
    numerical = (function(z + h) - function(z - h)) / (2 * h)
    np.testing.assert_allclose(prime(z), numerical, rtol=0, atol=1e-9)


@pytest.mark.parametrize("output", OUTPUTS)
@pytest.mark.parametrize("cost", COSTS)
def test_output_delta_is_the_numerical_derivative_of_the_cost(cost: str, output: str) -> None:
    z = np.random.default_rng(0).normal(size=(6, 4))
    _, y = some_images((1, 4), 6, seed=1)
    delta = output_delta(z, OUTPUTS[output](z), y, cost, output)
    h = 1e-5
    for k in range(4):
        step = h * np.eye(4)[k]
        above = COSTS[cost](z + step, OUTPUTS[output](z + step), y, output)
        below = COSTS[cost](z - step, OUTPUTS[output](z - step), y, output)
        np.testing.assert_allclose(delta[:, k], (above - below) / (2 * h), rtol=0, atol=1e-9)


def test_quadratic_cost_is_half_the_squared_distance() -> None:
    a, y = np.array([[0.5, 0.25], [1.0, 0.0]]), np.array([[1.0, 0.0], [1.0, 0.0]])
    # 1/2 (0.5^2 + 0.25^2) = 0.15625
    assert COSTS["quadratic"](a, a, y, "sigmoid").tolist() == [0.15625, 0.0]


def test_cross_entropy_is_the_book_s_formula() -> None:
    z = np.random.default_rng(2).normal(size=(5, 3))
    _, y = some_images((1, 3), 5, seed=3)
    a = sigmoid(z)
    sums = -(y * np.log(a) + (1 - y) * np.log(1 - a)).sum(axis=1)  # (63)
    np.testing.assert_allclose(COSTS["cross-entropy"](z, a, y, "sigmoid"), sums, rtol=1e-12)
    a = softmax(z)
    logs = -np.log(a[y == 1])  # (80)
    np.testing.assert_allclose(COSTS["cross-entropy"](z, a, y, "softmax"), logs, rtol=1e-12)


@pytest.mark.parametrize("output", OUTPUTS)
def test_a_small_cross_entropy_keeps_its_digits(output: str) -> None:
    z = np.array([[-19.0, 21.0, -23.0]], np.float32)
    y = np.array([[0.0, 1.0, 0.0]], np.float32)
    # ln(1 + e^-19) and so on: of each output, or of what the others are to the right one.
    below = [-19.0, -21.0, -23.0] if output == "sigmoid" else [-40.0, -44.0]
    cost = float(COSTS["cross-entropy"](z, OUTPUTS[output](z), y, output)[0])
    assert cost == pytest.approx(sum(math.exp(exponent) for exponent in below), rel=1e-5)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("output", OUTPUTS)
def test_cross_entropy_of_saturated_outputs_is_large_and_finite(
    output: str, dtype: type[Any]
) -> None:
    z = np.array([[1e4, -1e4], [-1e4, 1e4]], dtype)
    y = np.array([[1.0, 0.0], [1.0, 0.0]], dtype)
    a = OUTPUTS[output](z)
    assert set(a.ravel().tolist()) == {0.0, 1.0}
    right, wrong = COSTS["cross-entropy"](z, a, y, output)
    assert right == 0.0
    # Both outputs are wrong by z = 10^4: two sigmoids pay 10^4 each, softmax pays the difference.
    assert wrong == pytest.approx(2e4)


# 300 x 784 numbers: the standard deviation is within 1 % of what it should be.
N_OUT, N_IN = 300, 784


@pytest.mark.parametrize(
    ("name", "spread_of_weights", "spread_of_biases"),
    [("normal", 1.0, 1.0), ("sqrt-n", 1 / 28, 1.0), ("he", np.sqrt(2) / 28, 0.0)],
)
def test_initial_weights_and_biases_have_their_spread(
    name: str, spread_of_weights: float, spread_of_biases: float
) -> None:
    weights, biases = INITIALISERS[name](np.random.default_rng(7), N_OUT, N_IN)
    assert weights.shape == (N_OUT, N_IN)
    assert biases.shape == (N_OUT,)
    assert weights.std() == pytest.approx(spread_of_weights, rel=0.01)
    assert abs(weights.mean()) < 0.01 * spread_of_weights
    assert biases.std() == pytest.approx(spread_of_biases, rel=0.15)  # only 300 of them
    same, other = (INITIALISERS[name](np.random.default_rng(k), N_OUT, N_IN)[0] for k in (7, 8))
    assert np.array_equal(weights, same) and not np.array_equal(weights, other)
