"""Where the system starts no process a run trains in a thread, and without one it says why."""

import sys
import threading

import pytest

from nn.runs.launcher import Process
from nn.runs.run_view import RunState
from tests.nn.runs.conftest import (
    FIRST,
    RUNS,
    Driven,
    bits,
    settings,
    states,
    trained,
    until,
    until_epoch,
)


@pytest.fixture
def kind(monkeypatch: pytest.MonkeyPatch) -> type[Process]:
    monkeypatch.setattr(sys, "executable", "/no/such/python")
    return Process


def test_a_run_trains_here_and_the_next_one_waits_in_line(host: Driven) -> None:
    first, second = host.endless(), host.new()
    host.prepare()
    host.play(first)
    until_epoch(first)
    host.play(second)
    assert states(first, second) == [RUNS, FIRST]
    assert (second.snapshot().message, second.snapshot().gave_way) == ("", False)
    at = host.stop(first).progress.step
    until(lambda: second.state is RunState.FINISHED)
    assert bits(second.snapshot().newest) == trained(settings())
    host.change(first, eta=0.5)
    assert host.take_steps(first, 3).progress.step == at + 3
    host.play(first)  # until the host is closed


def test_of_runs_that_begin_together_one_trains(host: Driven) -> None:
    runs = [host.endless(), host.endless()]
    for run in runs:
        host.play(run)
    until(lambda: sorted(states(*runs), key=str) == [FIRST, RUNS])
    trains, waits = sorted(runs, key=lambda run: run.state is RunState.QUEUED)
    host.discard(trains)
    until_epoch(waits)
    assert states(waits) == [RUNS] and not waits.snapshot().message


def test_without_room_for_a_thread_a_run_says_so(
    host: Driven, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = threading.Thread.start

    def refuse(thread: threading.Thread) -> None:
        if thread.name == "training":
            raise RuntimeError("can't start new thread")
        start(thread)

    monkeypatch.setattr(threading.Thread, "start", refuse)
    host.prepare()  # which is no trouble before a process is needed
    first, second = host.new(), host.new()
    host.play(first)
    host.steps(second, 1)
    for run in first, second:
        assert run.state is RunState.FAILED
        assert "could not be started (Resource temporarily unavailable)" in run.snapshot().message
    assert not host.training and not host.somebody_waits
