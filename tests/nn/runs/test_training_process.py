"""Runs in processes of their own, over real pipes, and how those processes end."""

import gc
import os
import signal
import subprocess
import sys
import threading
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, cast

import pytest

from nn import mnist, patience
from nn.errors import Refused
from nn.evaluation import evaluate
from nn.runs import messages
from nn.runs.process import ROOT, WorkerProcess
from nn.runs.records import RunState
from nn.settings.config import TrainingConfig
from tests.nn.runs.conftest import (
    PATIENCE,
    Driven,
    Message,
    alive,
    endless,
    settings,
    trained,
    until,
    until_epoch,
    until_state,
)

pytestmark = pytest.mark.slow

posix = pytest.mark.skipif(sys.platform == "win32", reason="signals")


# A host's processes


def test_a_run_trains_in_a_process_from_anywhere_and_goes_on_in_another_one(
    real_host: Driven,
    real_processes: list[WorkerProcess],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    extra = mnist.load().train[1000:1125]
    config = settings(momentum=0.3, augmentation="affine")
    run = real_host.new_run(config, extra)
    assert run.snapshot().progress.mini_batches == 63  # 625 images
    assert real_host.take_a_step(run).progress.step == 1
    with monkeypatch.context() as soon:
        soon.setattr(patience, "IDLE", 0.0)
        until(lambda: run.parked)  # it has given its process back
    view = real_host.play_out(run)
    ends = [(c.mini_batch, c.step, c.train.total) for c in view.checkpoints][-2:]
    assert ends == [(63, 63, 625), (63, 126, 625)]  # 625 = 62 * 10 + 5
    assert (view.progress.step, view.position, view.seconds_left) == (126, 2, 0)
    assert messages.pack(view.newest) == trained(config, extra)
    assert view.checkpoints[-1].test == evaluate(view.newest, mnist.load().test)
    assert run.extra is None and run.extra_count == 125  # forgotten at the end
    until(lambda: not any(alive(process.pid) for process in real_processes))
    assert len(real_processes) == 2


def test_a_killed_process_ends_the_run_with_a_sentence(
    real_host: Driven, real_processes: list[WorkerProcess]
) -> None:
    run = real_host.new_run(endless())
    real_host.play(run)
    until_epoch(run)
    checkpoints = real_host.stop(run).checkpoints
    real_processes[0].kill()
    until_state(run, RunState.FAILED)
    view = run.snapshot()
    if os.name == "posix":
        assert "was killed by the system (SIGKILL), perhaps because memory ran out" in view.message
    kept = f"Everything up to the last checkpoint, at epoch {checkpoints[-1].position:g}, is kept."
    assert kept in view.message and "Reset" in view.message
    assert view.checkpoints == checkpoints
    assert not view.busy
    with pytest.raises(Refused, match="Reset"):
        real_host.play(run)


def test_a_process_that_fails_says_how(
    real_host: Driven, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("PYTHONHOME", "/no/such/python")
    message = real_host.play_out(real_host.new_run(settings()), RunState.FAILED).message
    assert "ended unexpectedly, with exit code 1" in message
    assert message.endswith("Reset starts again.")
    assert "ended with code 1" in caplog.text


def test_a_process_that_cannot_be_started(
    real_host: Driven, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = real_host.new_run(settings()), real_host.new_run(endless())
    monkeypatch.setattr(sys, "executable", "/no/such/python")
    real_host.prepare()  # which is no trouble before one is needed
    real_host.play(first)
    assert first.state is RunState.FAILED
    assert "could not be started (No such file or directory)" in first.snapshot().message
    real_host.steps(second, 1)
    assert second.state is RunState.FAILED
    assert not real_host.training and not real_host.somebody_waits


def test_a_system_without_room_for_a_thread_is_like_one_without_room_for_a_process(
    real_host: Driven, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, start = real_host.new_run(endless()), threading.Thread.start

    def started(thread: threading.Thread) -> None:
        if thread.name.startswith("training process"):
            raise RuntimeError("can't start new thread")
        start(thread)

    monkeypatch.setattr(threading.Thread, "start", started)
    real_host.play(run)
    gc.collect()  # what is left of the process would be told as a warning
    assert run.state is RunState.FAILED
    assert "could not be started" in run.snapshot().message
    assert not real_host.training


SERVER = """
import signal, sys, time
from nn.runs import processes
from nn.runs.host import HOST
from nn.runs.process import WorkerProcess
from nn.settings.config import TrainingConfig
class Told(WorkerProcess):
    def __init__(self, *arguments):
        super().__init__(*arguments)
        print(self.pid, flush=True)
processes.WorkerProcess = Told
HOST.slots = 2
runs = [HOST.new_run(TrainingConfig(training_images=2000, epochs=500)) for _ in range(2)]
for run in runs:
    HOST.steps(run, 1)
    run.wait(60)
HOST.play(runs[0])
HOST.prepare()
time.sleep(600)
"""


@posix
@pytest.mark.parametrize(
    "how", [signal.SIGINT, pytest.param(signal.SIGTERM, marks=pytest.mark.thorough), signal.SIGKILL]
)
def test_no_process_outlives_the_server(how: signal.Signals) -> None:
    server = subprocess.Popen(
        [sys.executable, "-c", SERVER],
        cwd=ROOT,
        start_new_session=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        # In a script's background SIGINT is ignored, and a child inherits that.
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
    )
    with server:
        assert server.stdout is not None
        pids = [int(server.stdout.readline()) for _ in range(3)]
        assert all(alive(pid) for pid in pids)
        if how is signal.SIGINT:  # Ctrl-C reaches all processes of a terminal
            os.killpg(server.pid, how)
        else:
            server.send_signal(how)
        until(lambda: not any(alive(pid) for pid in pids))


# A process alone


class Alone:
    """A training process that runs other code first, and is gone after the block."""

    def __init__(self, before: str = "", config: TrainingConfig | None = None) -> None:
        code = f"{before}\nfrom nn.runs import training_process\ntraining_process.main()"
        pipes: dict[str, Any] = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
        self.popen = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, **pipes)
        # One that never says what is waited for would keep its test waiting for ever.
        self._deadline = threading.Timer(PATIENCE, self.popen.kill)
        self._deadline.start()
        self.stdin = cast(BinaryIO, self.popen.stdin)
        if config:
            messages.write(self.stdin, {"config": config.to_dict()})

    def __enter__(self) -> "Alone":
        return self

    def __exit__(self, *error: object) -> None:
        self._deadline.cancel()
        self.popen.kill()
        self.popen.__exit__(None, None, None)

    def play(self) -> None:
        messages.write(self.stdin, {"do": "play", "number": 1})

    def hear(self) -> Message:
        received = messages.read(cast(BinaryIO, self.popen.stdout))
        assert received, "the process has ended, or was ended at its deadline"
        return received[0]

    def end(self) -> tuple[Message, int, str]:
        """Return the last message that it still sends, its exit code, and its standard error."""
        last: Message = {}
        while received := messages.read(cast(BinaryIO, self.popen.stdout)):
            last = received[0]
        text = cast(BinaryIO, self.popen.stderr).read().decode()
        return last, self.popen.wait(PATIENCE), text


def test_it_ends_when_its_input_does_even_in_a_long_step() -> None:
    config = settings(
        sizes=(784, 1000, 1000, 10), mini_batch_size=10_000, training_images=10_000, epochs=500
    )
    with Alone(config=config) as process:
        process.play()
        while process.hear().get("state") != "running":
            pass
        process.stdin.close()
        assert process.end()[1] == 0


IMPATIENT = "from nn.runs import training_process\ntraining_process.PATIENCE = 1.0"


def test_it_ends_if_it_never_hears_what_to_train() -> None:
    with Alone(IMPATIENT) as process:
        assert process.end()[1] == 0


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
    with Alone(PRINTING, settings()) as process:
        assert process.hear()["is"] == "checkpoint"
        process.popen.send_signal(signal.SIGINT)
        process.play()
        last, code, text = process.end()
    assert (last["state"], code) == ("finished", 0)
    assert "hello" in text and "from below" in text


FAILING = """
from nn import mnist
def fail():
    raise {error}
mnist.load = fail
"""


@pytest.mark.parametrize(
    ("error", "words"),
    [
        ("mnist.MnistError('The images are missing', mnist.PATH)", "git checkout -- nn/assets"),
        ("MemoryError", "more memory than the system gives"),
    ],
)
def test_what_a_person_can_mend_is_said(error: str, words: str) -> None:
    with Alone(FAILING.format(error=error), settings()) as process:
        last, code, _ = process.end()
    assert words in last["message"] and code == 0


def test_a_garbled_message_ends_it_with_an_error() -> None:
    with Alone(config=settings()) as process:
        process.stdin.write(b"{garbled\n")
        process.stdin.flush()
        _, code, text = process.end()
    assert code == 1 and "Expected a line of JSON, got b'{garbled" in text


@pytest.mark.thorough
@pytest.mark.skipif(not os.path.exists("/proc/self/status"), reason="only Linux tells the memory")
def test_the_images_stay_bytes(real_host: Driven, real_processes: list[WorkerProcess]) -> None:
    run = real_host.new_run(settings(training_images=60_000, mini_batch_size=600))
    real_host.epoch(run)
    until_epoch(run)
    status = Path(f"/proc/{real_processes[0].pid}/status").read_text()
    [line] = [line for line in status.splitlines() if line.startswith("VmRSS")]
    # 60,000 images are 47 MB as bytes and 188 MB as floats.
    assert int(line.split()[1]) < 180_000
