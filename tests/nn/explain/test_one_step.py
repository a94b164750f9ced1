from itertools import product
from math import exp
from typing import Any

import numpy as np
import pytest

from nn.errors import Refused
from nn.explain.one_step import (
    Trace,
    change,
    cost_parts,
    hidden_factors,
    image_gradient,
    output_factors,
    take_step,
)
from nn.functions import ACTIVATIONS, COSTS, OUTPUTS
from nn.mnist import load, to_floats
from nn.network import Network
from nn.sgd import one_hot
from nn.storage import network_files
from tests.nn.reference import initialised, some_images

SIZES = [(4, 3), (4, 6, 5, 3)]
KINDS = list(product(SIZES, ACTIVATIONS, OUTPUTS, COSTS))


def book_trace(m: int, cost: str) -> Trace:
    test = load().test[:m]
    network = network_files.open_network("book").reader.network
    return take_step(network, to_floats(test.images), one_hot(test.labels), 3.0, cost)


@pytest.fixture(scope="module", params=product([*KINDS, *COSTS], (1, 10)), ids=str)
def trace(request: pytest.FixtureRequest) -> Trace:
    """Return a step of a kind of network, or with a cost alone of the book's network."""
    kind, m = request.param
    if isinstance(kind, str):
        return book_trace(m, kind)
    sizes, activation, output, cost = kind
    dtype = np.float64 if m == 1 else np.float32
    x, y = some_images(sizes, m, seed=5, dtype=dtype)
    network = initialised(*sizes, activation=activation, output=output, dtype=dtype)
    return take_step(network, x, y, 0.5, cost)


def close(actual: Any, expected: Any) -> None:
    """Compare up to the rounding of a few operations on numbers of about 1, such as a - y."""
    scale = max(1.0, float(np.abs(expected).max()))
    np.testing.assert_allclose(actual, expected, rtol=1e-12, atol=1e-15 * scale)


def test_the_step_is_the_networks_own_to_the_bit(trace: Trace) -> None:
    own = trace.before.copy()
    backward = own.backprop(trace.x, trace.y, trace.cost)
    own.update_mini_batch(trace.x, trace.y, trace.eta, trace.cost)
    for actual, expected, names in (
        (trace.backward, backward, ("deltas", "nabla_b", "nabla_w")),
        (trace.forward, backward.forward, ("activations", "zs")),
        (trace.after, own, ("weights", "biases")),
    ):
        for name in names:
            np.testing.assert_equal(getattr(actual, name), getattr(expected, name))
    np.testing.assert_array_equal(trace.forward_after.output, own.feedforward(trace.x))


def test_the_factors_multiply_to_the_networks_errors(trace: Trace) -> None:
    for image in range(trace.m):
        if factors := output_factors(trace, image):
            first, second = factors
            finite = np.isfinite(first)
            close((first * second)[finite], trace.backward.deltas[-1][image][finite])
        else:
            assert trace.cost != "quadratic"
        for layer in range(trace.last):
            back, slope = hidden_factors(trace, image, layer)
            close(back * slope, trace.backward.deltas[layer][image])


def test_the_images_gradients_add_up_to_the_step(trace: Trace) -> None:
    for layer in range(len(trace.before.weights)):
        parts = [image_gradient(trace, image, layer) for image in range(trace.m)]
        close(sum(b for b, _ in parts), trace.backward.nabla_b[layer])
        close(sum(w for _, w in parts), trace.backward.nabla_w[layer])
        change_b, change_w = change(trace, layer)
        before, after = trace.before, trace.after
        np.testing.assert_array_equal(before.weights[layer] + change_w, after.weights[layer])
        np.testing.assert_array_equal(before.biases[layer] + change_b, after.biases[layer])


def test_the_costs_are_the_networks(trace: Trace) -> None:
    for network, costs in ((trace.before, trace.cost_before), (trace.after, trace.cost_after)):
        assert costs.shape == (trace.m,)
        assert costs.mean() == network.cost(trace.x, trace.y, trace.cost)
    for image in range(trace.m):
        parts = cost_parts(trace, image)
        assert parts.shape == trace.y[image].shape
        assert parts.sum() == pytest.approx(trace.cost_before[image], rel=1e-12)


def test_a_saturated_output_learns_with_the_cross_entropy_only() -> None:
    # z = 200: a = 1 to the last digit, and wrong; sigma'(z) is e^-200.
    network = Network([np.array([[200.0]], np.float32)], [np.zeros(1, np.float32)])
    x, y = np.ones((1, 1)), np.zeros((1, 1))
    quadratic = take_step(network, x, y, 1.0, "quadratic")
    factors = output_factors(quadratic, 0)
    assert factors and factors[1].item() == pytest.approx(exp(-200))
    assert quadratic.backward.deltas[-1].item() == pytest.approx(exp(-200))
    entropy = take_step(network, x, y, 1.0, "cross-entropy")
    factors = output_factors(entropy, 0)
    assert factors and factors[0].item() == pytest.approx(exp(200))
    assert entropy.backward.deltas[-1].item() == 1.0
    # With z = 800 the factors are beyond any float, and delta is still 1.
    network.weights[0][:] = 800.0
    entropy = take_step(network, x, y, 1.0, "cross-entropy")
    factors = output_factors(entropy, 0)
    assert factors and np.isnan(factors[0].item())
    assert entropy.backward.deltas[-1].item() == 1.0


def test_the_numbers_have_the_digits_of_float64() -> None:
    # z = 20 in float32: the slope is 2.06e-9, where a (1 - a) is 0.
    network = Network([np.array([[20.0]], np.float32)], [np.zeros(1, np.float32)])
    x, y = np.ones((1, 1), np.float32), np.zeros((1, 1), np.float32)
    trace = take_step(network, x, y, 1.0, "quadratic")
    factors = output_factors(trace, 0)
    assert factors
    assert factors[1].item() == pytest.approx(exp(-20) / (1 + exp(-20)) ** 2, rel=1e-14)
    assert trace.after.weights[0].dtype == np.float64
    assert network.weights[0].item() == 20.0  # it stays as it was


@pytest.mark.parametrize("cost", COSTS)
def test_numbers_without_end_are_a_sentence(cost: str) -> None:
    network = initialised(4, 5, 3, activation="relu")
    network.weights[0][:] = 1e308
    with pytest.raises(Refused, match="beyond what the computer can write"):
        take_step(network, *some_images((4, 5, 3), 2, 1), 1.0, cost)
