"""How long a run lives without a sign of its visitor's tab, and what they are told."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from nn import time_limits
from nn.errors import Refused
from nn.experiments.experiment import Experiment
from nn.experiments.handing_out import Here
from nn.experiments.in_the_app import Studies
from nn.experiments.one_run import Measured, Result
from nn.experiments.study import Study, StudyState
from nn.runs.host import HOST
from nn.runs.run import Run
from nn.runs.run_view import RunState
from nn.settings.config import TrainingConfig
from pages.ui.app import runs, streamlit_internals
from pages.ui.app.state.experiments import Way
from pages.ui.app.state.session import Session, Training
from pages.ui.app.tab import visitors
from pages.ui.app.tab.visitors import Visitors
from tests.pages.conftest import until

ENDLESS = TrainingConfig(training_images=1000, epochs=500)


class Absence:
    """A visitor whose browser may be away, by a clock that is set."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.known, self.visitor = Visitors(), Session(training=Training(config=ENDLESS))
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

    def expect(self, state: RunState) -> None:
        """Check what the run does."""
        assert self.run.state is state


@pytest.fixture
def absence(monkeypatch: pytest.MonkeyPatch) -> Iterator[Absence]:
    absence = Absence(monkeypatch)
    yield absence
    for run in absence.visitor.runs:
        HOST.discard(run)


def test_a_run_lives_for_two_minutes_after_the_last_sign(absence: Absence) -> None:
    runs.play(absence.visitor)
    for _ in range(3):  # each counts anew
        absence.last(time_limits.ABSENT - 1)
        absence.expect(RunState.RUNNING)
        absence.end()
    assert absence.visitor.visit.trouble == []
    absence.last(time_limits.ABSENT + 1)
    absence.expect(RunState.PAUSED)
    absence.end()
    absence.last(1.0)
    (sentence,) = absence.visitor.visit.trouble  # once
    assert sentence == visitors.PAUSED
    runs.play(absence.visitor)  # by the last click of a tab that was closed
    absence.expect(RunState.RUNNING)
    absence.last(time_limits.ABSENT)
    absence.expect(RunState.PAUSED)


def test_who_is_away_for_ten_minutes_has_no_run_any_more(absence: Absence) -> None:
    runs.play(absence.visitor)
    run = absence.run
    absence.last(time_limits.ABSENT)
    absence.last(time_limits.FORGOTTEN)
    assert run.state is RunState.FAILED and not absence.visitor.runs
    assert len(absence.known) == 0


def test_a_run_lives_for_less_where_others_wait(
    absence: Absence, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs.play(absence.visitor)
    absence.last(time_limits.ABSENT_WHEN_OTHERS_WAIT + 1)
    absence.expect(RunState.RUNNING)
    monkeypatch.setattr(HOST, "slots", 1)
    other = Run(ENDLESS)
    try:
        HOST.play(other)
        assert other.state is RunState.QUEUED
        absence.end()
        absence.last(time_limits.ABSENT_WHEN_OTHERS_WAIT - 1)
        absence.expect(RunState.RUNNING)
        absence.last(2.0)
        absence.expect(RunState.PAUSED)
        assert not HOST.somebody_waits  # the other has its core
        assert absence.visitor.visit.trouble == [visitors.PAUSED]
    finally:
        HOST.discard(other)


def test_a_paused_run_keeps_nobody_waiting(
    absence: Absence, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs.take_step(absence.visitor)
    monkeypatch.setattr(type(HOST), "somebody_waits", True)
    absence.last(time_limits.ABSENT + 1)
    assert absence.visitor.visit.trouble == []
    absence.expect(RunState.PAUSED)


def test_who_queues_and_is_away_leaves_the_queue(
    absence: Absence, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(HOST, "slots", 0)
    runs.play(absence.visitor)
    absence.last(time_limits.ABSENT - 1)
    absence.expect(RunState.QUEUED)
    absence.last(1.0)
    absence.expect(RunState.READY)
    assert absence.visitor.visit.trouble == [visitors.PAUSED]


def test_quick_clicks_at_once_leave_one_run() -> None:
    visitor = Session(training=Training(config=ENDLESS))
    before = HOST.training
    buttons: tuple[Callable[[], None], ...] = (
        lambda: runs.play(visitor),
        lambda: runs.reset(visitor),
        lambda: runs.take_step(visitor),
        lambda: runs.pause(visitor.training),
        lambda: runs.new_seed(visitor),
    )

    def click(first: int) -> None:
        for k in range(6):
            buttons[(first + k) % len(buttons)]()

    threads = [threading.Thread(target=click, args=(first,)) for first in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    runs.play(visitor)
    try:
        until(lambda: HOST.training == before + 1)
        config = visitor.training.config
        assert config == replace(ENDLESS, seed=config.seed)
    finally:
        for run in visitor.runs:
            HOST.discard(run)


# Experiments


@pytest.fixture
def studies(monkeypatch: pytest.MonkeyPatch) -> Iterator[Studies]:
    """Return the server's experiments, none of which is trained: it always waits for its engine."""
    answered = threading.Event()

    def engine() -> Here:
        answered.wait(60.0)
        raise Refused("The test is over.")

    studies = Studies(engine)
    monkeypatch.setattr(visitors, "STUDIES", studies)
    yield studies
    answered.set()
    studies.close()


def begin(studies: Studies, visitor: Session, way: Way = Way.LOTTERY) -> Study:
    """Have a visitor's experiment begin."""
    study = visitor.experiments.asked[way].study = Study(Experiment(ENDLESS, seeds=(1, 2)))
    studies.start(study)
    return study


def until_it_runs(study: Study) -> None:
    until(lambda: study.snapshot().state is StudyState.RUNNING)


def test_an_experiment_goes_on_for_two_minutes_and_keeps_its_results(
    absence: Absence, studies: Studies
) -> None:
    study = begin(studies, absence.visitor)
    until_it_runs(study)
    absence.last(time_limits.ABSENT - 1)
    assert study.snapshot().state is StudyState.RUNNING
    result = Result(0, 0, ENDLESS, (), Measured(0.9, 0.1, 0.9, 0.1), False, "", 1.0, "")
    study.add(result)
    absence.last(1.0)
    assert study.snapshot().state is StudyState.STOPPED and study.snapshot().results == (result,)
    absence.last(1.0)
    (sentence,) = absence.visitor.visit.trouble  # once
    assert sentence == visitors.STOPPED


def test_an_experiment_goes_on_for_less_where_others_wait(
    absence: Absence, studies: Studies
) -> None:
    study = begin(studies, absence.visitor)
    until_it_runs(study)
    absence.last(time_limits.ABSENT_WHEN_OTHERS_WAIT + 1)
    assert study.snapshot().state is StudyState.RUNNING
    begin(studies, Session())
    absence.last(1.0)
    assert study.snapshot().state is StudyState.STOPPED
    assert absence.visitor.visit.trouble == [visitors.STOPPED]


def test_an_experiment_that_waits_leaves_the_line(absence: Absence, studies: Studies) -> None:
    until_it_runs(begin(studies, Session()))
    study = begin(studies, absence.visitor)
    absence.last(time_limits.ABSENT - 1)
    assert study.snapshot().state is StudyState.WAITING
    absence.last(1.0)
    assert study.snapshot().state is StudyState.STOPPED and not studies.somebody_waits
    assert absence.visitor.visit.trouble == [visitors.STOPPED]


def test_who_is_forgotten_has_no_experiment_any_more(
    absence: Absence, studies: Studies, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(time_limits, "FORGOTTEN", 0.0)
    study = begin(studies, absence.visitor)
    until_it_runs(study)
    absence.last(1.0)
    assert study.snapshot().state is StudyState.STOPPED and len(absence.known) == 0
