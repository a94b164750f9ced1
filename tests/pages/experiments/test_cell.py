"""A run that was clicked on, without a browser: its network in use, and the same run on Train."""

import io
from dataclasses import replace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from nn.experiments.experiment import Experiment, Varied
from nn.experiments.measuring import Result, measure, network_of
from nn.experiments.study import Study
from nn.network import Network
from nn.runs.records import RunState
from nn.settings.config import TrainingConfig
from nn.storage import network_files
from pages.ui.app import networks, runs
from pages.ui.app.places import EXPERIMENTS, TRAIN
from pages.ui.app.state.experiments import Way
from pages.ui.experiments import cell
from pages.ui.train import network_file
from tests.pages.conftest import Open, html_of, network_in_use, rerun, text, until, visitor
from tests.pages.experiments.trained import by_cell, finished, result

SMALL = TrainingConfig(sizes=(784, 4, 10), training_images=300, epochs=2)
TWO = Experiment(SMALL, (Varied("eta", (0.5, 3.0)),), (4, 5))


@pytest.fixture
def page(open_app: Open) -> AppTest:
    """Return the app at Compare with an experiment that has ended, and one of its runs chosen."""
    app = open_app(EXPERIMENTS, "book")
    visitor(app).experiments.way = Way.COMPARE
    look_at(app, finished(TWO, by_cell(0.8, 0.9)), 3)
    return app


def look_at(app: AppTest, study: Study, run: int) -> None:
    asked = visitor(app).experiments.asked[Way.COMPARE]
    asked.study, asked.run = study, run
    rerun(app)


def press(app: AppTest, name: str) -> None:
    rerun(app.button(key=f"experiments_{name}").click())


def chosen(app: AppTest) -> Result:
    study = visitor(app).experiments.asked[Way.COMPARE].study
    assert study is not None
    return next(r for r in study.snapshot().results if r.number == 3)


def same(a: Network, b: Network) -> bool:
    return all(
        np.array_equal(x, y)
        for x, y in zip((*a.weights, *a.biases), (*b.weights, *b.biases), strict=True)
    )


def test_a_run_says_what_it_is_and_how_it_went(page: AppTest) -> None:
    assert "**Learning rate η 3, seed 5**" in text(page)
    assert "After epoch 1: 88.5\N{NO-BREAK SPACE}% and 2: 90.5\N{NO-BREAK SPACE}%." in text(page)
    assert "90.5\N{NO-BREAK SPACE}%" in html_of(page)


def test_how_a_run_ended_is_shown_letter_by_letter_since_a_file_may_say_anything() -> None:
    run = next(Experiment(SMALL).runs())
    there = result(run, lambda _, epoch: 0.9, diverged=True)
    said = cell.after_epochs(there._replace(message="![a](https://example.org/a.png)"))
    assert "![a](" not in said and "a.png" in said


def test_of_many_epochs_some_are_written_out() -> None:
    run = next(Experiment(replace(SMALL, epochs=30)).runs())
    said = cell.after_epochs(result(run, lambda _, epoch: 0.9))
    assert said.startswith("After epoch 1: ") and "30: " in said and said.count("%") == 6


def test_its_network_becomes_the_one_in_use(page: AppTest) -> None:
    press(page, "use")
    session, network = visitor(page), network_of(chosen(page))
    used = networks.in_use(session)
    assert network is not None and same(used.network, network)
    assert used.story.startswith(
        "A run of an experiment: learning rate η 3, seed 5. Trained on 300 images of MNIST"
    )
    assert networks.config_of(session, used) == chosen(page).config
    assert networks.origin_of(session, used).test_accuracy == chosen(page).final.test_accuracy
    assert network_in_use(page).value == "experiment"
    assert "This network is in use" in text(page)
    saved = network_files.load(io.BytesIO(network_file.content(session)).getvalue())
    assert saved.provenance.note == "A run of an experiment: learning rate η 3, seed 5."
    assert saved.provenance.epochs == 2


def test_another_network_stays_a_choice_beside_it(page: AppTest) -> None:
    press(page, "use")
    rerun(network_in_use(page).set_value("book"))
    assert "experiment" in networks.choices(visitor(page))
    assert "This network is in use" not in text(page)


def test_a_network_that_was_not_kept_is_trained_again(page: AppTest) -> None:
    study = visitor(page).experiments.asked[Way.COMPARE].study
    assert study is not None and study.forget_networks()
    rerun(page)
    assert not [b for b in page.button if b.key == "experiments_use"]
    assert "Train makes it again, bit for bit" in text(page)


def test_a_run_that_diverged_has_no_network_to_use(page: AppTest) -> None:
    results = [result(run, by_cell(0.1, 0.1), diverged=True) for run in TWO.runs()]
    look_at(page, Study(TWO, None, results), 3)
    assert "so there is no network to use" in text(page)
    assert not [b for b in page.button if b.key == "experiments_use"]


@pytest.mark.slow
def test_train_makes_the_same_network_bit_for_bit(page: AppTest) -> None:
    run = list(TWO.runs())[3]
    trained = measure(run, keeps_network=True)
    assert trained is not None
    look_at(page, Study(TWO, None, [trained]), 3)
    press(page, "open")
    session = visitor(page)
    assert session.visit.page == TRAIN.title and session.training.config == run.config
    rerun(page.button(key="play").click())
    own = session.training.run
    assert own is not None
    until(lambda: own.state is RunState.FINISHED)
    view, network = own.snapshot(), network_of(trained)
    assert network is not None and same(view.newest, network)
    ends = [c.test.accuracy for c in view.checkpoints if c.position in (1, 2)]
    assert ends == [trained.after(epoch).test_accuracy for epoch in (1, 2)]


def test_a_run_on_train_makes_way_and_the_page_says_so(page: AppTest) -> None:
    session = visitor(page)
    session.training.config = SMALL
    runs.take_step(session)
    before = session.training.run
    rerun(page)
    assert "Train has a run of yours, which makes way for this one." in text(page)
    press(page, "open")
    assert session.training.run is not before
    assert session.training.begun_with == chosen(page).config
    assert runs.view_of(session.training).state is RunState.READY  # type: ignore[union-attr]


def test_the_same_run_on_train_is_left_alone(page: AppTest) -> None:
    session = visitor(page)
    session.training.config = chosen(page).config
    runs.take_step(session)
    before = session.training.run
    rerun(page)
    assert "makes way" not in text(page)
    press(page, "open")
    assert session.training.run is before
