from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from nn import evaluation, mnist
from nn.explain.neurons import (
    extremes,
    firing_of,
    layer_activations,
    lost_without,
    meaning,
    most_telling,
    quantiles_by_digit,
    with_changed_neuron,
)
from nn.explain.one_step import take_step
from nn.functions import ACTIVATIONS, Array
from nn.in_words import spoken
from nn.mnist import to_floats
from nn.network import Network
from nn.sgd import Images
from pages.ui.backprop.material import Focus
from pages.ui.backprop.sentences import bp2
from tests.nn.reference import assert_same_parameters, initialised, some_images


@pytest.fixture(scope="module")
def images() -> Images:
    return mnist.load().test[:45]


def network(*sizes: int, **options: Any) -> Network:
    return initialised(*sizes or (784, 12, 6, 10), seed=5, initialisation="sqrt-n", **options)


def pixels(images: Images, k: int) -> Array:
    return to_floats(images.images[k], np.float64)


@pytest.mark.parametrize(
    ("zs", "votes", "expected"),
    [
        ((4, 8, -3), (1, 2, 9), 0),  # the second is saturated, the third silent
        ((8, 9, -3), (1, 2, 9), 1),  # all that fire are saturated
        ((-1, -2, -3), (1, -9, 9), 2),  # none fires
    ],
)
def test_the_neuron_that_tells_most_fires_and_speaks_for_the_digit(
    zs: tuple[float, ...], votes: tuple[float, ...], expected: int
) -> None:
    net = initialised(784, 3, 10, seed=5)
    net.weights[0][:], net.biases[0][:], net.weights[1][5] = 0.0, zs, votes
    assert most_telling(net, np.ones(784), 5) == expected


# What every neuron answers.


def test_the_activations_of_a_layer_are_those_of_the_forward_pass(
    images: Images, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evaluation, "BLOCK", 20)
    net = network()
    layers = [layer_activations(net, images, l) for l in range(3)]
    assert [a.shape for a in layers] == [(45, 12), (45, 6), (45, 10)]
    assert {a.dtype for a in layers} == {np.dtype(np.float32)}
    for layer, a in zip(layers, net.forward(to_floats(images.images)).activations[1:], strict=True):
        np.testing.assert_allclose(layer, a, rtol=1e-5)


# One neuron's statistics.


def test_statistics_of_a_neuron_by_hand() -> None:
    # Digit 3 gives 0.1, 0.2, 0.3, 0.4, 0.5; digit 7 gives 0.9 once.
    activations = np.array([0.3, 0.9, 0.1, 0.5, 0.2, 0.4])
    labels = np.array([3, 7, 3, 3, 3, 3], np.uint8)
    quantiles = quantiles_by_digit(activations, labels)
    # Five values: quartiles are the 2nd, 3rd and 4th, and 5 % lies a fifth of the way to the 2nd.
    np.testing.assert_allclose(quantiles[3], [0.12, 0.2, 0.3, 0.4, 0.48])
    np.testing.assert_allclose(quantiles[7], [0.9] * 5)
    most, least = extremes(activations)
    assert most.tolist() == [1, 3, 5, 0, 4, 2]
    assert least.tolist() == [2, 4, 0, 5, 3, 1]
    # A digit without an image has no numbers.
    assert np.isnan(quantiles[0]).all()


# How often neurons fire, worked by hand.


@pytest.mark.parametrize(
    ("activation", "column", "fires", "flat"),
    [
        ("sigmoid", [0.2, 0.5, 0.6, 0.99], 0.5, 0.25),
        ("sigmoid", [0.0, 0.01, 0.5, 0.5], 0.0, 0.5),
        ("tanh", [-0.99, 0.0, 0.1, 0.99], 0.5, 0.5),
        ("relu", [0.0, 0.0, 0.0, 2.0], 0.25, 0.75),
        ("relu", [0.0, 0.0, 0.0, 0.0], 0.0, 1.0),
    ],
)
def test_a_neuron_fires_above_the_middle_of_what_it_can_say(
    activation: str, column: list[float], fires: float, flat: float
) -> None:
    other = [1.0, 1.0, 1.0, 1.0]
    firing = firing_of(np.array([column, other]).T, activation)
    assert firing.fires.tolist() == [fires, 1.0]
    assert firing.flat[0] == flat
    assert firing.dead.tolist() == [flat == 1.0, activation != "relu"]


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_every_activation_is_called_by_its_own_word(activation: str) -> None:
    entry = ACTIVATIONS[activation]
    said = meaning(entry)
    assert f"fires where its activation is above {spoken(entry.fires_above)}." in said
    x, y = some_images((784, 6, 10), 1, seed=5)
    trace = take_step(initialised(784, 6, 10, activation=activation), x, y, 1.0, "quadratic")
    material: Any = SimpleNamespace(trace=trace, focus=Focus(0, 0, 0))
    words = bp2(material)
    for text in said, words.sentence, words.more:
        assert [it for it in ("saturated", "silent") if it in text] == [entry.flat_name]


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


@pytest.mark.parametrize("output", ["sigmoid", "softmax"])
def test_a_neuron_costs_what_switching_it_off_does(images: Images, output: str) -> None:
    net = network()
    net.output = output
    before, last = evaluation.evaluate(net, images).correct, len(net.weights) - 2
    lost = lost_without(net, images)
    assert lost.tolist() == [
        before - evaluation.evaluate(with_changed_neuron(net, last, k, off=True), images).correct
        for k in range(net.sizes[-2])
    ]
