"""One run: what is measured of it, and that one seed gives one result."""

from typing import Any

import numpy as np
import pytest

from nn.evaluation import evaluate
from nn.experiments.experiment import PlannedRun
from nn.experiments.one_run import Result, measure, network_of
from nn.mnist import load
from nn.settings.config import TrainingConfig
from tests.nn import reference


def config(**changes: Any) -> TrainingConfig:
    usual: dict[str, Any] = {"sizes": (784, 12, 10), "training_images": 1000, "epochs": 2}
    chapter_3 = {"cost": "cross-entropy", "initialisation": "sqrt-n", "eta": 0.5}
    return TrainingConfig(**(usual | chapter_3 | changes))


def trained(keeps_network: bool = False, **changes: Any) -> Result:
    return measure(PlannedRun(3, 1, config(**changes)), keeps_network)


def test_a_run_is_measured_before_the_first_epoch_and_after_each() -> None:
    ended = trained()
    assert (ended.number, ended.cell, ended.config) == (3, 1, config())
    assert len(ended.measured) == 3
    assert ended.message == "Finished 2 epochs." and not ended.diverged
    assert ended.parameters is None and network_of(ended) is None
    data = load()
    untrained = evaluate(config().first_network(), data.test, "cross-entropy")
    assert ended.after(0)[:2] == pytest.approx((untrained.accuracy, untrained.cost))
    assert ended.after(2).test_accuracy > 0.6 > 0.2 > ended.after(0).test_accuracy
    assert ended.after(2) == ended.final
    assert ended.seconds > 0


def test_the_figures_are_those_of_the_network_that_is_kept() -> None:
    ended = trained(keeps_network=True, lmbda=2.0)
    network, data = network_of(ended), load()
    assert network is not None
    test = evaluate(network, data.test, "cross-entropy")
    train = evaluate(network, data.train[:1000], "cross-entropy")
    assert ended.final[:4] == pytest.approx((test.accuracy, test.cost, train.accuracy, train.cost))
    # Equation (87): lmbda / 2n times the sum of the squared weights, and no bias.
    squares = sum(float((w.astype(np.float64) ** 2).sum()) for w in network.weights)
    assert ended.final.l2_term == pytest.approx(2.0 / 2000 * squares)
    assert ended.after(0).l2_term > 0
    assert trained().final.l2_term == 0.0


def test_the_network_is_a_plain_loop_s_bit_for_bit() -> None:
    ended = trained(keeps_network=True, sizes=(784, 9, 7, 10), activation="tanh", output="softmax")
    network, run = network_of(ended), reference.trained(ended.config, load().train[:1000])
    assert network is not None
    assert (network.activation, network.output) == ("tanh", "softmax")
    assert not any(part.flags.writeable for part in network.parameters)
    assert np.array_equal(reference.numbers(network), reference.numbers(run.network))


def test_a_run_that_diverges_ends_with_the_last_finite_network() -> None:
    deep = {"sizes": (784, 30, 30, 10), "activation": "relu", "initialisation": "normal"}
    far_off: dict[str, Any] = {**deep, "eta": 1000.0, "epochs": 5}
    ended = trained(keeps_network=True, **far_off)
    assert ended.diverged
    assert "stopped being finite numbers" in ended.message
    assert len(ended.measured) < 6
    assert ended.after(5) == ended.final == ended.after(500)
    network = network_of(ended)
    assert network is not None
    assert all(np.isfinite(w).all() for w in network.weights)
    assert not np.isnan([*ended.measured, ended.final]).any()


def test_with_early_stopping_a_run_ends_with_its_best_network(slow_to_judge: None) -> None:
    stopping = {"training_images": 1500, "held_back": 500, "early_stopping": 2}
    ended = trained(keeps_network=True, epochs=40, eta=5.0, **stopping)
    assert ended.message.startswith("Stopped after epoch")
    assert len(ended.measured) < 41
    best = int(ended.message.split("the one from epoch ")[1].split(",")[0])
    assert best == len(ended.measured) - 1 - 2
    assert ended.final == ended.after(best) != ended.measured[-1]
    network = network_of(ended)
    assert network is not None
    assert ended.final.test_accuracy == evaluate(network, load().test).accuracy
    assert 0 < ended.seconds < 1_000  # without reading the held-back images
