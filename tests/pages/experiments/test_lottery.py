"""The seed lottery, without a browser: its controls, its numbers, and what it says of luck."""

from dataclasses import replace

from streamlit.testing.v1 import AppTest

from nn.experiments.experiment import Experiment
from nn.experiments.study import Study
from nn.settings.presets import PRESETS
from tests.pages.conftest import rerun, text, visitor
from tests.pages.experiments.conftest import draft, put, said, set_up
from tests.pages.experiments.made import SMALL, result_of, results_of

FOUR = Experiment(SMALL, seeds=(1, 2, 3, 4))


def test_it_begins_with_sixteen_seeds_one_epoch_and_the_settings_of_train(
    experiments: AppTest,
) -> None:
    assert draft(experiments) == Experiment(SMALL, seeds=tuple(range(1, 17)))
    assert "16 runs of 1 epoch" in text(experiments)
    visitor(experiments).training.config = replace(SMALL, eta=0.5, epochs=7)
    rerun(experiments)
    assert draft(experiments).base == replace(SMALL, eta=0.5, epochs=1)


def test_the_largest_seeds_there_are_can_be_chosen(experiments: AppTest) -> None:
    largest = 2**32 - 1
    set_up(experiments, Experiment(SMALL, seeds=(largest, 7)))
    rerun(experiments.number_input(key="experiments_seeds").set_value(4))
    assert draft(experiments).seeds == (largest - 3, largest - 2, largest - 1, largest)
    rerun(experiments.number_input(key="experiments_first").set_value(largest))
    assert draft(experiments).seeds[-1] == largest and len(draft(experiments).seeds) == 4


def test_choices_that_come_at_once_all_count(experiments: AppTest) -> None:
    experiments.selectbox(key="experiments_begin_with").set_value("preset chapter-3")
    experiments.number_input(key="experiments_seeds").set_value(5)
    experiments.number_input(key="experiments_first").set_value(100)
    rerun(experiments.number_input(key="experiments_epochs").set_value(3))
    config = replace(PRESETS["chapter-3"].config, epochs=3, seed=100)
    assert draft(experiments) == Experiment(config, seeds=(100, 101, 102, 103, 104))
    assert "5 runs of 3 epochs" in text(experiments)
    visitor(experiments).training.config = replace(SMALL, eta=0.5)
    rerun(experiments)
    assert draft(experiments).base == config
    rerun(experiments.selectbox(key="experiments_begin_with").set_value("train"))
    assert draft(experiments).base == replace(SMALL, eta=0.5, epochs=3, seed=100)


def test_the_settings_are_told_before_the_start_and_beside_the_dots(experiments: AppTest) -> None:
    told = "The same for all: hidden layers 4, cost quadratic, learning rate η 3"
    assert told in text(experiments)
    put(experiments, Study(FOUR, None, results_of(FOUR, 0.9)))
    assert told in text(experiments)


def test_the_numbers_are_those_of_the_dots_and_add_up(experiments: AppTest) -> None:
    put(experiments, Study(FOUR, None, results_of(FOUR, 0.7349, 0.9151, 0.9, 0.91)))
    for number in ("73.5 %", "86.5 %", "91.5 %", "18.0"):  # points, of the numbers as printed
        assert f">{number}</span>" in said(experiments)
    assert "lie up to **18.0 points** apart" in text(experiments)
    (chart, *_) = experiments.get("plotly_chart")
    assert "4 networks" in chart.proto.alt


def test_the_spread_after_the_first_epoch_is_told_beside_that_in_the_end(
    experiments: AppTest,
) -> None:
    three = replace(FOUR, base=replace(SMALL, epochs=3))
    one, other, *_ = three.runs()
    results = [result_of(one, 0.5, 0.7, 0.90), result_of(other, 0.8, 0.9, 0.92)]
    put(experiments, Study(three, None, results))
    assert "After epoch 1 they lay 30.0 points apart, and 2.0 in the end" in text(experiments)


def test_what_is_told_grows_with_the_results(experiments: AppTest) -> None:
    put(experiments, Study(FOUR))
    assert "– %" in said(experiments)
    assert "Each network that has been trained becomes a dot" in text(experiments)
    put(experiments, Study(FOUR, None, results_of(FOUR, 0.80)))
    assert "points** apart" not in text(experiments)
    put(experiments, Study(FOUR, None, results_of(FOUR, 0.80, 0.81, 0.83)))
    assert "points** apart" in text(experiments) and "pairs" not in text(experiments)
    # Pairs of 80, 81, 83 and 87 %: 1, 3, 7, 2, 6 and 4 points.
    put(experiments, Study(FOUR, None, results_of(FOUR, 0.80, 0.81, 0.83, 0.87)))
    assert "in half of all pairs, one is better by 3.5 points or more" in text(experiments)


def test_a_network_can_be_looked_at_without_a_mouse(experiments: AppTest) -> None:
    put(experiments, Study(FOUR, None, results_of(FOUR, 0.9, 0.8)))
    choice = experiments.selectbox(key="experiments_run_of_lottery")
    assert [option.partition(":")[0] for option in choice.options] == ["Seed 1", "Seed 2"]
    rerun(choice.set_value(1))
    assert "**Seed 2**" in text(experiments)
    put(experiments, Study(FOUR, None, results_of(FOUR, 0.9)))  # without that network
    assert experiments.selectbox(key="experiments_run_of_lottery").value is None
