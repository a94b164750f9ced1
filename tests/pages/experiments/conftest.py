"""The app at Experiments, with settings on Train that take no time."""

from collections.abc import Iterator

import pytest
from streamlit.testing.v1 import AppTest

from nn.experiments.host import STUDIES
from pages.ui.app.places import EXPERIMENTS
from tests.pages.conftest import Open, rerun, visitor
from tests.pages.experiments.made import SMALL


@pytest.fixture
def experiments(open_app: Open) -> Iterator[AppTest]:
    """Return the app at Experiments; what is under way ends with the test."""
    app = open_app(EXPERIMENTS, "book")
    visitor(app).training.config = SMALL
    rerun(app)
    yield app
    for study in visitor(app).experiments.studies:
        STUDIES.stop(study)
