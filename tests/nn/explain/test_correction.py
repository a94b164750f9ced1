import math
from typing import Any

import numpy as np
import pytest

from nn import mnist
from nn.answers import SURE, Reader, answer_of, energy
from nn.errors import Refused
from nn.explain import confusion, correction
from nn.explain.correction import corrected, forgetting, lead
from nn.functions import Array
from nn.mnist import to_floats
from nn.network import Network
from nn.settings.config import TrainingConfig
from nn.sgd import Images
from nn.storage.network_files import open_network
from tests.nn.reference import assert_same_parameters, initialised, trained


@pytest.fixture(scope="module")
def book() -> Network:
    return open_network("book").reader.network


@pytest.fixture(scope="module")
def test_images() -> Images:
    return mnist.load().test


def misread(network: Network, images: Images, count: int) -> list[tuple[Array, int]]:
    """Return some drawings that a network misreads, with what they are."""
    wrong = confusion.read(Reader(network), images).misread
    return [
        (to_floats(images.images[k]), int(images.labels[k]))
        for k in wrong[:: len(wrong) // count][:count]
    ]


def learnt(activation: str, output: str, sizes: tuple[int, ...]) -> Network:
    """Return a network of 32-bit weights that has learnt a little."""
    usual: dict[str, Any] = {"initialisation": "he", "cost": "cross-entropy", "eta": 0.05}
    kind: dict[str, Any] = {"activation": activation, "output": output, "sizes": sizes}
    config = TrainingConfig(training_images=8_000, epochs=1, **kind, **usual)
    return trained(config, mnist.load().train[:8_000]).network


# One step.


def test_a_step_by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    # One pixel, ten outputs, all weights 0 but the first, 3, and all biases but the second, 4:
    # together they are 5 long, and a step of a tenth of that is 0.5.
    w, b = np.zeros((10, 1)), np.zeros(10)
    w[0], b[1] = 3.0, 4.0
    monkeypatch.setattr(correction, "LENGTH", 0.1)
    monkeypatch.setattr(correction, "MOST_STEPS", 1)
    result = corrected(Reader(Network([w], [b])), np.ones(1), 7)
    # With the cross-entropy delta = a - y, and the pixel is 1: the same for weight and bias.
    delta = 1 / (1 + np.exp(-(w[:, 0] + b)))
    delta[7] -= 1.0
    eta = 0.5 / math.sqrt(2 * (delta**2).sum())
    np.testing.assert_allclose(result.reader.network.weights[0][:, 0], w[:, 0] - eta * delta)
    np.testing.assert_allclose(result.reader.network.biases[0], b - eta * delta)
    assert (result.steps, result.digit) == (1, 7)
    assert result.outputs.shape == (2, 10)


# Until it is right.


@pytest.mark.parametrize(
    "kind",
    [
        None,  # the book's
        ("relu", "softmax", (784, 40, 20, 10)),
        ("tanh", "sigmoid", (784, 30, 10)),
        ("sigmoid", "sigmoid", (784, 10)),
    ],
)
def test_a_network_learns_what_it_misread(
    kind: tuple[str, str, tuple[int, ...]] | None, book: Network, test_images: Images
) -> None:
    network = learnt(*kind) if kind else book
    before = network.copy()
    for x, digit in misread(network, test_images, 5):
        result = corrected(Reader(network), x, digit)
        leads = [lead(a, digit) for a in result.outputs]
        assert result.succeeded and 1 <= result.steps == len(leads) - 1
        assert leads[0] < 0 and max(leads[:-1]) < SURE <= leads[-1]
        assert not answer_of(result.outputs[-1]).unsure
        assert result.outputs[0].tolist() == network.feedforward(x[None])[0].tolist()
        assert result.outputs[-1].tolist() == result.reader.network.feedforward(x[None])[0].tolist()
        assert result.reader.network.weights[0].dtype == network.weights[0].dtype
        assert_same_parameters(network, before)
        again = corrected(result.reader, x, digit)
        assert (again.steps, again.succeeded) == (0, True)  # it knows it now


def test_it_gives_up_after_the_most_steps(
    book: Network, test_images: Images, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(correction, "MOST_STEPS", 3)
    result = corrected(Reader(book), to_floats(test_images.images[0]), 1)
    assert (result.steps, result.succeeded) == (3, False)


# What is refused.


@pytest.mark.parametrize("activation", ["relu", "sigmoid"])
def test_weights_that_cannot_be_computed_with_are_refused(activation: str) -> None:
    net = initialised(784, 5, 10, seed=0, activation=activation)
    for w in net.weights:
        w *= 1e200
    before = net.copy()
    with pytest.raises(Refused, match="outputs are no longer numbers"):
        corrected(Reader(net), np.ones(784), int(net.biases[1].argmin()))
    assert_same_parameters(net, before)


# What it has forgotten.


def test_forgetting_by_hand() -> None:
    # One pixel: ink is read as 1 and paper as 0; after the change everything is read as 1.
    w, b = np.zeros((10, 1)), np.full(10, -5.0)
    w[1], b[0] = 10.0, 0.0
    before = Network([w], [b])
    after = before.copy()
    after.biases[0][1] = 5.0
    data = Images(np.array([[255], [0], [0], [0]], np.uint8), np.array([1, 0, 1, 0], np.uint8))
    result = forgetting(before, after, data)
    assert (result.total, result.before, result.after) == (4, 3, 2)
    assert (result.lost, result.gained) == (2, 1)


def test_a_copy_sees_a_digit_in_the_drawing_that_it_has_learnt() -> None:
    network = open_network("book").reader.network
    x = to_floats(mnist.load().test.images[0])
    after = corrected(Reader(network, 1000.0), x, 3).reader
    z = after.network.forward(x[None]).zs[-1]
    assert after.sees_digit(z).all()
    assert after.least_energy == pytest.approx(float(energy(z)[0]))
    assert corrected(Reader(network, -1000.0), x, 3).reader.least_energy == -1000.0
