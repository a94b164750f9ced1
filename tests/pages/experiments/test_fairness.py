"""What the page says of an experiment that waits, or shares the cores."""

import pytest

from nn.experiments.experiment import Experiment
from nn.experiments.study import StudyState, StudyView
from nn.fast_reading import cores
from nn.runs.host import HOST
from nn.settings.config import TrainingConfig
from pages.ui.app import studies

EXPERIMENT = Experiment(TrainingConfig(), seeds=(1, 2, 3))


def said(state: StudyState, **more: object) -> str:
    view = StudyView(EXPERIMENT, state, **more)  # type: ignore[arg-type]
    words = studies.fairness(view)
    assert words in studies.in_words(view)
    return words


def test_who_waits_hears_for_what() -> None:
    words = "Waits for another experiment: 2nd in line"
    assert said(StudyState.WAITING, place=2) == words


@pytest.mark.parametrize(
    ("training", "words"),
    [
        (0, ""),
        (1, "Shares the cores with 1 run that trains"),
        (2, "Shares the cores with 2 runs that train"),
    ],
)
def test_who_runs_hears_with_whom(
    training: int, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(HOST), "training", training)
    assert said(StudyState.RUNNING, at_once=cores()) == words


def test_a_run_that_waits_for_a_core_gets_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(HOST), "training", 2)
    monkeypatch.setattr(type(HOST), "somebody_waits", True)
    monkeypatch.setattr(studies, "cores", lambda: 2)
    words = "One run at a time, since a run on Train waits for a core"
    assert said(StudyState.RUNNING, at_once=1) == words


def test_a_cluster_shares_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(HOST), "training", 2)
    words = "On the cluster, 8 runs at once"
    assert said(StudyState.RUNNING, at_once=8, is_here=False) == words


def test_how_long_a_cluster_takes_nobody_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EXPERIMENT_SCHEDULER", "tcp://127.0.0.1:8786")
    assert studies.how_much(EXPERIMENT) == "3 runs of 30 epochs on the cluster"
