"""Compare, without a browser: what is set up, and what is said of the results."""

from dataclasses import replace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from nn.beginning import initial_network
from nn.experiments.experiment import Experiment
from nn.experiments.of_the_book import PRESETS
from nn.experiments.study import Study
from nn.settings.config import SETTINGS, TrainingConfig
from pages.ui.app.state.experiments import Way
from pages.ui.app.state.form import others
from pages.ui.experiments.wording import same_beginnings
from tests.pages.conftest import html_of, rerun, text, visitor
from tests.pages.experiments.conftest import draft, put, said, set_up
from tests.pages.experiments.made import finished, results_of, varied

SMALL = TrainingConfig(sizes=(784, 4, 10), training_images=200, epochs=2)
PAIR = Experiment(SMALL, varied(eta=(0.5, 3.0)), (1, 2, 3, 4, 5))


@pytest.fixture
def page(experiments: AppTest) -> AppTest:
    """Return the app at Compare, as a new visitor finds it."""
    session = visitor(experiments)
    session.experiments.way, session.training.config = Way.COMPARE, TrainingConfig()
    rerun(experiments)
    return experiments


def test_a_new_visitor_compares_two_configurations_of_trains_settings(page: AppTest) -> None:
    experiment = draft(page)
    assert experiment.varied == varied(initialisation=("normal", "sqrt-n"))
    assert len(experiment.seeds) == 5
    visitor(page).training.config = TrainingConfig(eta=0.7)
    rerun(page)
    assert draft(page).base.eta == 0.7 and draft(page).base.epochs == 3


def test_the_settings_that_differ_have_a_control_for_each_configuration(page: AppTest) -> None:
    rerun(page.multiselect(key="experiments_names").set_value(["sizes", "cost", "eta"]))
    rerun(page.segmented_control(key="experiments_rows").set_value(3))
    rerun(page.text_input(key="experiments_sizes_1").set_value("100, 50"))
    rerun(page.selectbox(key="experiments_cost_2").set_value("cross-entropy"))
    rerun(page.number_input(key="experiments_eta_2").set_value(0.5))
    experiment = draft(page)
    assert experiment.paired and [c.config.sizes for c in experiment.cells] == [
        (784, 30, 10),
        (784, 100, 50, 10),
        (784, 30, 10),
    ]
    assert [(c.config.cost, c.config.eta) for c in experiment.cells][2] == ("cross-entropy", 0.5)
    assert all(c.config.initialisation == "normal" for c in experiment.cells)


def test_configurations_that_are_the_same_or_that_no_run_can_be_made_of(page: AppTest) -> None:
    rerun(page.multiselect(key="experiments_names").set_value(["eta"]))
    rerun(page.number_input(key="experiments_eta_1").set_value(3.0))
    assert "A and B are the same; change a value of one." in text(page)
    assert page.number_input(key="experiments_eta_1").value == 3.0
    rerun(page.multiselect(key="experiments_names").set_value([]))
    assert "Choose a setting that varies, and two values of it or more." in text(page)
    rerun(page.multiselect(key="experiments_names").set_value(["training_images"]))
    rerun(page.number_input(key="experiments_training_images_1").set_value(5))
    assert "No run can be made with" in text(page)
    rerun(page.multiselect(key="experiments_names").set_value(["sizes"]))
    rerun(page.text_input(key="experiments_sizes_1").set_value("many"))
    assert "The setting stays as it was." in text(page)
    assert page.text_input(key="experiments_sizes_1").value == "100"


@pytest.mark.parametrize("name", PRESETS)
def test_one_of_the_books_experiments_is_set_up_as_the_book_has_it(
    page: AppTest, name: str
) -> None:
    rerun(page.selectbox(key="experiments_begin_with").set_value(f"book {name}"))
    assert draft(page) == PRESETS[name].experiment
    assert page.selectbox(key="experiments_begin_with").value == f"book {name}"


def test_what_is_changed_is_no_longer_the_books(page: AppTest) -> None:
    rerun(page.selectbox(key="experiments_begin_with").set_value("book eta"))
    rerun(page.number_input(key="experiments_epochs").set_value(3))
    rerun(page.number_input(key="experiments_seeds").set_value(4))
    assert page.selectbox(key="experiments_begin_with").value == "book eta"
    rerun(page.number_input(key="experiments_eta_0").set_value(0.05))
    assert page.selectbox(key="experiments_begin_with").value == ""


def test_an_experiment_from_elsewhere_is_taken_over(page: AppTest) -> None:
    crossed = varied(eta=(0.5, 3.0), cost=("quadratic", "cross-entropy"))
    given = Experiment(SMALL, crossed, (4, 5))
    set_up(page, given)
    assert [cell.config for cell in draft(page).cells] == [cell.config for cell in given.cells]
    assert page.segmented_control(key="experiments_rows").value == 4


@pytest.mark.parametrize(
    ("ends", "seeds", "sentence"),
    [
        ((0.8, 0.9), 5, "**B reads more than A**: 10.0 points on average (Mann–Whitney U test, p"),
        ((0.9, 0.9), 5, "A and B **cannot be told apart** with so few seeds (Mann–Whitney U"),
        ((0.8, 0.9), 2, "it takes at least 4 for each, and this experiment has 2 seeds"),
    ],
)
def test_what_can_be_told_apart_is_said_with_the_test(
    ends: tuple[float, ...], seeds: int, sentence: str, page: AppTest
) -> None:
    put(page, finished(replace(PAIR, seeds=tuple(range(1, seeds + 1))), *ends))
    assert sentence in said(page)


def test_the_points_between_two_are_those_of_the_numbers_above(page: AppTest) -> None:
    # 80.36 and 90.34 % are printed as 80.4 and 90.3 %.
    put(page, Study(PAIR, None, results_of(PAIR, *[0.8036, 0.9034] * 5)))
    assert "80.4" in html_of(page) and "90.3" in html_of(page)
    assert "**B reads more than A**: 9.9 points on average" in text(page)


def test_that_the_seeds_are_too_few_is_said_before_the_start(page: AppTest) -> None:
    few = "With 3 seeds for each, the two configurations cannot be told apart; that takes 4."
    assert few not in text(page)
    rerun(page.number_input(key="experiments_seeds").set_value(3))
    assert few in text(page)


def test_the_page_shows_what_differs_the_spread_and_another_measure(page: AppTest) -> None:
    put(page, finished(PAIR, 0.8, 0.9))
    assert "<b>0.5</b>" in html_of(page) and "<b>3</b>" in html_of(page)
    assert "The same for all: hidden layers 4, cost quadratic, mini-batch size 10" in said(page)
    assert "± 0.2 points, 5 runs" in said(page)
    rerun(page.segmented_control(key="compare_measure").set_value("train_cost"))
    assert "**Cost** on training images" in text(page)


def test_the_book_stands_beside_its_experiment(page: AppTest) -> None:
    preset = PRESETS["hidden"]
    base = replace(preset.experiment.base, epochs=2)
    put(page, finished(replace(preset.experiment, base=base), 0.8, 0.9))
    assert "A: 30 neurons, seed 1: " in page.selectbox(key="experiments_run_of_compare").options[0]
    assert "**What the book found.** 95.42 %" in text(page)
    assert "The book trains for 30 epochs, this experiment for 2." in text(page)


# The same initial weights


def weights_of(config: TrainingConfig) -> list[bytes]:
    return [weights.tobytes() for weights in initial_network(config).weights]


@pytest.mark.parametrize("setting", [s for s in SETTINGS if s.name != "seed"], ids=lambda s: s.name)
def test_the_same_initial_weights_are_promised_where_they_are_the_same(setting: Any) -> None:
    first, second = others(setting, setting.default)[:2]
    experiment = Experiment(TrainingConfig(), varied(**{setting.name: (first, second)}))
    promised = "all of them begin with the same initial weights" in same_beginnings(experiment)
    one, other = (weights_of(cell.config) for cell in experiment.cells)
    assert promised == (one == other)


def test_which_of_several_begin_with_the_same_weights() -> None:
    rows = varied(
        sizes=((784, 30, 10), (784, 30, 10), (784, 30, 10), (784, 10)),
        initialisation=("normal", "normal", "sqrt-n", "normal"),
        eta=(1.0, 2.0, 3.0, 4.0),
    )
    assert same_beginnings(Experiment(TrainingConfig(), rows, paired=True)) == (
        "With the same seed, A and B begin with the same initial weights and C has the initial "
        "weights of A and B divided by √n, where n is how many numbers go into a neuron; D not."
    )
