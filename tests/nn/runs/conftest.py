"""What the tests of runs share: hosts whose runs train in threads of this process, and patience."""

import math
import pickle
import threading
import time
from collections.abc import Callable, Iterator
from functools import cache
from queue import SimpleQueue
from typing import Any

import pytest

from nn import mnist
from nn.evaluation import Evaluation, evaluate
from nn.mnist import Mnist, images_for
from nn.network import Network
from nn.runs import worker
from nn.runs.host import IDLE, Host
from nn.runs.messages import Begin, Command, Report
from nn.runs.process import Process, why_it_ended
from nn.runs.run import Run
from nn.runs.run_view import RunState, RunView
from nn.settings.config import TrainingConfig
from nn.sgd import Images
from tests.nn import reference

PATIENCE = 120.0  # seconds, on a busy machine
RUNS, PAUSED = (RunState.RUNNING, None), (RunState.PAUSED, None)
FIRST, SECOND = (RunState.QUEUED, 1), (RunState.QUEUED, 2)


@cache
def small_mnist() -> Mnist:
    """Return enough images for a test; reading all 10,000 test images would take most of it."""
    whole = mnist.load()
    return Mnist(whole.train[:2_000], whole.test[:500])


def settings(**changes: Any) -> TrainingConfig:
    """Return settings: two epochs of 50 mini-batches on a small network, but for the changes."""
    usual: dict[str, Any] = {"sizes": (784, 12, 10), "training_images": 500, "epochs": 2}
    return TrainingConfig(**(usual | {"eta": 1.0} | changes))


def bits(network: Network) -> bytes:
    return reference.numbers(network).tobytes()


def trained(config: TrainingConfig, extra: Images | None = None) -> bytes:
    """Return the weights that a plain loop ends with."""
    return bits(reference.trained(config, *images_for(config, small_mnist(), extra)).network)


def until(holds: Callable[[], Any]) -> None:
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, "not in time"
        time.sleep(0.005)


class Killed(Exception):
    """Takes a thread out of its work."""


class InThread(Process):
    """Trains in a thread of the tests; all that it hears and says is pickled, as for a pipe."""

    def __init__(self, *told: Any) -> None:
        self._received, self._ended = told
        self.is_alive, self._killed = True, False
        self._to_send: SimpleQueue[Any] = SimpleQueue()
        self._threads = [threading.Thread(target=self._train, daemon=True)]
        self._threads[0].start()

    def send(self, message: Begin | Command) -> None:
        super().send(pickle.loads(pickle.dumps(message)))

    def kill(self) -> None:
        self._killed = True
        self.send(Command("pause"))  # it may be waiting for a command

    def _train(self) -> None:
        begin, how = self._to_send.get(), "The run's process was killed."
        try:
            if isinstance(begin, Begin):  # otherwise it was killed
                worker.Worker(begin, small_mnist(), self._to_send, self._tell).work()
        except Killed:
            pass
        except Exception as error:
            how = why_it_ended(error)
        self.is_alive = False
        self._ended(self, how)

    def _tell(self, report: Report) -> None:
        if self._killed:
            raise Killed
        self._received(self, pickle.loads(pickle.dumps(report, pickle.HIGHEST_PROTOCOL)))


class Driven(Host):
    """A host whose clock the test moves, and which waits until a run has done what it is told."""

    def __init__(self, kind: type[Process] = InThread, most_processes: int = 20) -> None:
        self.now, self.kind = 1000.0, kind
        self.started: list[Process] = []
        super().__init__(2, most_processes, clock=lambda: self.now)

    def _new_process(self) -> Process:
        self.started.append(self.kind(self._received, self._ended))
        return self.started[-1]

    @property
    def alive(self) -> list[bool]:
        return [process.is_alive for process in self.started]

    def new(self, owner: str | None = None, **changes: Any) -> Run:
        return Run(settings(**changes), owner=owner)

    def endless(self, owner: str | None = None) -> Run:
        """Return a run that no test waits for."""
        return self.new(owner, epochs=500, training_images=2_000)

    def take_steps(self, run: Run, n: int = 1) -> RunView:
        """Return the run after so many steps."""
        self.steps(run, n)
        until_answered(run)
        return run.snapshot()

    def take_epoch(self, run: Run) -> RunView:
        """Return the run when it has paused at the end of the epoch."""
        self.epoch(run)
        until_state(run, RunState.PAUSED)
        return run.snapshot()

    def play_out(self, run: Run, end: RunState = RunState.FINISHED) -> RunView:
        """Train a run until it is in a state; return it after that."""
        self.play(run)
        until_state(run, end)
        return run.snapshot()

    def stop(self, run: Run) -> RunView:
        """Pause a run, or leave it paused; return it when its process does nothing more."""
        self.pause(run)
        until_answered(run)
        return run.snapshot()

    def give_back(self, seconds: float = IDLE) -> None:
        """Let so much time pass, after which paused runs have given back their processes."""
        self.look()
        self.now += seconds
        self.look()


@pytest.fixture
def kind() -> type[Process]:
    return InThread


@pytest.fixture
def host(kind: type[Process]) -> Iterator[Driven]:
    """Return a host with two slots, and few images; after the test it has left nothing behind."""
    small_mnist()
    threads = threading.active_count()
    host = Driven(kind)
    yield host
    host.close()
    assert not host.somebody_waits and not host.training
    until(lambda: not any(host.alive) and threading.active_count() <= threads)


class Gate:
    """Where an evaluation stays, in its midst or at its end, until the gate is open."""

    def __init__(self) -> None:
        self.open, self.waits = threading.Event(), threading.Event()
        self.before, self.at_end = math.inf, False  # it lets so many others pass

    def evaluate(self, *arguments: Any) -> Iterator[Evaluation]:
        evaluation = evaluate(*arguments)
        yield evaluation
        self.before -= 1
        if self.before == -1:
            self.waits.set()
            while not self.open.wait(0.01):
                if not self.at_end:
                    yield evaluation


@pytest.fixture
def gate(host: Driven, monkeypatch: pytest.MonkeyPatch) -> Iterator[Gate]:
    """Return a gate for the evaluations of the host's runs, which stands open."""
    gate = Gate()
    monkeypatch.setattr(worker, "evaluate_in_blocks", gate.evaluate)
    yield gate
    gate.open.set()


# What a run does


def until_state(run: Run, state: RunState) -> None:
    until(lambda: run.state is state)


def until_answered(run: Run) -> None:
    until(lambda: not run.snapshot().busy)


def until_epoch(run: Run) -> None:
    until(lambda: epochs(run))


def epochs(run: Run) -> list[int]:
    """Return the epochs after which the run has a checkpoint."""
    return [int(c.position) for c in run.snapshot().checkpoints if c.position >= 1]


def networks_of(run: Run) -> list[Network]:
    """Return the networks that a page may show of a run."""
    view = run.snapshot()
    return [view.newest, *(c.network for c in view.checkpoints)]


def looks(run: Run) -> list[int]:
    """Return the steps at which the run has a checkpoint."""
    return [checkpoint.step for checkpoint in run.snapshot().checkpoints]


def states(*runs: Run) -> list[tuple[RunState, int | None]]:
    return [(view.state, view.place) for view in (run.snapshot() for run in runs)]
