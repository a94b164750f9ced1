"""An eleventh output is folded away; a temperature that is known; the least energy."""

import numpy as np
import pytest

from nn.answers import Reader, energy
from nn.explain import calibration
from nn.functions import softmax
from nn.making.sureness import (
    REFUSED,
    fit_temperature,
    least_energy,
    without_none,
)
from nn.mnist import NONE, joined, load
from nn.network import Network
from nn.settings.config import TrainingConfig
from nn.sgd import Images
from tests.nn.reference import initialised, trained

CONFIG = TrainingConfig(
    sizes=(784, 12, 10),
    activation="relu",
    output="softmax",
    cost="cross-entropy",
    initialisation="he",
    eta=0.1,
    epochs=8,
    training_images=200,
)


def eleven() -> Network:
    return initialised(784, 12, 11, activation="relu", output="softmax")


def test_the_ten_left_say_what_they_said_and_the_energy_is_the_log_odds_of_a_digit() -> None:
    x = np.random.default_rng(1).random((5, 784))
    before, after = eleven(), without_none(eleven())
    ten, none = np.split(before.feedforward(x), [10], axis=1)
    np.testing.assert_allclose(after.feedforward(x), ten / ten.sum(axis=1, keepdims=True))
    np.testing.assert_allclose(energy(after.forward(x).zs[-1]), np.log((1 - none) / none).ravel())


def test_a_share_of_the_digits_lies_below_the_least_energy() -> None:
    z = np.zeros((1001, 10))
    z[:, 0] = np.linspace(0.0, 10.0, 1001)
    assert (energy(z) < least_energy(z)).sum() == 1000 * REFUSED


def test_a_trained_network_sees_digits_in_digits_alone() -> None:
    data = load()
    rng = np.random.default_rng(0)
    noise = Images(rng.integers(0, 256, (60, 784), np.uint8), np.full(60, NONE, np.uint8))
    images = joined(data.train[:200], noise)
    network = without_none(trained(CONFIG, images).network)
    assert network.sizes == CONFIG.sizes
    reader = Reader(network, 0.0)
    unseen = rng.integers(0, 256, (50, 784)).astype(np.float32) / 255
    assert reader.sees_digit(network.forward(unseen).zs[-1]).mean() < 0.1
    digits = data.test[:200].images.astype(np.float32) / 255
    assert reader.sees_digit(network.forward(digits).zs[-1]).mean() > 0.9


@pytest.mark.parametrize("temperature", [0.5, 3.0])
def test_the_temperature_that_labels_were_drawn_with_is_found(temperature: float) -> None:
    rng = np.random.default_rng(4)
    z = rng.normal(0, 4, (20_000, 10))
    chance = softmax(z / temperature)
    labels = (chance.cumsum(axis=1) > rng.random((len(z), 1))).argmax(axis=1).astype(np.uint8)
    found = fit_temperature(z, labels)
    assert found == pytest.approx(temperature, rel=0.03)
    outputs = softmax(z / found)
    bins = calibration.reliability(outputs.max(axis=1), outputs.argmax(axis=1) == labels)
    assert calibration.calibration_error(bins) < 0.015
