"""A run that was clicked on, without a browser: its network in use, and the same run on Train."""

import pytest
from streamlit.testing.v1 import AppTest

from nn.experiments.experiment import Experiment
from nn.experiments.one_run import Result, pack
from nn.experiments.study import Study
from nn.settings.config import TrainingConfig
from nn.storage import network_files
from pages.ui.app.places import TRAIN
from pages.ui.app.visitor import networks
from pages.ui.every_page import run_control
from pages.ui.experiments import run
from tests.nn.experiments.made import result
from tests.pages.conftest import network_in_use, press, rerun, saved_file, text, visitor
from tests.pages.experiments.conftest import asked, put, said
from tests.pages.experiments.made import finished, results_of, varied

SMALL = TrainingConfig(sizes=(784, 4, 10), training_images=300, epochs=2)
TWO = Experiment(SMALL, varied(eta=(0.5, 3.0)), (4, 5))


@pytest.fixture
def page(experiments: AppTest) -> AppTest:
    """Return the app with an experiment that has ended, and one of its runs chosen."""
    look_at(experiments, finished(TWO, 0.8, 0.9))
    return experiments


def look_at(app: AppTest, study: Study) -> None:
    asked(app).study, asked(app).run = study, 3
    rerun(app)


def chosen(app: AppTest) -> Result:
    study = asked(app).study
    assert study is not None
    return next(result for result in study.snapshot().results if result.number == 3)


def test_how_a_run_ended_is_shown_letter_by_letter_since_a_file_may_say_anything() -> None:
    changes = {"diverged": True, "message": "![a](https://example.org/a.png)"}
    diverged = result(next(Experiment(SMALL).runs()), 0.1, 0.9, 0.9, **changes)
    words = run.after_epochs(diverged)
    assert "![a](" not in words and "a.png" in words


def test_a_run_says_how_it_went_and_another_is_chosen_without_a_mouse(page: AppTest) -> None:
    assert "**Learning rate η 3, seed 5**" in said(page)
    assert "After epoch 1: 88.5 % and 2: 90.5 %." in said(page)
    choice = page.selectbox(key="experiments_run_number")
    assert choice.options[1] == "B: 3, seed 4: 90.4\N{NO-BREAK SPACE}%"
    rerun(choice.set_value(0))
    assert "**Learning rate η 0.5, seed 4**" in text(page)
    put(page, Study(TWO, None, results_of(TWO, 0.5)))  # without the other runs
    asked(page).run = 3
    rerun(page)
    assert page.selectbox(key="experiments_run_number").value is None


def test_its_network_becomes_the_one_in_use_and_another_one_stays_a_choice(page: AppTest) -> None:
    press(page, "Use this network")
    session, own = visitor(page), chosen(page)
    used = networks.in_use(session)
    assert pack(used.network) == own.parameters
    assert used.story.startswith("A run of an experiment: learning rate η 3, seed 5. Trained on")
    assert used.origin.config == own.config
    assert used.origin.test_accuracy == own.final.test_accuracy
    assert "This network is in use" in text(page)
    saved = network_files.load(saved_file(session))
    assert saved.provenance.note == "A run of an experiment: learning rate η 3, seed 5."
    assert saved.provenance.epochs == 2
    rerun(network_in_use(page).set_value("book"))
    assert "experiment" in networks.choices(session)
    assert "This network is in use" not in text(page)


def test_a_network_that_was_not_kept_or_diverged_cannot_be_used(page: AppTest) -> None:
    study = asked(page).study
    assert study is not None
    results = study.snapshot().results
    study.note(results=tuple(result._replace(parameters=None) for result in results))
    rerun(page)
    assert "Train makes it again, bit for bit" in text(page)
    assert not [b for b in page.button if b.label == "Use this network"]
    look_at(page, finished(TWO, 0.1, 0.1, diverged=True))
    assert "so there is no network to use" in text(page)
    assert not [b for b in page.button if b.label == "Use this network"]


def test_it_opens_on_train_where_another_run_makes_way(page: AppTest) -> None:
    session = visitor(page)
    run_control.take_step(session)
    rerun(page)
    assert "Opening it on Train replaces your current run there" in text(page)
    press(page, "Open on Train")
    assert session.visit.page == TRAIN.title
    assert session.training.run and session.training.run.begun_with == chosen(page).config
