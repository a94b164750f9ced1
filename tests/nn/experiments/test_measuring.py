"""One run: what is measured of it, and that one seed gives one result."""

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nn.evaluation import evaluate
from nn.experiments.experiment import PlannedRun
from nn.experiments.measuring import Measured, Result, measure, network_of
from nn.mnist import load
from nn.settings.config import TrainingConfig
from nn.training import Trainer, initial_network
from tests.nn.experiments.made import result


def config(**changes: Any) -> TrainingConfig:
    usual: dict[str, Any] = {"sizes": (784, 12, 10), "training_images": 1000, "epochs": 2}
    chapter_3 = {"cost": "cross-entropy", "initialisation": "sqrt-n", "eta": 0.5}
    return TrainingConfig(**(usual | chapter_3 | changes))


def trained(keeps_network: bool = False, **changes: Any) -> Result:
    ended = measure(PlannedRun(3, 1, config(**changes)), keeps_network)
    assert ended is not None
    return ended


def test_a_run_is_measured_before_the_first_epoch_and_after_each() -> None:
    ended = trained()
    assert (ended.number, ended.cell, ended.config) == (3, 1, config())
    assert len(ended.measured) == 3
    assert ended.message == "Finished 2 epochs." and not ended.diverged
    data = load()
    untrained = evaluate(initial_network(config()), data.test, "cross-entropy")
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


def test_the_network_is_the_trainer_s_bit_for_bit() -> None:
    ended = trained(keeps_network=True, sizes=(784, 9, 7, 10), activation="tanh", output="softmax")
    network = network_of(ended)
    trainer = Trainer(ended.config, load(), evaluates=False)
    list(trainer)
    assert network is not None
    assert (network.activation, network.output) == ("tanh", "softmax")
    ours = [*network.weights, *network.biases]
    theirs = [*trainer.network.weights, *trainer.network.biases]
    for one, other in zip(ours, theirs, strict=True):
        np.testing.assert_array_equal(one, other)


def test_a_network_that_is_not_kept_is_not_there() -> None:
    ended = trained()
    assert ended.parameters is None and network_of(ended) is None


def test_one_seed_gives_one_result_and_another_another() -> None:
    first, again, another = trained(), trained(), trained(seed=2)
    assert first._replace(seconds=0.0) == again._replace(seconds=0.0)
    assert first.fingerprint != another.fingerprint
    assert first.measured != another.measured


def test_the_same_network_is_the_same_whatever_comes_after() -> None:
    short, long = trained(epochs=1), trained(epochs=2)
    assert short.measured == long.measured[:2]
    assert short.fingerprint != long.fingerprint


def test_more_training_images_than_10_000_are_looked_at_only_in_part() -> None:
    ended = trained(sizes=(784, 10), training_images=10_500, epochs=1, keeps_network=True)
    network = network_of(ended)
    assert network is not None
    assert ended.final.train_accuracy == evaluate(network, load().train[:10_000]).accuracy


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
    for measured in (*ended.measured, ended.final):
        assert not any(math.isnan(value) for value in measured)
    assert trained(**far_off).fingerprint == ended.fingerprint


def test_with_early_stopping_a_run_ends_with_its_best_network() -> None:
    ended = trained(
        keeps_network=True,
        training_images=1500,
        held_back=500,
        early_stopping=2,
        epochs=40,
        eta=5.0,
    )
    assert ended.message.startswith("Stopped after epoch")
    assert len(ended.measured) < 41
    best = int(ended.message.split("the one from epoch ")[1].split(",")[0])
    assert best == len(ended.measured) - 1 - 2
    assert ended.final == ended.after(best) != ended.measured[-1]
    assert ended.after(40) == ended.final
    network = network_of(ended)
    assert network is not None
    assert ended.final.test_accuracy == evaluate(network, load().test).accuracy


def test_after_an_epoch_beyond_the_end_it_is_the_final_network() -> None:
    made = result(PlannedRun(0, 0, config()), 0.1, 0.5, 0.6)
    made = made._replace(final=Measured(0.55, 1.0, 0.5, 1.0))
    accuracies = [made.after(epoch).test_accuracy for epoch in (0, 1, 2, 3, 500)]
    assert accuracies == [0.1, 0.5, 0.6, 0.55, 0.55]


def test_a_run_ends_without_a_result_when_its_file_is_gone(tmp_path: Path) -> None:
    goes_on = tmp_path / "goes-on"
    run = PlannedRun(0, 0, config())
    assert measure(run, goes_on=goes_on) is None
    goes_on.touch()
    there, without = measure(run, goes_on=goes_on), measure(run)
    assert there is not None and without is not None
    assert there.fingerprint == without.fingerprint
