from typing import Any

import numpy as np
import pytest

from nn import mnist
from nn.errors import Refused
from nn.explain.neurons import (
    contributions,
    is_saturated,
    layer_activations,
    neuron_statistics,
    outputs_over_time,
    saturated_share,
    with_changed_neuron,
)
from nn.functions import Array
from nn.mnist import Images, to_floats
from nn.network import Network
from tests.nn.reference import BookNetwork, assert_same_parameters, initialised


@pytest.fixture(scope="module")
def images() -> Images:
    return mnist.load().test[:45]


def network(*sizes: int, **options: Any) -> Network:
    return initialised(*sizes or (784, 12, 6, 10), seed=5, initialisation="sqrt-n", **options)


def pixels(images: Images, k: int) -> Array:
    return to_floats(images.images[k], np.float64)


# What every neuron answers.


@pytest.mark.parametrize("block", [1, 20, 45, 46])
def test_layer_activations_are_a_plain_loop(
    images: Images, block: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mnist, "BLOCK", block)
    net = network()
    layers = layer_activations(net, images)
    assert [a.shape for a in layers] == [(45, 12), (45, 6), (45, 10)]
    assert {a.dtype for a in layers} == {np.dtype(np.float32)}
    book = BookNetwork(net, "quadratic")
    for k in range(45):
        a = images.images[k][:, None] / 255.0
        for l in range(3):
            a = 1.0 / (1.0 + np.exp(-(book.weights[l] @ a + book.biases[l])))
            np.testing.assert_allclose(layers[l][k], a.ravel(), rtol=1e-5)


def test_weights_too_large_for_their_numbers_give_no_warning(images: Images) -> None:
    net = network(784, 3, 10, activation="relu")
    net.weights[0] *= 1e300
    assert layer_activations(net, images)[0].shape == (45, 3)


# One neuron's statistics.


def test_statistics_of_a_neuron_by_hand() -> None:
    # Digit 3 gives 0.1, 0.2, 0.3, 0.4, 0.5; digit 7 gives 0.9 once.
    activations = np.array([0.3, 0.9, 0.1, 0.5, 0.2, 0.4])
    labels = np.array([3, 7, 3, 3, 3, 3], np.uint8)
    statistics = neuron_statistics(activations, labels, "sigmoid")
    # Five values: quartiles are the 2nd, 3rd and 4th, and 5 % lies a fifth of the way to the 2nd.
    np.testing.assert_allclose(statistics.quantiles[3], [0.12, 0.2, 0.3, 0.4, 0.48])
    np.testing.assert_allclose(statistics.quantiles[7], [0.9] * 5)
    assert statistics.most.tolist() == [1, 3, 5, 0, 4, 2]
    assert statistics.least.tolist() == [2, 4, 0, 5, 3, 1]
    # A digit without an image has no numbers.
    assert np.isnan(statistics.quantiles[0]).all()


def test_the_ten_that_fire_most_and_least(images: Images) -> None:
    column = layer_activations(network(), images)[0][:, 4]
    statistics = neuron_statistics(column, images.labels)
    in_order = sorted(range(45), key=lambda k: float(column[k]))
    assert statistics.least.tolist() == in_order[:10]
    assert statistics.most.tolist() == in_order[::-1][:10]


def test_images_that_fire_it_equally_stay_in_their_order() -> None:
    statistics = neuron_statistics(np.zeros(12), np.zeros(12, np.uint8), "relu")
    assert statistics.most.tolist() == list(range(10))
    assert statistics.least.tolist() == list(range(10))
    assert statistics.saturated == 1.0


def test_what_counts_as_saturated() -> None:
    # a (1 - a) is 0.0196, 0.0291 and 1/4 at most; a tenth of that is 0.025.
    sigmoids = np.array([0.02, 0.03, 0.5, 0.97, 0.98])
    assert np.flatnonzero(is_saturated(sigmoids, "sigmoid")).tolist() == [0, 4]
    # 1 - a^2 is 0.0975 and 0.1164; a tenth of its most is 0.1.
    tanhs = np.array([-0.95, -0.94, 0.0, 0.95])
    assert np.flatnonzero(is_saturated(tanhs, "tanh")).tolist() == [0, 3]
    assert is_saturated(np.array([0.0, 0.001, 5.0]), "relu").tolist() == [True, False, False]


@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "relu"])
def test_saturated_share_counts_every_neuron_and_image(images: Images, activation: str) -> None:
    net = network(activation=activation)
    net.weights[0] *= 8.0
    count = 0
    for value in layer_activations(net, images)[0].ravel():
        a = float(value)
        slope = {"sigmoid": 4 * a * (1 - a), "tanh": 1 - a * a, "relu": float(a > 0)}
        count += slope[activation] < 0.1
    assert 0 < count < 45 * 12
    assert saturated_share(net, images) == pytest.approx(count / (45 * 12))


def test_raw_pixels_saturate_the_hidden_layer_if_there_is_one(images: Images) -> None:
    assert saturated_share(network(), images) < 0.1
    assert saturated_share(network(input_scale=255.0), images) > 0.9
    assert saturated_share(network(784, 10), images) == 0.0


# What each input contributes.


@pytest.mark.parametrize("layer", [0, 1, 2])
@pytest.mark.parametrize("scale", [1.0, 255.0])
def test_contributions_and_the_bias_are_z(images: Images, layer: int, scale: float) -> None:
    net = network(input_scale=scale)
    x = pixels(images, 7)
    zs = net.forward(x[None]).zs
    for neuron in range(net.sizes[layer + 1]):
        parts = contributions(net, x, layer, neuron)
        assert parts.shape == (net.sizes[layer],)
        z = parts.sum() + net.biases[layer][neuron]
        assert z == pytest.approx(zs[layer][0, neuron], rel=1e-9)


def test_in_the_first_layer_they_are_weight_times_pixel(images: Images) -> None:
    net, x = network(), pixels(images, 7)
    parts = contributions(net, x, 0, 2)
    assert parts.tolist() == [float(net.weights[0][2, k]) * float(x[k]) for k in range(784)]
    assert not parts[x == 0.0].any()


# A changed neuron.


def test_a_changed_neuron_weighs_and_shifts_its_own_z_only(images: Images) -> None:
    net = network()
    before = net.copy()
    changed = with_changed_neuron(net, 1, 3, scale=2.0, shift=-0.5)
    x = pixels(images, 0)[None]
    z, z_changed = net.forward(x).zs[1][0], changed.forward(x).zs[1][0]
    bias = net.biases[1][3]
    assert z_changed[3] == pytest.approx(2.0 * (z[3] - bias) + bias - 0.5)
    others = [0, 1, 2, 4, 5]
    assert z_changed[others].tolist() == z[others].tolist()
    assert_same_parameters(net, before)


def test_a_neuron_that_is_off_has_no_say(images: Images) -> None:
    net = network()
    before = net.copy()
    off = with_changed_neuron(net, 0, 4, off=True)
    x = to_floats(images.images, np.float64)
    # The same as a network that never had this neuron.
    without = Network(
        [np.delete(net.weights[0], 4, axis=0), np.delete(net.weights[1], 4, axis=1)]
        + net.weights[2:],
        [np.delete(net.biases[0], 4)] + net.biases[1:],
    )
    np.testing.assert_allclose(off.feedforward(x), without.feedforward(x), rtol=1e-12)
    assert not np.array_equal(off.feedforward(x), net.feedforward(x))
    assert_same_parameters(net, before)


def test_no_change_gives_the_same_network() -> None:
    net = network()
    same = with_changed_neuron(net, 0, 0)
    assert_same_parameters(same, net)
    assert same.weights[0] is not net.weights[0]


@pytest.mark.parametrize(
    ("layer", "neuron", "message"),
    [
        (2, 0, "no hidden layer 3"),
        (-1, 0, "no hidden layer 0"),
        (1, 6, "no neuron 7 in hidden layer 2, it has 6"),
        (0, -1, "no neuron 0 in hidden layer 1, it has 12"),
    ],
)
def test_only_a_hidden_neuron_can_be_changed(layer: int, neuron: int, message: str) -> None:
    with pytest.raises(Refused, match=message):
        with_changed_neuron(network(), layer, neuron)


# The outputs over time.


def test_outputs_over_time_are_each_network_s_own(images: Images) -> None:
    networks = [initialised(784, 4, 10, seed=seed, initialisation="sqrt-n") for seed in range(3)]
    x = pixels(images, 1)
    for row, net in zip(outputs_over_time(networks, x), networks, strict=True):
        assert row.tolist() == net.feedforward(x[None])[0].tolist()
    assert outputs_over_time([], x).shape == (0, 10)
