"""Search, without a browser: what is set up, and what is said of the results."""

import pytest
from streamlit.testing.v1 import AppTest

from nn.experiments.experiment import Experiment, Varied
from nn.experiments.summary import fewest_seeds
from nn.settings.config import SETTINGS, TrainingConfig
from pages.ui.app.state.experiments import Way
from pages.ui.app.state.form import Form, axis_of
from tests.pages.conftest import rerun, text, visitor
from tests.pages.experiments.conftest import asked, draft, put, said, set_up
from tests.pages.experiments.made import SMALL, finished, varied


@pytest.fixture
def page(experiments: AppTest) -> AppTest:
    """Return the app at Search over two settings."""
    session = visitor(experiments)
    session.experiments.way, session.training.config = Way.SEARCH, TrainingConfig()
    axes = [axis_of("eta"), axis_of("mini_batch_size")]
    session.experiments.now.form = Form(TrainingConfig(epochs=1), (1, 2, 3), axes, "grid")
    rerun(experiments)
    return experiments


def test_a_new_visitor_searches_a_grid_over_two_settings(page: AppTest) -> None:
    asked(page).form = None
    rerun(page)
    assert draft(page).varied == varied(
        eta=(0.1, 0.316, 1.0, 3.16, 10.0), sizes=((784, 10, 10), (784, 30, 10), (784, 100, 10))
    )
    assert not draft(page).paired and draft(page).seeds == (1, 2, 3)
    assert "15 combinations: learning rate η 0.1, 0.316, 1, 3.16 and 10; hidden" in text(page)


def test_a_range_and_a_list(page: AppTest) -> None:
    rerun(page.number_input(key="experiments_start_eta").set_value(1.0))
    rerun(page.number_input(key="experiments_end_eta").set_value(4.0))
    rerun(page.number_input(key="experiments_count_eta").set_value(4))
    rerun(page.segmented_control(key="experiments_as_list_mini_batch_size").set_value(True))
    rerun(page.text_input(key="experiments_text_mini_batch_size").set_value("5, 20"))
    assert draft(page).varied == varied(eta=(1.0, 2.0, 3.0, 4.0), mini_batch_size=(5, 20))


def test_one_setting_alone_and_settings_that_are_no_numbers(page: AppTest) -> None:
    rerun(page.multiselect(key="experiments_names").set_value(["eta"]))
    assert [name for name, _ in draft(page).varied] == ["eta"]
    rerun(page.multiselect(key="experiments_names").set_value(["sizes"]))
    rerun(page.text_input(key="experiments_text_sizes").set_value("30, 100x50, none"))
    assert draft(page).varied == varied(sizes=((784, 30, 10), (784, 100, 50, 10), (784, 10)))
    rerun(page.multiselect(key="experiments_names").set_value(["sizes", "activation"]))
    rerun(page.multiselect(key="experiments_chosen_activation").set_value(["tanh", "relu"]))
    assert draft(page).varied[1] == Varied("activation", ("tanh", "relu"))


def test_random_points_are_the_same_each_time(page: AppTest) -> None:
    rerun(page.segmented_control(key="experiments_how").set_value("random"))
    rerun(page.number_input(key="experiments_points").set_value(40))
    first = draft(page)
    assert first.paired and len(first.cells) == 40
    rerun(page)
    assert draft(page) == first


def test_what_stands_for_no_values_is_said_and_kept(page: AppTest) -> None:
    rerun(page.number_input(key="experiments_start_eta").set_value(20.0))
    assert "expected a range from a smaller to a larger number" in text(page)
    assert (
        asked(page).experiment is None
        and page.number_input(key="experiments_start_eta").value == 20
    )
    rerun(page.segmented_control(key="experiments_as_list_eta").set_value(True))
    rerun(page.text_input(key="experiments_text_eta").set_value("0.1, quick"))
    assert "Learning rate η: expected a number, got 'quick'." in text(page)
    assert page.text_input(key="experiments_text_eta").value == "0.1, quick"


def test_one_value_of_each_setting_is_nothing_to_search(page: AppTest) -> None:
    rerun(page.multiselect(key="experiments_names").set_value(["activation"]))
    rerun(page.multiselect(key="experiments_chosen_activation").set_value(["tanh"]))
    assert "Choose a setting that varies, and two values of it or more." in text(page)
    assert not [button for button in page.main.button if button.label == "Start"]


def test_an_experiment_from_elsewhere_is_taken_over(page: AppTest) -> None:
    for experiment in (
        Experiment(SMALL, varied(sizes=((784, 30, 10), (784, 10))), (4,)),
        Experiment(SMALL, varied(eta=(0.5, 3.0), momentum=(0.0, 0.0)), (4,), paired=True),
    ):
        set_up(page, experiment)
        assert draft(page) == experiment


BEST = [
    "best: learning rate η 1",
    "cannot be told from it (Mann–Whitney U test):\n\n- **learning rate η 3**",
    "The other one reads less, beyond luck.",
]
FEW = ["with fewer than 5 seeds for each, and this search has 1 seed"]


@pytest.mark.parametrize(("seeds", "sentences"), [(8, BEST), (1, FEW)])
def test_the_best_is_named_and_what_cannot_be_told_from_it(
    seeds: int, sentences: list[str], page: AppTest
) -> None:
    etas = varied(eta=(0.5, 1.0, 3.0))
    put(page, finished(Experiment(SMALL, etas, tuple(range(1, seeds + 1))), 0.5, 0.9, 0.9))
    assert [sentence for sentence in sentences if sentence not in said(page)] == []


def test_that_the_seeds_are_too_few_is_said_before_the_start(page: AppTest) -> None:
    cells = len(draft(page).cells)
    few = f"With 3 seeds for each, no two of {cells} combinations can be told apart; that takes "
    assert f"{few}{fewest_seeds(cells)}." in text(page)
    rerun(page.number_input(key="experiments_seeds").set_value(fewest_seeds(cells)))
    assert "can be told apart" not in text(page)


def test_the_combination_that_is_chosen_shows_its_numbers_and_a_run(page: AppTest) -> None:
    experiment = Experiment(SMALL, varied(eta=(0.5, 3.0), mini_batch_size=(10, 20)), (1, 2, 3))
    put(page, finished(experiment, 0.5, 0.6, 0.7, 0.8))
    rerun(page.selectbox(key="search_cell").set_value(2))
    assert asked(page).cell == 2 and asked(page).run == 2
    assert "± 0.1 points, 3 runs<" in said(page)
    assert "± is the standard deviation of the runs" in text(page)
    assert "**Learning rate η 3, mini-batch size 10, seed 1**" in text(page)
    asked(page).cell = 99  # as nobody can click
    rerun(page)


def test_every_setting_can_be_searched() -> None:
    for setting in SETTINGS:
        if setting.name != "seed":
            form = Form(TrainingConfig(), (1,), [axis_of(setting.name)], "grid")
            assert len(form.experiment().cells) >= 2
