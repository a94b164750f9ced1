"""Experiments, without a browser: start, stop, go on, and begin again."""

from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from nn.experiments.experiment import Experiment
from nn.experiments.study import Study, StudyState, StudyView
from nn.runs.host import HOST
from nn.settings.config import TrainingConfig
from nn.settings.presets import PRESETS
from pages.ui.app.places import DRAW, EXPERIMENTS
from pages.ui.app.state.copies import copied
from pages.ui.app.state.session import Session
from pages.ui.app.visitor import experiment_in_words
from pages.ui.experiments import conduct
from tests.pages.conftest import press, rerun, text, until
from tests.pages.experiments.conftest import asked, put, set_up
from tests.pages.experiments.made import SMALL, results_of

FOUR = Experiment(SMALL, seeds=(1, 2, 3, 4))
LONG = Experiment(replace(SMALL, training_images=5_000), seeds=tuple(range(64)))


def study_of(app: AppTest) -> Study:
    study = asked(app).study
    assert study is not None
    return study


def progress(app: AppTest) -> str:
    """Return what stands over the bar."""
    (bar,) = app.main.get("progress")
    return str(bar.proto.text)


def buttons(app: AppTest) -> list[str]:
    return [button.label for button in app.main.button]


def test_it_opens_on_a_finished_lottery_and_start_begins_ones_own(experiments: AppTest) -> None:
    assert "lie up to **9.9 points** apart by luck alone" in text(experiments)
    asked(experiments).run = 3
    rerun(experiments)
    assert "**Seed 20**" in text(experiments)
    press(experiments, "Start")
    assert "**Seed 20**" not in text(experiments)


def test_stop_keeps_what_has_ended_and_go_on_does_the_rest(experiments: AppTest) -> None:
    set_up(experiments, LONG)
    press(experiments, "Start")
    study = study_of(experiments)
    until(lambda: study.snapshot().results)
    press(experiments, "Stop")
    kept = study.snapshot().results
    assert study.state is StudyState.STOPPED and kept
    assert "what has ended is kept" in progress(experiments)
    press(experiments, "Go on")
    until(lambda: len(study.snapshot().results) > len(kept))
    assert study.snapshot().results[: len(kept)] == kept
    press(experiments, "Stop")
    press(experiments, "New experiment")
    assert not study.state.under_way and asked(experiments).study is None
    assert experiments.text_input(key="experiments_seeds").value == "0-63"


def test_an_experiment_that_was_cut_off_says_why_and_can_go_on(experiments: AppTest) -> None:
    study = Study(FOUR, None, results_of(FOUR, 0.5))
    study.note(state=StudyState.FAILED, message="A run needed more memory than there is.")
    put(experiments, study)
    assert experiments.error[0].value == "A run needed more memory than there is."
    press(experiments, "Go on")
    until(lambda: study_of(experiments).state is StudyState.FINISHED)
    rerun(experiments)
    assert progress(experiments) == "All 4 runs have ended"
    assert "These 4 networks have the same settings" in text(experiments)
    assert {"Stop", "Go on"}.isdisjoint(buttons(experiments))


@pytest.mark.parametrize(
    ("experiment", "sentence"),
    [
        (replace(FOUR, seeds=tuple(range(501))), "has 501 runs, and this page takes at most 500"),
        (Experiment(PRESETS["draw"].config), "takes about 12 minutes"),
    ],
    ids=["many runs", "long runs"],
)
def test_an_experiment_too_large_for_a_page_gets_a_sentence_and_no_start(
    experiment: Experiment, sentence: str, experiments: AppTest
) -> None:
    set_up(experiments, experiment)
    (warning,) = experiments.warning
    assert sentence in warning.value and "python -m nn experiment" in warning.value
    assert "Start" not in buttons(experiments)


def test_other_pages_say_how_far_an_experiment_is(experiments: AppTest) -> None:
    set_up(experiments, LONG)
    press(experiments, "Start")
    rerun(experiments.switch_page(DRAW.path))
    assert "of 64 runs" in text(experiments)
    study = study_of(experiments)
    rerun(experiments.switch_page(EXPERIMENTS.path))
    assert study_of(experiments) is study and "Stop" in buttons(experiments)


def test_a_copied_tab_gets_the_results_and_an_experiment_that_stands_still() -> None:
    visitor = Session()
    visitor.experiments.study = Study(FOUR, None, results_of(FOUR, 0.5, 0.6))
    copy = copied(visitor, still={}).experiments.study
    assert copy and copy is not visitor.experiments.study
    assert len(copy.snapshot().results) == 2 and copy.state is StudyState.STOPPED


THREE = Experiment(TrainingConfig(), seeds=(1, 2, 3))


def test_an_experiment_says_whom_it_waits_for_and_shares_with(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    running = StudyView(THREE, StudyState.RUNNING, at_once=2)
    monkeypatch.setattr(experiment_in_words, "cores", lambda: 2)
    monkeypatch.setattr(type(HOST), "training", 0)
    assert experiment_in_words.progress(running).endswith(" left")
    monkeypatch.setattr(type(HOST), "training", 2)
    shares = experiment_in_words.progress(running)
    assert shares.endswith(". Shares the cores with 2 runs that train")
    cluster = replace(running, at_once=8, is_here=False)
    assert experiment_in_words.progress(cluster).endswith(". On the cluster, 8 runs at once")
    waiting = StudyView(THREE, StudyState.WAITING, place=2)
    waits = experiment_in_words.progress(waiting)
    assert waits.endswith(". Waits for another experiment: number 2 in line")
    monkeypatch.setattr(type(HOST), "somebody_waits", True)
    one = experiment_in_words.progress(replace(running, at_once=1))
    assert one.endswith(". One run at a time, since a run on Train waits for a core")


def test_how_long_a_cluster_takes_nobody_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EXPERIMENT_SCHEDULER", "tcp://127.0.0.1:8786")
    assert conduct.how_much(THREE) == "3 runs of 30 epochs on the cluster"
