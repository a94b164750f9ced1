"""Whose tab is closed has no run any more, however late they began one."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from nn.runs.host import HOST
from nn.runs.records import RunState
from nn.runs.run import Run
from nn.settings.config import TrainingConfig
from pages.ui.app import lease, runs, streamlit_internals
from pages.ui.app.state.session import Session, Training
from tests.pages.conftest import until

ENDLESS = TrainingConfig(training_images=1000, epochs=500)
GRACE = 0.3


@pytest.fixture
def gone(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Return the sessions whose browsers are gone; a test adds to them."""
    sessions: set[str] = set()
    monkeypatch.setattr(lease, "GRACE", GRACE)
    monkeypatch.setattr(streamlit_internals, "is_connected", lambda who: who not in sessions)
    return sessions


@pytest.fixture
def visitor() -> Iterator[Session]:
    training = Training(config=ENDLESS, session_id="me")
    yield Session(training=training)
    with training.lock:
        training.watcher = None
        if training.run:
            HOST.discard(training.run)


def running(visitor: Session) -> Run:
    assert visitor.training.run and visitor.training.run.state is RunState.RUNNING
    return visitor.training.run


def test_a_closed_tab_ends_its_run_after_a_time_of_grace(visitor: Session, gone: set[str]) -> None:
    runs.play(visitor)
    run = running(visitor)
    gone.add("me")
    lease.watch(visitor.training)
    running(visitor)
    until(lambda: run.state is RunState.FAILED)
    assert "its page was closed" in run.snapshot().message
    assert run not in HOST._processes


def test_a_run_that_begins_just_after_the_tab_was_closed_is_ended_too(
    visitor: Session, gone: set[str]
) -> None:
    gone.add("me")
    lease.watch(visitor.training)
    runs.play(visitor)
    run = running(visitor)
    until(lambda: run.state is RunState.FAILED)
    assert run not in HOST._processes


def test_who_comes_back_keeps_the_run_until_they_go_again(visitor: Session, gone: set[str]) -> None:
    runs.play(visitor)
    run = running(visitor)
    lease.watch(visitor.training)
    lease.watch(visitor.training)
    time.sleep(3 * GRACE)
    running(visitor)
    gone.add("me")  # and nobody tells
    until(lambda: run.state is RunState.FAILED)


def test_quick_clicks_at_once_leave_one_process(visitor: Session) -> None:
    before = set(HOST._processes)
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
    assert set(HOST._processes) - before == {visitor.training.run}
    config = visitor.training.config
    assert visitor.training.run and config == replace(ENDLESS, seed=config.seed)
