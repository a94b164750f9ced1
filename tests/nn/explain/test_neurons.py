from typing import Any

import numpy as np
import pytest

from nn import mnist
from nn.explain.neurons import (
    contributions,
    layer_activations,
    neuron_statistics,
    outputs_over_time,
    saturated_share,
    with_changed_neuron,
)
from nn.functions import ACTIVATIONS, Array
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


def test_layer_activations_are_a_plain_loop(
    images: Images, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mnist, "BLOCK", 20)
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


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_saturated_share_counts_every_neuron_and_image(images: Images, activation: str) -> None:
    net, prime = network(activation=activation), ACTIVATIONS[activation].prime
    net.weights[0] *= 8.0
    slopes = prime(net.forward(to_floats(images.images, np.float64)).zs[0])
    share = (slopes < 0.1 * prime(np.arange(-9.0, 10.0)).max()).mean()
    assert 0 < share < 1
    assert saturated_share(net, images) == pytest.approx(share)
    assert saturated_share(network(784, 10), images) == 0.0  # no hidden layer


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


# The outputs over time.


def test_outputs_over_time_are_each_network_s_own(images: Images) -> None:
    networks = [initialised(784, 4, 10, seed=seed, initialisation="sqrt-n") for seed in range(3)]
    x = pixels(images, 1)
    for row, net in zip(outputs_over_time(networks, x), networks, strict=True):
        assert row.tolist() == net.feedforward(x[None])[0].tolist()
    assert outputs_over_time([], x).shape == (0, 10)
