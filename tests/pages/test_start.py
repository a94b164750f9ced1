"""What is done when the server starts, and when it ends."""

import pytest
from joblib.externals.loky import reusable_executor

from nn.experiments.engine import Here
from nn.experiments.experiment import Experiment
from nn.experiments.host import Studies
from nn.experiments.study import Study, StudyState
from nn.settings.config import TrainingConfig
from pages.ui.app import start
from tests.pages.conftest import run_apart, until

pytestmark = pytest.mark.slow


def test_an_experiment_ends_with_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    studies = Studies(lambda: Here(1))
    monkeypatch.setattr(start, "STUDIES", studies)
    monkeypatch.setattr(start, "prepare", lambda: None)
    study = Study(Experiment(TrainingConfig(epochs=500), seeds=(1, 2)))

    async def serve() -> None:
        async with start.started(None):
            studies.start(study)
            until(lambda: study.state is StudyState.RUNNING)

    run_apart(serve())
    assert study.state is StudyState.STOPPED and studies._thread is None
    assert reusable_executor._executor is None or not reusable_executor._executor._processes
