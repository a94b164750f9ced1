"""Experiments, without a browser: start, stop, go on, and begin again."""

from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from nn.experiments.experiment import Experiment
from nn.experiments.study import Study, StudyState
from nn.in_words import about
from nn.settings.presets import PRESETS
from pages.ui.app.places import DRAW, EXPERIMENTS
from pages.ui.app.state.copies import for_another
from pages.ui.app.state.experiments import Way
from pages.ui.app.state.session import Session
from tests.pages.conftest import rerun, text, until, visitor
from tests.pages.experiments.conftest import press, set_up
from tests.pages.experiments.made import SMALL, results_of, varied

FOUR = Experiment(SMALL, seeds=(1, 2, 3, 4))
LONG = Experiment(replace(SMALL, training_images=5_000), seeds=tuple(range(64)))


def study_of(app: AppTest) -> Study:
    study = visitor(app).experiments.now.study
    assert study is not None
    return study


def progress(app: AppTest) -> str:
    """Return what stands over the bar."""
    (bar,) = app.main.get("progress")
    return str(bar.proto.text)


def buttons(app: AppTest) -> list[str]:
    return [button.label for button in app.main.button]


def test_each_way_of_asking_has_a_question_and_something_set_up(experiments: AppTest) -> None:
    questions = set()
    for way in Way:
        rerun(experiments.segmented_control(key="experiments_way").set_value(way))
        questions.add(experiments.main.markdown[0].value)
        assert visitor(experiments).experiments.now.experiment is not None
        assert "Start" in buttons(experiments)
    assert len(questions) == len(Way)


@pytest.mark.slow
def test_an_experiment_runs_to_its_end_and_the_next_one_has_the_same_controls(
    experiments: AppTest,
) -> None:
    rerun(experiments.number_input(key="experiments_seeds").set_value(4))
    press(experiments, "start")
    until(lambda: study_of(experiments).state is StudyState.FINISHED)
    rerun(experiments)
    assert progress(experiments) == "All 4 runs have ended"
    assert "These 4 networks have the same settings" in text(experiments)
    assert {"Stop", "Go on"}.isdisjoint(buttons(experiments))
    press(experiments, "new_experiment")
    assert experiments.number_input(key="experiments_seeds").value == 4
    assert visitor(experiments).experiments.now.study is None


def test_stop_keeps_what_has_ended_and_go_on_does_the_rest(experiments: AppTest) -> None:
    set_up(experiments, LONG)
    press(experiments, "start")
    study = study_of(experiments)
    until(lambda: study.snapshot().results)
    press(experiments, "stop")
    kept = study.snapshot().results
    assert study.state is StudyState.STOPPED and kept
    assert "what has ended is kept" in progress(experiments)
    press(experiments, "go_on")
    until(lambda: len(study.snapshot().results) > len(kept))
    assert study.snapshot().results[: len(kept)] == kept
    press(experiments, "new_experiment")
    assert not study.state.under_way


def test_an_experiment_that_was_cut_off_says_why_and_can_go_on(experiments: AppTest) -> None:
    study = Study(FOUR, None, results_of(FOUR, 0.5))
    study.note(state=StudyState.FAILED, message="A run needed more memory than there is.")
    visitor(experiments).experiments.now.study = study
    rerun(experiments)
    assert experiments.error[0].value == "A run needed more memory than there is."
    press(experiments, "go_on")
    until(lambda: study_of(experiments).state is StudyState.FINISHED)
    assert study_of(experiments).snapshot().results[0] == study.snapshot().results[0]


def test_two_ways_of_asking_do_not_run_at_once(experiments: AppTest) -> None:
    visitor(experiments).training.owner = "a browser"
    set_up(experiments, LONG)
    press(experiments, "start")
    rerun(experiments.segmented_control(key="experiments_way").set_value(Way.COMPARE))
    set_up(experiments, Experiment(SMALL, varied(eta=(0.5, 3.0))))
    press(experiments, "start")
    assert "Another experiment of yours is under way" in experiments.warning[0].value
    assert visitor(experiments).experiments.now.study is None


@pytest.mark.parametrize(
    ("experiment", "sentence"),
    [
        (replace(FOUR, seeds=tuple(range(501))), "has 501 runs, and this page takes at most 500"),
        (Experiment(PRESETS["draw"].config), "takes about 10 minutes"),
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


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.2, "1 s"),
        (23, "25 s"),
        (70, "1 minute"),
        (9000, "2 hours"),
    ],
)
def test_an_estimate_is_no_finer_than_it_deserves(seconds: float, words: str) -> None:
    assert about(seconds).replace("\N{NO-BREAK SPACE}", " ") == words


def test_other_pages_say_how_far_an_experiment_is(experiments: AppTest) -> None:
    set_up(experiments, LONG)
    press(experiments, "start")
    rerun(experiments.switch_page(DRAW.path))
    assert "of 64 runs" in text(experiments)
    study = study_of(experiments)
    rerun(experiments.switch_page(EXPERIMENTS.path))
    assert study_of(experiments) is study and "Stop" in buttons(experiments)


def test_a_copied_tab_gets_the_results_and_an_experiment_that_stands_still() -> None:
    visitor = Session()
    visitor.experiments.now.study = Study(FOUR, None, results_of(FOUR, 0.5, 0.6))
    copy = for_another(visitor).experiments.now.study
    assert copy and copy is not visitor.experiments.now.study
    assert len(copy.snapshot().results) == 2 and copy.state is StudyState.STOPPED
