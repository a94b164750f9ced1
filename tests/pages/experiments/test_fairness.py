"""What the page says of an experiment that waits, or shares the cores."""

import pytest

from nn.experiments.experiment import Experiment
from nn.experiments.study import StudyState, StudyView
from nn.runs.host import HOST
from nn.settings.config import TrainingConfig
from pages.ui.app import studies

EXPERIMENT = Experiment(TrainingConfig(), seeds=(1, 2, 3))
RUNS, WAITS = StudyState.RUNNING, StudyState.WAITING


@pytest.mark.parametrize(
    ("view", "training", "somebody_waits", "words"),
    [
        (StudyView(EXPERIMENT, WAITS, place=2), 0, False, "Waits for another experiment: 2nd in"),
        (StudyView(EXPERIMENT, RUNS, at_once=2), 0, False, ""),
        (StudyView(EXPERIMENT, RUNS, at_once=2), 2, False, "Shares the cores with 2 runs that"),
        (StudyView(EXPERIMENT, RUNS, at_once=1), 2, True, "One run at a time, since a run"),
        (StudyView(EXPERIMENT, RUNS, at_once=8, is_here=False), 2, False, "On the cluster, 8 runs"),
    ],
)
def test_an_experiment_says_whom_it_waits_for_and_shares_with(
    view: StudyView,
    training: int,
    somebody_waits: bool,
    words: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(type(HOST), "training", training)
    monkeypatch.setattr(type(HOST), "somebody_waits", somebody_waits)
    monkeypatch.setattr(studies, "cores", lambda: 2)
    fair = studies.fairness(view)
    assert fair in studies.in_words(view)
    assert fair.startswith(words) and bool(fair) == bool(words)


def test_how_long_a_cluster_takes_nobody_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EXPERIMENT_SCHEDULER", "tcp://127.0.0.1:8786")
    assert studies.how_much(EXPERIMENT) == "3 runs of 30 epochs on the cluster"
