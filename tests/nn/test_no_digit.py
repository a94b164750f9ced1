"""An eleventh output learns what is no digit, and is folded away."""

import numpy as np
import pytest

from nn.answers import Reader, energy
from nn.errors import Refused
from nn.evaluation import evaluate
from nn.mnist import Images, load
from nn.network import Network
from nn.no_digit import NONE, least_energy, outputs_for, without_none
from nn.settings.config import TrainingConfig
from nn.training import TrainingRun, train

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
    rng = np.random.default_rng(3)
    return Network.initialise((784, 12, 11), rng, activation="relu", output="softmax")


def test_the_ten_left_say_what_they_said_of_digits() -> None:
    x = np.random.default_rng(1).random((5, 784))
    before, after = eleven(), without_none(eleven())
    ten = before.feedforward(x)[:, :10]
    np.testing.assert_allclose(after.feedforward(x), ten / ten.sum(axis=1, keepdims=True))


def test_the_energy_is_the_log_odds_of_a_digit() -> None:
    x = np.random.default_rng(1).random((5, 784))
    none = eleven().feedforward(x)[:, NONE]
    np.testing.assert_allclose(
        energy(without_none(eleven()).forward(x).zs[-1]), np.log((1 - none) / none)
    )


def test_only_softmax_learns_what_is_no_digit() -> None:
    labels = np.array([3, NONE], np.uint8)
    assert outputs_for(labels, "softmax") == 11
    assert outputs_for(labels[:1], "sigmoid") == 10
    with pytest.raises(Refused, match="softmax outputs, got sigmoid outputs"):
        outputs_for(labels, "sigmoid")


def test_a_share_of_the_digits_lies_below_the_least_energy() -> None:
    z = np.zeros((1001, 10))
    z[:, 0] = np.linspace(0.0, 10.0, 1001)
    assert (energy(z) < least_energy(z, 0.01)).sum() == 10


def test_a_trained_network_sees_digits_in_digits_alone() -> None:
    data = load()
    rng = np.random.default_rng(0)
    noise = Images(rng.integers(0, 256, (60, 784), np.uint8), np.full(60, NONE, np.uint8))
    images = data.train[:200].and_also(noise)
    run = TrainingRun.begin(CONFIG, images)
    for _ in train(run, images):
        pass
    network = without_none(run.network)
    assert network.sizes == CONFIG.sizes
    reader = Reader(network, 0.0)
    unseen = rng.integers(0, 256, (50, 784)).astype(np.float32) / 255
    assert reader.sees_digit(network.forward(unseen).zs[-1]).mean() < 0.1
    digits = data.test[:200].images.astype(np.float32) / 255
    assert reader.sees_digit(network.forward(digits).zs[-1]).mean() > 0.9


def test_outputs_that_are_not_finite_are_no_right_answer_to_what_is_no_digit() -> None:
    network = eleven()
    network.weights[0][:] = np.nan
    images = Images(np.zeros((5, 784), np.uint8), np.full(5, NONE, np.uint8))
    assert evaluate(network, images).correct == 0
