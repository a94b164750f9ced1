"""What the tests of runs share: hosts whose runs train in threads of this process, and patience."""

import io
import os
import queue
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import pytest

from nn import mnist
from nn.mnist import Images, Mnist
from nn.runs import messages, processes
from nn.runs.host import Host
from nn.runs.process import WorkerProcess
from nn.runs.records import RunState, RunView
from nn.runs.run import Run
from nn.runs.worker import Worker
from nn.settings.config import TrainingConfig
from nn.standstill import Standstill
from nn.training import Trainer

PATIENCE = 60.0  # seconds, on a busy machine

Message = dict[str, Any]


@cache
def few() -> Mnist:
    """Return enough images for a test; reading all 10,000 test images would take most of it."""
    whole = mnist.load()
    return Mnist(whole.train[:2_000], whole.test[:500])


def settings(**changes: Any) -> TrainingConfig:
    """Return settings: two epochs of 50 mini-batches on a small network, but for the changes."""
    usual: dict[str, Any] = {"sizes": (784, 12, 10), "training_images": 500, "epochs": 2}
    return TrainingConfig(**(usual | {"eta": 1.0} | changes))


def endless() -> TrainingConfig:
    """Return settings of a run that no test waits for."""
    return settings(epochs=500, training_images=2_000)


def trained(config: TrainingConfig, extra: Images | None = None) -> bytes:
    """Return the weights that the trainer itself ends with."""
    trainer = Trainer(config, few(), extra=extra)
    list(trainer)
    return messages.pack(trainer.network)


def until(holds: Callable[[], Any]) -> None:
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, "not in time"
        time.sleep(0.005)


_others = set[threading.Thread]()  # the app's own host may have begun them in another test


@pytest.fixture(autouse=True)
def leave_out_other_threads() -> None:
    _others.update(threading.enumerate())


def threads_of_runs() -> list[str]:
    """Return the names of the threads that see to runs of this test."""
    names = [thread.name for thread in threading.enumerate() if thread not in _others]
    return [name for name in names if name.startswith(("training", "turns", "recording"))]


def alive(pid: int) -> bool:
    """Tell whether a process is there, and is more than a name in a list."""
    stat = Path(f"/proc/{pid}/stat")
    if Path("/proc/self/stat").exists():
        try:
            return stat.read_text().rpartition(")")[2].split()[0] not in "ZX"
        except OSError:
            return False
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    return True


class TrainingThread:
    """Has the face of `WorkerProcess`; the same worker trains in a thread of this process."""

    def __init__(self, received: Any, ended: Any) -> None:
        self._received, self._ended = received, ended
        self._commands: queue.Queue[Message] = queue.Queue()
        self._thread: threading.Thread | None = None
        self.is_alive = True
        self._speaking = threading.Lock()
        self._unheard: list[Message] | None = None
        self._later: list[Callable[[], None]] = []

    def begin(
        self,
        config: TrainingConfig,
        extra: Images | None = None,
        parked: tuple[Message, bytes] | None = None,
    ) -> None:
        trainer = Trainer(config, few(), extra=extra)
        if parked:
            trainer.take_up(Standstill.from_message(parked[0]["standstill"], parked[1]))
        pace = parked[0]["pace"] if parked else None
        worker = Worker(trainer, self._commands, self._report, pace=pace)
        work = threading.Thread(target=self._work, args=(worker,), name="training", daemon=True)
        self._thread = work
        self._thread.start()

    def send(self, message: Message, payload: bytes = b"") -> None:
        self._commands.put(message)

    def kill(self) -> None:
        self.is_alive = False
        self._commands.put({"do": "pause", "number": 0})  # it may be waiting for a command

    def join(self, seconds: float) -> None:
        if self._thread:
            self._thread.join(seconds)

    @contextmanager
    def silence(self) -> Iterator[list[Message]]:
        """Let the host hear nothing of this thread inside the block, and all of it afterwards."""
        with self._speaking:
            self._unheard = []
        yield self._unheard
        with self._speaking:
            for say in self._later:
                say()
            self._unheard, self._later = None, []

    def _say(self, say: Callable[[], None], *messages: Message) -> None:
        with self._speaking:
            if self._unheard is None:
                say()
            else:
                self._unheard.extend(messages)
                self._later.append(say)

    def _work(self, worker: Worker) -> None:
        try:
            worker.work()
        except _Killed:
            pass
        finally:
            self.is_alive = False
            self._say(lambda: self._ended(self, "The run's process was killed."))

    def _report(self, message: Message, payload: bytes = b"") -> None:
        if not self.is_alive:
            raise _Killed
        pipe = io.BytesIO()  # as it would come out of one
        messages.write(pipe, message, payload)
        pipe.seek(0)
        received = messages.read(pipe)
        assert received
        self._say(lambda: self._received(self, *received), received[0])


class _Killed(Exception):
    """Takes the thread out of its work."""


Started = list[TrainingThread]
Kind = TypeVar("Kind", TrainingThread, WorkerProcess)


def noted(kind: type[Kind], monkeypatch: pytest.MonkeyPatch) -> list[Kind]:
    """Have runs train in processes of a kind; return those that are started from now on."""
    started: list[Kind] = []

    def start(received: Any, ended: Any) -> Kind:
        started.append(kind(received, ended))
        return started[-1]

    monkeypatch.setattr(processes, "WorkerProcess", start)
    return started


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> Started:
    """Have runs train in threads, without a process; return those that were started."""
    return noted(TrainingThread, monkeypatch)


class Clock:
    """A clock that stands still until the test moves it."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def slots() -> int:
    return 2


class Driven(Host):
    """A host that is told what to do with a run, and then waits until it is done."""

    clock: Clock
    started: Started

    def take_a_step(self, run: Run) -> RunView:
        """Return the run after another step."""
        self.steps(run, 1)
        assert run.wait(PATIENCE)
        return run.snapshot()

    def play_out(self, run: Run, end: RunState = RunState.FINISHED) -> RunView:
        """Train a run until it is in a state; return it after that."""
        self.play(run)
        until_state(run, end)
        return run.snapshot()

    def stop(self, run: Run) -> RunView:
        """Pause a run, or leave it paused; return it after that."""
        self.pause(run)
        assert run.wait(PATIENCE)
        return run.snapshot()


@pytest.fixture
def host(slots: int, clock: Clock, started: Started) -> Iterator[Driven]:
    """Return a host whose runs train in threads; after the test it has left nothing behind."""
    host = Driven(slots, most_processes=20, clock=clock)
    host.clock, host.started = clock, started
    yield host
    host.close()
    assert not host.somebody_waits and not host.training
    assert not any(thread.is_alive for thread in started)
    until(lambda: not threads_of_runs())


@pytest.fixture
def real_processes(monkeypatch: pytest.MonkeyPatch) -> list[WorkerProcess]:
    """Return the processes that are started from now on."""
    return noted(WorkerProcess, monkeypatch)


@pytest.fixture
def real_host(real_processes: list[WorkerProcess]) -> Iterator[Driven]:
    """Return a host whose runs train in processes; after the test it has left nothing behind."""
    host = Driven(slots=2)
    yield host
    host.close()
    assert not any(alive(process.pid) for process in real_processes)
    until(lambda: not threads_of_runs())


# What is done with a run


def until_state(run: Run, state: RunState) -> None:
    until(lambda: run.state is state)


def until_epoch(run: Run) -> None:
    until(lambda: epochs(run))


def epochs(run: Run) -> list[int]:
    """Return the epochs after which the run has a checkpoint."""
    return [int(c.position) for c in run.snapshot().checkpoints if c.position >= 1]


def states(*runs: Run) -> list[tuple[RunState, int | None]]:
    return [(view.state, view.place) for view in (run.snapshot() for run in runs)]
