"""How long an experiment takes: by hand, in proportion, and from what the first runs took."""

import pytest

from nn.experiments import estimate
from nn.experiments.estimate import (
    START,
    seconds_left,
    seconds_of_experiment,
    seconds_of_run,
    seconds_of_training,
)
from nn.experiments.experiment import Experiment, Varied
from nn.settings.config import TrainingConfig
from tests.nn.experiments.made import measured, result

BOOK = TrainingConfig()
SIZES = Varied("sizes", ((784, 30, 10), (784, 100, 10)))


def test_the_book_s_run_by_hand() -> None:
    # [784, 30, 10] has 2 layers and 784*30 + 30 + 30*10 + 10 = 23,860 weights and biases.
    step = 2 * 3.6e-6 + 10 * 0.66e-6 + 23_860 * 0.63e-9 + 238_600 * 0.052e-9
    training = 30 * 6_000 * step
    assert seconds_of_training(BOOK) == pytest.approx(training)
    # Before the first epoch and after each: 10,000 images to test on, 10,000 of those learnt from.
    reading = 31 * 20_000 * (1.24e-6 + 23_860 * 0.0197e-9)
    assert seconds_of_run(BOOK) == pytest.approx(training + reading)
    assert 5 < seconds_of_run(BOOK) < 15


@pytest.mark.parametrize(
    "longer",
    [
        TrainingConfig(epochs=31),
        TrainingConfig(sizes=(784, 100, 10)),
        TrainingConfig(mini_batch_size=1),
        TrainingConfig(augmentation="affine"),
        TrainingConfig(sizes=(784, 30, 30, 10)),
    ],
)
def test_more_work_takes_longer(longer: TrainingConfig) -> None:
    assert seconds_of_run(longer) > seconds_of_run(BOOK)
    fewer = TrainingConfig(training_images=10_000)
    assert seconds_of_run(fewer) < seconds_of_run(BOOK)


def test_held_back_images_are_read_and_not_learnt_from() -> None:
    stopping = TrainingConfig(early_stopping=5, held_back=10_000)
    fifty = TrainingConfig(training_images=50_000)
    assert seconds_of_training(stopping) == seconds_of_training(fifty)
    assert seconds_of_run(stopping) > seconds_of_run(fifty)


def test_an_experiment_is_its_runs_shared_by_the_jobs() -> None:
    experiment = Experiment(BOOK, (SIZES,), seeds=(1, 2, 3))
    small, large = (seconds_of_run(cell.config) for cell in experiment.cells)
    assert seconds_of_experiment(experiment, 1) == pytest.approx(START + 3 * (small + large))
    assert seconds_of_experiment(experiment, 2) == pytest.approx(START + 1.5 * (small + large))
    # More jobs than runs gain nothing: the longest run takes its time.
    assert seconds_of_experiment(experiment, 100) == pytest.approx(START + large)


def test_before_a_run_has_ended_the_time_left_is_the_estimate() -> None:
    experiment = Experiment(BOOK, (SIZES,))
    assert seconds_left(experiment, [], 2) == seconds_of_experiment(experiment, 2)


def test_a_cell_takes_as_long_as_its_ended_runs_and_the_others_in_proportion() -> None:
    experiment = Experiment(BOOK, (SIZES,), seeds=(1, 2))
    runs = list(experiment.runs())
    small, large = (cell.config for cell in experiment.cells)
    epochs = [0.5] * 31
    # The first run of the smaller network took three times as long as estimated.
    first = result(runs[0], *epochs, seconds=3 * seconds_of_training(small))
    expected = 3 * (seconds_of_run(small) + 2 * seconds_of_run(large))
    assert seconds_left(experiment, [first], 1) == pytest.approx(expected)
    # The larger one's took only twice as long: now it is its own measure.
    second = result(runs[1], *epochs, seconds=2 * seconds_of_training(large))
    expected = 3 * seconds_of_run(small) + 2 * seconds_of_run(large)
    assert seconds_left(experiment, [first, second], 1) == pytest.approx(expected)
    assert seconds_left(experiment, [first, second], 2) == pytest.approx(
        max(expected / 2, 3 * seconds_of_run(small), 2 * seconds_of_run(large))
    )


def test_runs_that_stop_early_are_expected_to_do_so_again() -> None:
    experiment = Experiment(TrainingConfig(early_stopping=3, epochs=200), seeds=(1, 2))
    first, _ = experiment.runs()
    stopped = result(first, *[0.5] * 11, seconds=seconds_of_training(first.config, 10))
    assert seconds_left(experiment, [stopped], 1) == pytest.approx(seconds_of_run(first.config, 10))


def test_a_run_that_diverged_at_once_is_no_division_by_zero() -> None:
    experiment = Experiment(BOOK, seeds=(1, 2))
    first, _ = experiment.runs()
    diverged = result(first)._replace(measured=(measured(),), seconds=0.0, diverged=True)
    assert seconds_left(experiment, [diverged], 1) == 0.0


def test_at_the_end_nothing_is_left() -> None:
    experiment = Experiment(BOOK, seeds=(1, 2))
    assert seconds_left(experiment, [result(run) for run in experiment.runs()], 2) == 0.0


def test_every_augmentation_has_its_time() -> None:
    from nn.settings.config import SETTING

    assert estimate.WARP.keys() == SETTING["augmentation"].choices.keys()
