"""The app at Experiments, with settings on Train that take no time, and what is on the page."""

from collections.abc import Iterator

import pytest
from streamlit.testing.v1 import AppTest

from nn.experiments.experiment import Experiment
from nn.experiments.in_the_app import STUDIES
from nn.experiments.study import Study
from pages.ui.app.places import EXPERIMENTS
from pages.ui.app.state.experiments import Asked, form_of
from tests.pages.conftest import Open, html_of, rerun, text, visitor
from tests.pages.experiments.made import SMALL


@pytest.fixture
def experiments(open_app: Open) -> Iterator[AppTest]:
    """Return the app at Experiments; what is under way ends with the test."""
    app = open_app(EXPERIMENTS, "book")
    visitor(app).training.config = SMALL
    rerun(app)
    yield app
    if study := asked(app).study:
        STUDIES.stop(study)


def asked(app: AppTest) -> Asked:
    return visitor(app).experiments


def draft(app: AppTest) -> Experiment:
    experiment = asked(app).experiment
    assert experiment is not None
    return experiment


def set_up(app: AppTest, experiment: Experiment) -> None:
    """Let the visitor have an experiment set up, such as from a link."""
    asked(app).form = form_of(experiment)
    rerun(app)


def put(app: AppTest, study: Study) -> None:
    """Let the visitor look at an experiment as if it had been carried out."""
    asked(app).study, asked(app).chart = study, ""
    rerun(app)


def said(app: AppTest) -> str:
    """Return what the page says, with ordinary spaces and without escapes."""
    return (html_of(app) + text(app)).replace("\N{NO-BREAK SPACE}", " ").replace("\\", "")
