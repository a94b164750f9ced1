"""How long runs and experiments live without a sign of their visitor's tab, and what is said."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from nn.errors import Refused
from nn.experiments.experiment import Experiment
from nn.experiments.handing_out import Here
from nn.experiments.in_the_app import Studies
from nn.experiments.study import Study, StudyState
from nn.runs.host import HOST
from nn.runs.run import Run
from nn.runs.run_view import RunState
from nn.settings.config import TrainingConfig
from pages.ui.app import streamlit_internals
from pages.ui.app.state.session import Session, Training
from pages.ui.every_page import run_control
from pages.ui.every_page.tab import whose_tab
from tests.pages.conftest import until

ENDLESS = TrainingConfig(training_images=1000, epochs=500)


class Absence:
    """A visitor whose browser may be away, by a clock that is set."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.known, self.visitor = whose_tab.Visitors(), Session(training=Training(config=ENDLESS))
        self.now, self.is_away = 1000.0, False
        monkeypatch.setattr(time, "monotonic", lambda: self.now)
        monkeypatch.setattr(streamlit_internals, "is_connected", lambda _: not self.is_away)
        self.token = self.known.add(self.visitor, "me")

    def last(self, seconds: float) -> None:
        """Let the line be cut for so long, as far as the server has looked."""
        self.is_away = True
        self.now += seconds
        self.known.look_after_absent()

    def end(self) -> None:
        """Have the browser come back."""
        self.is_away = False
        assert self.known.back(self.token, "me", reloaded=True) is self.visitor

    @property
    def run(self) -> Run:
        """The visitor's run."""
        assert self.visitor.training.run
        return self.visitor.training.run


@pytest.fixture
def absence(monkeypatch: pytest.MonkeyPatch) -> Iterator[Absence]:
    absence = Absence(monkeypatch)
    yield absence
    for run in absence.visitor.runs:
        HOST.discard(run)


def test_a_run_lives_for_two_minutes_after_the_last_sign(absence: Absence) -> None:
    run_control.play(absence.visitor)
    for _ in range(2):  # each counts anew
        absence.last(whose_tab.ABSENT - 1)
        assert absence.run.state is RunState.RUNNING
        absence.end()
    assert absence.visitor.visit.trouble == []
    for seconds in (whose_tab.ABSENT + 1, 1.0):
        absence.last(seconds)
        assert absence.run.state is RunState.PAUSED
    assert absence.visitor.visit.trouble == [whose_tab.PAUSED]  # once
    absence.last(whose_tab.FORGOTTEN)
    assert not absence.visitor.runs and not absence.known._known


@pytest.mark.parametrize("state", [RunState.RUNNING, RunState.PAUSED, RunState.QUEUED])
def test_who_trains_has_less_time_where_others_wait(
    state: RunState, absence: Absence, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(HOST), "somebody_waits", True)
    if state is RunState.QUEUED:
        monkeypatch.setattr(HOST, "slots", 0)
    (run_control.take_step if state is RunState.PAUSED else run_control.play)(absence.visitor)
    absence.last(whose_tab.ABSENT_WHEN_OTHERS_WAIT - 1)
    assert absence.run.state is state
    absence.last(2.0)
    assert absence.run.state is (RunState.PAUSED if state is RunState.RUNNING else state)
    absence.last(whose_tab.ABSENT)
    assert not absence.run.state.under_way
    said = [] if state is RunState.PAUSED else [whose_tab.PAUSED]
    assert absence.visitor.visit.trouble == said


def test_quick_clicks_at_once_leave_one_run() -> None:
    visitor = Session(training=Training(config=ENDLESS))
    before = HOST.training
    buttons: tuple[Callable[[], None], ...] = (
        lambda: run_control.play(visitor),
        lambda: run_control.reset(visitor),
        lambda: run_control.take_step(visitor),
        lambda: run_control.pause(visitor.training),
        lambda: run_control.new_seed(visitor),
    )

    def click(first: int) -> None:
        for k in range(6):
            buttons[(first + k) % len(buttons)]()

    threads = [threading.Thread(target=click, args=(first,)) for first in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    run_control.play(visitor)
    try:
        until(lambda: HOST.training == before + 1)
        config = visitor.training.config
        assert config == replace(ENDLESS, seed=config.seed)
    finally:
        for run in visitor.runs:
            HOST.discard(run)


@pytest.fixture
def studies(monkeypatch: pytest.MonkeyPatch) -> Iterator[Studies]:
    """Return the server's experiments, none of which is trained: it always waits for its engine."""
    answered = threading.Event()

    def engine() -> Here:
        answered.wait(60.0)
        raise Refused("The test is over.")

    studies = Studies(engine)
    monkeypatch.setattr(whose_tab, "STUDIES", studies)
    yield studies
    answered.set()
    studies.close()


@pytest.mark.parametrize(
    ("before", "after", "limit"),
    [
        (0, 0, whose_tab.ABSENT),
        (0, 1, whose_tab.ABSENT_WHEN_OTHERS_WAIT),
        (1, 0, whose_tab.ABSENT),  # it has not begun, and leaves the line
    ],
)
def test_an_experiment_is_stopped_after_as_long(
    before: int, after: int, limit: float, absence: Absence, studies: Studies
) -> None:
    line = [Study(Experiment(ENDLESS, seeds=(1, 2))) for _ in range(before + 1 + after)]
    study = absence.visitor.experiments.study = line[before]
    for each in line:
        studies.start(each)
    until(lambda: line[0].snapshot().state is StudyState.RUNNING)
    absence.last(limit - 1)
    assert study.snapshot().state is (StudyState.WAITING if before else StudyState.RUNNING)
    for _ in range(2):
        absence.last(1.0)
        assert study.snapshot().state is StudyState.STOPPED
    assert absence.visitor.visit.trouble == [whose_tab.STOPPED]  # once


def test_who_is_forgotten_has_no_experiment_any_more(absence: Absence, studies: Studies) -> None:
    study = absence.visitor.experiments.study = Study(Experiment(ENDLESS, seeds=(1, 2)))
    studies.start(study)
    absence.last(whose_tab.FORGOTTEN + 1)
    assert study.snapshot().state is StudyState.STOPPED and not absence.known._known
