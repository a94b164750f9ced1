"""How long an experiment takes: by hand, in proportion, and from what the first runs took."""

import pytest

from nn.experiments.estimate import seconds_left, seconds_of_run, seconds_of_training
from nn.experiments.experiment import Experiment, Varied
from nn.settings.config import TrainingConfig
from tests.nn.experiments.made import measured, result

BOOK = TrainingConfig()
SIZES = Varied("sizes", ((784, 30, 10), (784, 100, 10)))


def test_an_experiment_is_its_runs_shared_by_the_jobs() -> None:
    experiment = Experiment(BOOK, (SIZES,), seeds=(1, 2, 3))
    small, large = (seconds_of_run(cell.config) for cell in experiment.cells)
    assert 5 < small < 15
    assert seconds_left(experiment, [], 1) == pytest.approx(3 * (small + large))
    assert seconds_left(experiment, [], 2) == pytest.approx(1.5 * (small + large))
    # More jobs than runs gain nothing: the longest run takes its time.
    assert seconds_left(experiment, [], 100) == pytest.approx(large)


def test_the_others_take_as_much_longer_as_the_runs_that_have_ended() -> None:
    experiment = Experiment(BOOK, (SIZES,), seeds=(1, 2))
    runs = list(experiment.runs())
    small, large = (cell.config for cell in experiment.cells)
    first = result(runs[0], seconds=3 * seconds_of_training(small))
    expected = 3 * (seconds_of_run(small) + 2 * seconds_of_run(large))
    assert seconds_left(experiment, [first], 1) == pytest.approx(expected)
    second = result(runs[1], seconds=3 * seconds_of_training(large))
    expected = 3 * (seconds_of_run(small) + seconds_of_run(large))
    assert seconds_left(experiment, [first, second], 1) == pytest.approx(expected)
    assert seconds_left(experiment, [first, second], 2) == pytest.approx(
        max(expected / 2, 3 * seconds_of_run(large))
    )
    assert seconds_left(experiment, [result(run) for run in runs], 1) == 0.0


def test_runs_that_stop_early_are_expected_to_do_so_again() -> None:
    experiment = Experiment(TrainingConfig(early_stopping=3, epochs=200), seeds=(1, 2))
    first, _ = experiment.runs()
    stopped = result(first, seconds=seconds_of_training(first.config) / 20)
    expected = pytest.approx(seconds_of_run(first.config) / 20)
    assert seconds_left(experiment, [stopped], 1) == expected


def test_a_run_that_diverged_at_once_is_no_division_by_zero() -> None:
    experiment = Experiment(BOOK, seeds=(1, 2))
    first, _ = experiment.runs()
    diverged = result(first)._replace(measured=(measured(),), seconds=0.0, diverged=True)
    assert seconds_left(experiment, [diverged], 1) == 0.0
