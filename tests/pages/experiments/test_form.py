"""The form, without a browser: its three starts, what varies, and what it says."""

from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from nn.experiments.experiment import Experiment, Varied
from nn.experiments.of_the_book import PRESETS as OF_BOOK
from nn.experiments.summary import fewest_seeds
from nn.settings.config import SETTINGS, TrainingConfig
from nn.settings.presets import PRESETS
from pages.ui.app.state.experiments import Form
from pages.ui.experiments.form import STARTS, USUAL
from tests.pages.conftest import rerun, text, visitor
from tests.pages.experiments.conftest import asked, draft
from tests.pages.experiments.made import SMALL, varied


def vary(app: AppTest, *names: str) -> None:
    rerun(app.multiselect(key="experiments_names").set_value(list(names)))


def give(app: AppTest, name: str, values: str) -> None:
    rerun(app.text_input(key=f"experiments_values_{name}").set_value(values))


@pytest.mark.parametrize(
    ("name", "how_much"),
    [("lottery", "16 runs of 1 epoch"), ("compare", "10 runs of 3"), ("search", "45 runs of 1")],
)
def test_a_start_fills_in_the_form_with_the_settings_of_train(
    name: str, how_much: str, experiments: AppTest
) -> None:
    if name != "lottery":  # which is there at first
        rerun(experiments.segmented_control(key="experiments_start_with").set_value(name))
    assert experiments.segmented_control(key="experiments_start_with").value == name
    assert {named for named, _ in draft(experiments).varied} == set(STARTS[name].form().values)
    assert how_much in text(experiments)
    few = f"that takes {fewest_seeds(len(draft(experiments).cells))} of each."
    assert (few in text(experiments)) == (name == "search")
    visitor(experiments).training.config = replace(SMALL, lmbda=0.7, epochs=7)
    rerun(experiments)
    assert draft(experiments).base.lmbda == 0.7
    assert draft(experiments).base.epochs == STARTS[name].form().base.epochs


def test_values_are_a_list_a_range_or_chosen(experiments: AppTest) -> None:
    vary(experiments, "sizes", "activation")
    give(experiments, "sizes", "30, 100x50, none")
    rerun(experiments.multiselect(key="experiments_chosen_activation").set_value(["tanh", "relu"]))
    assert draft(experiments).varied == (
        Varied("sizes", ((784, 30, 10), (784, 100, 50, 10), (784, 10))),
        Varied("activation", ("tanh", "relu")),
    )
    vary(experiments, "eta")
    give(experiments, "eta", "1..4*4")
    assert draft(experiments).varied == varied(eta=(1.0, 2.0, 3.0, 4.0))
    assert "4 combinations. " in text(experiments)
    assert experiments.segmented_control(key="experiments_start_with").value == "compare"


def test_two_settings_go_each_with_each_or_in_pairs_or_as_random_points(
    experiments: AppTest,
) -> None:
    vary(experiments, "eta", "cost")
    assert len(draft(experiments).cells) == 4
    rerun(experiments.segmented_control(key="experiments_how").set_value("paired"))
    give(experiments, "eta", "3, 0.5, 1")
    give(experiments, "cost", "quadratic, cross-entropy, quadratic")
    costs = ("quadratic", "cross-entropy", "quadratic")
    assert draft(experiments).paired
    assert draft(experiments).varied == varied(eta=(3.0, 0.5, 1.0), cost=costs)
    give(experiments, "cost", "quadratic, cross-entropy")
    assert "Paired settings need as many values each" in text(experiments)
    rerun(experiments.segmented_control(key="experiments_how").set_value("random"))
    rerun(experiments.number_input(key="experiments_points").set_value(40))
    first = draft(experiments)
    assert first.paired and len(first.cells) == 40
    assert all(0.5 <= cell.config.eta <= 3 for cell in first.cells)
    rerun(experiments)
    assert draft(experiments) == first
    vary(experiments, "eta")
    assert draft(experiments).varied == varied(eta=(3.0, 0.5, 1.0))


@pytest.mark.parametrize(
    ("name", "values", "sentence"),
    [
        ("eta", "3", "Give two values or more of what varies."),
        ("eta", "0.1, quick", "Learning rate η: expected a number, got 'quick'."),
        ("eta", "", "Learning rate η: an entry is empty; type a number."),
        ("eta", "20..1*3", "expected a range from a smaller to a larger number"),
        ("training_images", "5, 100", "No run can be made with"),
    ],
)
def test_what_no_experiment_can_be_made_of_is_said_and_kept(
    name: str, values: str, sentence: str, experiments: AppTest
) -> None:
    vary(experiments, name)
    give(experiments, name, values)
    assert sentence in text(experiments) and asked(experiments).experiment is None
    assert experiments.text_input(key=f"experiments_values_{name}").value == values
    assert not [button for button in experiments.main.button if button.label == "Start"]


def test_choices_that_come_at_once_all_count(experiments: AppTest) -> None:
    experiments.selectbox(key="experiments_begin_with").set_value(
        f"Preset: {PRESETS['chapter-3'].title}"
    )
    experiments.text_input(key="experiments_seeds").set_value("100-104")
    rerun(experiments.number_input(key="experiments_epochs").set_value(3))
    config = replace(PRESETS["chapter-3"].config, epochs=3, seed=100)
    assert draft(experiments) == Experiment(config, seeds=(100, 101, 102, 103, 104))
    visitor(experiments).training.config = replace(SMALL, eta=0.5)
    rerun(experiments)
    assert draft(experiments).base == config
    rerun(experiments.selectbox(key="experiments_begin_with").set_value("Train's settings"))
    assert draft(experiments).base == replace(SMALL, eta=0.5, epochs=3, seed=100)


@pytest.mark.parametrize("name", OF_BOOK)
def test_one_of_the_books_experiments_is_set_up_until_it_is_changed(
    experiments: AppTest, name: str
) -> None:
    title = f"The book: {OF_BOOK[name].title}"
    rerun(experiments.selectbox(key="experiments_begin_with").set_value(title))
    assert draft(experiments) == OF_BOOK[name].experiment
    rerun(experiments.number_input(key="experiments_epochs").set_value(2))
    assert experiments.selectbox(key="experiments_begin_with").value == title
    vary(experiments)
    assert experiments.selectbox(key="experiments_begin_with").value == "These settings"


def test_the_usual_values_of_every_setting_make_an_experiment() -> None:
    for setting in SETTINGS:
        values = USUAL.get(setting.name) or ", ".join(setting.choices)
        if setting.name != "seed":
            assert len(Form(TrainingConfig(), "1", {setting.name: values}).experiment().cells) > 1
