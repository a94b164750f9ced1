"""Experiments, without a browser: start, stop, go on, and begin again."""

import pytest
from streamlit.testing.v1 import AppTest

from nn.experiments.study import StudyState
from nn.settings.config import TrainingConfig
from pages.ui.app.places import EXPERIMENTS
from pages.ui.app.state.experiments import Way
from tests.pages.conftest import Open, rerun, text, until, visitor

SMALL = TrainingConfig(sizes=(784, 4, 10), training_images=200, epochs=1)


@pytest.fixture
def experiments(open_app: Open) -> AppTest:
    """Return the app at Experiments, with settings on Train that take no time."""
    app = open_app(EXPERIMENTS, "book")
    visitor(app).training.config = SMALL
    rerun(app)
    return app


def press(app: AppTest, name: str) -> None:
    rerun(app.button(key=f"experiments_{name}").click())


def test_each_way_of_asking_has_its_question(experiments: AppTest) -> None:
    questions = set()
    for way in Way:
        rerun(experiments.segmented_control(key="experiments_way").set_value(way))
        questions.add(experiments.main.markdown[0].value)
        assert visitor(experiments).experiments.now.draft is not None
    assert len(questions) == len(Way)


def test_an_experiment_runs_to_its_end_and_another_one_begins_with_the_same_controls(
    experiments: AppTest,
) -> None:
    rerun(experiments.number_input(key="lottery_seeds").set_value(4))
    press(experiments, "start")
    study = visitor(experiments).experiments.now.study
    assert study is not None
    until(lambda: study.state is StudyState.FINISHED)
    rerun(experiments)
    assert "of 4 networks" in text(experiments)
    press(experiments, "new_experiment")
    assert experiments.number_input(key="lottery_seeds").value == 4
    assert visitor(experiments).experiments.now.study is None
