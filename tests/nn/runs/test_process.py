"""Runs in processes of their own, over real pipes, and how those processes end."""

import os
import pickle
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO, Any

import pytest

from nn import mnist
from nn.errors import Refused
from nn.evaluation import evaluate
from nn.project import PROJECT
from nn.runs import process
from nn.runs.messages import Begin, Command
from nn.runs.process import Process
from nn.runs.run import Run
from nn.runs.run_view import RunState
from tests.browser.server import children
from tests.nn.runs.conftest import (
    PAUSED,
    Driven,
    bits,
    networks_of,
    settings,
    states,
    trained,
    until,
    until_epoch,
    until_state,
)

pytestmark = pytest.mark.slow

posix = pytest.mark.skipif(sys.platform == "win32", reason="signals")


@pytest.fixture
def kind() -> type[Process]:
    return Process


def test_a_run_trains_in_a_process_from_anywhere_and_goes_on_in_another_one(
    host: Driven, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    extra = mnist.load().train[1000:1125]
    config = settings(momentum=0.3, augmentation="affine")
    run = Run(config, extra)
    assert host.take_steps(run).mini_batches == 63  # 625 images
    with monkeypatch.context() as soon:
        soon.setattr("nn.runs.host.IDLE", 0.0)
        until(lambda: host.alive == [False])  # by itself
    view = host.play_out(run)
    ends = [(c.step, c.train.total) for c in view.checkpoints][-2:]
    assert ends == [(63, 625), (126, 625)]  # 625 = 62 * 10 + 5
    assert bits(view.newest) == trained(config, extra)
    assert view.checkpoints[-1].test == evaluate(view.newest, mnist.load().test)
    numbers = [part for network in networks_of(run) for part in network.parameters]
    assert not any(part.flags.writeable for part in numbers)
    until(lambda: host.alive == [False, False])


def test_a_killed_process_ends_the_run_with_a_sentence(host: Driven) -> None:
    run = host.endless()
    host.play(run)
    until_epoch(run)
    host.started[0].kill()
    until_state(run, RunState.FAILED)
    view = run.snapshot()
    if os.name == "posix":
        assert "was killed by the system (signal 9): perhaps memory ran out" in view.message
    at = f"after epoch {view.checkpoints[-1].position:g}"
    assert f"Everything up to the last checkpoint, {at}, is kept. Reset" in view.message
    assert not view.busy
    with pytest.raises(Refused, match="Reset"):
        host.play(run)


def test_a_paused_run_whose_process_is_killed_goes_on_in_another(host: Driven) -> None:
    run = host.new()
    host.take_steps(run, 33)
    host.started[0].kill()
    until(lambda: not host.alive[0])
    assert states(run) == [PAUSED] and not run.snapshot().message
    assert bits(host.play_out(run).newest) == trained(settings())


def test_a_process_that_fails_says_how(host: Driven, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONHOME", "/no/such/python")
    message = host.play_out(host.new(), RunState.FAILED).message
    assert "ended unexpectedly, with exit code 1. Reset starts again." in message


def test_where_the_system_starts_no_process_a_run_says_so(
    host: Driven, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "/no/such/python")
    host.prepare()  # which is no trouble before a process is needed
    first, second = host.new(), host.new()
    host.play(first)
    host.steps(second, 1)
    for run in first, second:
        message = run.snapshot().message
        assert "process could not be started (No such file or directory). Reset" in message
    assert not host.training and not host.somebody_waits


def test_without_room_for_a_thread_a_run_says_so_and_leaves_no_process(
    host: Driven, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, start = children(os.getpid()), threading.Thread.start

    def refuse(thread: threading.Thread) -> None:
        if thread.name == "training" and "_listen" in repr(thread._target):  # type: ignore[attr-defined]
            raise RuntimeError("can't start new thread")
        start(thread)

    monkeypatch.setattr(threading.Thread, "start", refuse)
    run = host.new()
    host.play(run)
    assert "could not be started (Resource temporarily unavailable)" in run.snapshot().message
    assert children(os.getpid()) == before


@pytest.mark.parametrize("which", ["dumps", "load"])
def test_where_a_process_cannot_be_told_or_heard_its_run_ends_with_a_sentence(
    which: str, host: Driven, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_memory(*arguments: Any) -> None:
        raise MemoryError

    monkeypatch.setattr(process.pickle, which, no_memory)  # type: ignore[attr-defined]
    message = host.play_out(host.new(), RunState.FAILED).message
    assert "MemoryError" in message and message.endswith("Reset starts again.")
    assert not host.training


# A process alone


class Alone(subprocess.Popen[bytes]):
    """A training process that runs other code first."""

    stdin: IO[bytes]
    stdout: IO[bytes]

    def __init__(self, before: str = "") -> None:
        code = f"{before}\nfrom nn.runs import process\nprocess.main()"
        pipes: dict[str, Any] = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
        super().__init__([sys.executable, "-c", code], cwd=PROJECT, **pipes)


def test_it_ends_if_it_never_hears_what_to_train_or_only_a_part() -> None:
    with Alone() as process:
        process.communicate()
        assert process.returncode == 0
    with Alone() as process:
        process.communicate(pickle.dumps(Begin(settings(), None, None, None))[:-9])
        assert process.returncode == 1


NO_THREAD = """
import threading
def refuse(thread):
    raise RuntimeError("can't start new thread")
threading.Thread.start = refuse
"""


def test_where_the_system_starts_no_more_threads_the_run_says_so(
    host: Driven, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "sitecustomize.py").write_text(NO_THREAD)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    message = host.play_out(host.new(), RunState.FAILED).message
    assert message == (
        "The system starts no more threads, and a run's process needs two. Reset starts again."
    )


PRINTING = """
import os
from nn import mnist
load = mnist.load
def chatty():
    print("hello")
    os.write(1, b"from below")
    return load()
mnist.load = chatty
"""


@posix
def test_what_is_printed_is_no_message_and_ctrl_c_is_not_for_it() -> None:
    with Alone(PRINTING) as process:
        for message in Begin(settings(), None, None, None), Command("play", number=1):
            pickle.dump(message, process.stdin)
        process.stdin.flush()
        while not (report := pickle.load(process.stdout)).told.state.over:
            if report.checkpoint:
                process.send_signal(signal.SIGINT)
        _, text = process.communicate()
    assert (report.told.state, process.returncode) == (RunState.FINISHED, 0)
    assert b"hello" in text and b"from below" in text
