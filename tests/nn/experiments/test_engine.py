"""Runs on this machine's processes: their results, how they are stopped, and what goes wrong."""

import os
import pickle
import signal
import sys
from collections.abc import Iterator
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from nn.errors import PROJECT, Damaged, Refused
from nn.experiments.engine import Here, end_processes, results
from nn.experiments.experiment import Experiment, PlannedRun, Varied
from nn.experiments.measuring import measure, network_of
from nn.fast_reading import cores
from tests.nn.experiments.made import LONG, QUICK, InThisProcess, wait_until

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
EXPERIMENT = Experiment(QUICK, (Varied("eta", (0.5, 3.0)),), seeds=(1, 2, 3))


@pytest.fixture(scope="module", autouse=True)
def nothing_left() -> Iterator[None]:
    yield
    end_processes()


def workers() -> list[int]:
    """Return this process's processes that train runs."""
    found = []
    for children in Path(f"/proc/{os.getpid()}/task").glob("*/children"):
        with suppress(OSError):  # a thread, or a process, that has just ended
            for pid in children.read_text().split():
                if b"popen_loky" in Path(f"/proc/{pid}/cmdline").read_bytes():
                    found.append(int(pid))
    return found


@on_linux
@pytest.mark.slow
def test_every_run_has_the_result_that_it_has_in_this_process() -> None:
    asked = []

    def runs() -> Iterator[PlannedRun]:
        for run in EXPERIMENT.runs():
            asked.append(run.number)
            yield run

    with Here(1) as engine:
        training = results(runs(), engine, keeps_network=True)
        ended = [next(training)]
        assert len(asked) <= 4  # the one that has ended, those in hand, and none of the others
        assert {os.getpriority(os.PRIO_PROCESS, pid) for pid in workers()} == {19}
        assert os.getpriority(os.PRIO_PROCESS, 0) < 19
        ended += training
    for run, result in zip(EXPERIMENT.runs(), sorted(ended), strict=True):
        alone = measure(run, keeps_network=True)
        assert alone is not None
        assert result._replace(seconds=0.0) == alone._replace(seconds=0.0)
    assert len({result.fingerprint for result in ended}) == 6
    assert (network := network_of(ended[0])) and network.sizes == QUICK.sizes


@on_linux
@pytest.mark.slow
def test_closed_it_stops_at_once_and_the_next_experiment_begins() -> None:
    short, *long = Experiment(LONG, seeds=(1, 2, 3, 4)).runs()
    short = short._replace(config=QUICK)
    training = results([short, *long], Here(min(2, cores())))
    next(training)
    assert workers()
    training.close()  # and not when the long runs have ended, which is minutes later
    wait_until(lambda: not workers())
    with pytest.raises(StopIteration):
        next(training)
    results(long, Here(1)).close()  # has not begun
    assert [result.number for result in results([short], Here(1))] == [0]


@on_linux
@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:A worker stopped while some jobs were given")
def test_the_runs_of_a_process_that_is_killed_are_trained_again() -> None:
    experiment = Experiment(QUICK, seeds=tuple(range(1, 9)))
    there = {}
    for result in results(experiment.runs(), Here(1)):
        there[result.number] = result.fingerprint
        if len(there) == 2:
            for pid in workers():
                os.kill(pid, signal.SIGKILL)
    alone = {run.number: measure(run) for run in experiment.runs()}
    assert there == {number: result.fingerprint for number, result in alone.items() if result}


class Eager(InThisProcess):
    """It takes all runs as it begins."""

    def parallel(self) -> Any:
        return lambda tasks: self.train(iter([*tasks]))


def test_a_signal_to_stop_waits_until_the_processes_have_begun() -> None:
    handed_out: list[PlannedRun] = []

    def runs() -> Iterator[PlannedRun]:
        signal.raise_signal(signal.SIGTERM)
        handed_out.extend(EXPERIMENT.runs())
        yield from handed_out

    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    with pytest.raises(KeyboardInterrupt):
        list(results(runs(), Eager(1)))
    signal.signal(signal.SIGTERM, before)
    assert len(handed_out) == 6


class Failing(InThisProcess):
    """Each time it has a run in hand it fails."""

    error: Exception = BrokenProcessPool()

    def train(self, tasks: Iterator[Any]) -> Iterator[Any]:
        yield from ()
        next(tasks)
        raise self.error


def test_a_run_whose_process_is_killed_again_and_again_is_given_up() -> None:
    with pytest.raises(Refused, match="was killed three times"):
        list(results(Experiment(QUICK).runs(), Failing(1)))


def test_a_run_without_memory_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Failing, "error", MemoryError())
    with pytest.raises(Refused, match="needed more memory than the system gives it"):
        list(results(EXPERIMENT.runs(), Failing(1)))


@pytest.mark.slow
def test_what_a_run_refuses_is_refused_here() -> None:
    assert list(results([], Here(1))) == []
    (run,) = Experiment(QUICK).runs()
    object.__setattr__(run.config, "training_images", 70_000)
    with pytest.raises(Refused, match="ask for 70,000 training images"):
        list(results([run], Here(1)))


def test_that_the_images_are_missing_is_said_across_processes() -> None:
    error = Damaged("The images of MNIST", PROJECT / "nn" / "assets" / "mnist.npz", "is missing")
    there = pickle.loads(pickle.dumps(error))
    assert isinstance(there, Damaged)
    assert str(there) == str(error) and "nn/assets/mnist.npz is missing" in str(there)


def test_jobs_are_at_least_one_and_at_most_the_cores() -> None:
    assert Here(cores()).at_once == cores()
    for jobs in 0, cores() + 1:
        with pytest.raises(Refused, match=rf"Expected 1 to {cores()} jobs, one a core, got"):
            Here(jobs)
