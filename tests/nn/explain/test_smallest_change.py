"""How little it takes: the slope along the pixels, and the steps that follow it."""

import numpy as np
import pytest

from nn.explain.smallest_change import (
    Changed,
    pixel_gradient,
    shuffled,
    smallest_change,
)
from nn.functions import ACTIVATIONS, OUTPUTS, Array
from nn.mnist import load, to_floats
from nn.network import Network
from nn.storage import network_files
from tests.nn.reference import initialised

SIZES = [(6, 10), (6, 5, 10), (6, 5, 4, 10)]
EPSILON = 1e-5


def digit_image(number: int) -> Array:
    return to_floats(load().test.images[number])


def shipped(name: str) -> Network:
    return network_files.open_network(name).reader.network


def two_pixels(bias: float) -> Network:
    """Return a network that answers 1 where three times the second pixel exceed the first's four.

    Its z are 4 x_0 and 3 x_1 + bias; the eight other outputs are silent.
    """
    w, b = np.zeros((10, 2)), np.full(10, -50.0)
    w[0, 0], w[1, 1], b[:2] = 4.0, 3.0, (0.0, bias)
    return Network([w], [b])


@pytest.mark.parametrize("output", OUTPUTS)
@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("sizes", SIZES)
def test_the_gradient_of_the_pixels_equals_differences_to_six_digits(
    sizes: tuple[int, ...], activation: str, output: str
) -> None:
    net = initialised(*sizes, seed=4, activation=activation, output=output, input_scale=2.0)
    x = np.random.default_rng(2).random(6)

    def cost(x: Array) -> float:
        return float(-np.log(net.feedforward(x[None])[0, 3]))  # of the output that is wanted

    differences = [
        (cost(x + step) - cost(x - step)) / (2 * EPSILON) for step in EPSILON * np.eye(6)
    ]
    gradient = pixel_gradient(net, x, 3)
    np.testing.assert_allclose(gradient, differences, rtol=1e-6, atol=1e-6 * abs(gradient).max())


def test_no_more_is_changed_than_it_takes_by_hand() -> None:
    # Only the second pixel speaks for 1; it has to rise from 0.2 to 4 x 0.3 / 3 = 0.4.
    changed = smallest_change(two_pixels(0.0), np.array([0.3, 0.2]), 1)
    assert changed.succeeded and changed.after[0] == 0.3
    assert 0.4 < changed.after[1] < 0.4 + 0.05 / 2**4
    assert changed.ink == changed.largest == pytest.approx(changed.after[1] - 0.2)


def test_with_an_output_to_reach_it_goes_on_until_then() -> None:
    # The output is 0.9 where z = 3 x_1 = ln 9.
    changed = smallest_change(two_pixels(0.0), np.zeros(2), 1, least=0.9)
    assert changed.after[1] == pytest.approx(np.log(9) / 3, abs=0.005)


@pytest.mark.parametrize("bias", [-9.0, np.nan])
def test_where_no_steps_lead_there_it_says_so(bias: float) -> None:
    changed = smallest_change(two_pixels(bias), np.array([0.9, 0.0]), 1)
    assert not changed.succeeded and changed.after.max() <= 1.0  # a pixel ends where it is black


def test_behind_silent_neurons_there_is_no_slope() -> None:
    net = initialised(6, 5, 10, seed=1, activation="relu")
    net.biases[0][:] = -1e3
    answer = int(net.feedforward(np.zeros((1, 6))).argmax())
    changed = smallest_change(net, np.zeros(6), (answer + 1) % 10)
    assert not changed.succeeded and changed.ink == 0.0


def test_what_is_read_so_already_stays_as_it_is() -> None:
    x = digit_image(0)
    changed = smallest_change(shipped("book"), x, 7)
    assert changed.succeeded and np.array_equal(changed.after, x) and changed.largest == 0.0


@pytest.mark.parametrize("name", network_files.SHIPPED)
@pytest.mark.parametrize("number", [4, 6, 19])
def test_the_fours_of_the_readme_become_nines(number: int, name: str) -> None:
    network, x = shipped(name), digit_image(number)
    before = x.copy()
    changed = smallest_change(network, x, 9)
    assert np.array_equal(x, before) and changed.after.dtype == network.weights[0].dtype
    assert changed.succeeded and network.feedforward(changed.after[None]).argmax() == 9
    a_little_less = changed.before + np.float32(0.97) * changed.change
    assert network.feedforward(a_little_less[None]).argmax() == 4
    assert 0.0 <= changed.after.min() and changed.after.max() <= 1.0
    assert changed.ink < 0.5 * x.sum() and changed.largest < 0.3
    others = network.feedforward(shuffled(changed)).argmax(axis=1)
    assert (others == 4).mean() >= 0.9


@pytest.mark.parametrize("name", network_files.SHIPPED)
def test_from_an_empty_page_the_output_becomes_one(name: str) -> None:
    changed = smallest_change(shipped(name), np.zeros(784), 3, least=0.995)
    assert changed.succeeded
    assert shipped(name).feedforward(changed.after[None])[0, 3] >= 0.995


def test_shuffled_pixels_change_by_the_same_amounts() -> None:
    before = np.array([0.0, 1.0, 0.0, 0.6])
    changed = Changed(before, np.array([0.3, 0.9, 0.0, 0.7]), succeeded=True)
    drawings = shuffled(changed)
    amounts = np.sort(abs(drawings - before), axis=1)
    np.testing.assert_allclose(amounts, np.tile([0.0, 0.1, 0.1, 0.3], (len(drawings), 1)))
    assert len(np.unique(drawings, axis=0)) > 1
