"""Runs on this machine's processes: their results, how they are stopped, and what goes wrong."""

import os
import pickle
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue

import pytest

from nn.cores import cores
from nn.errors import Refused
from nn.experiments.experiment import Experiment, PlannedRun, Varied
from nn.experiments.handing_out import Ended, Here, results
from nn.experiments.one_run import Result, measure, network_of
from nn.project import PROJECT, Damaged
from tests.nn.experiments import made
from tests.nn.experiments.made import LONG, QUICK, InThisProcess

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
EXPERIMENT = Experiment(QUICK, (Varied("eta", (0.5, 3.0)),), seeds=(1, 2, 3))


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
        assert len(asked) <= 2  # the one that has ended, the one in hand, and none of the others
        assert {os.getpriority(os.PRIO_PROCESS, pid) for pid in workers()} == {19}
        assert os.getpriority(os.PRIO_PROCESS, 0) < 19
        ended += training
    assert not workers()
    for run, result in zip(EXPERIMENT.runs(), sorted(ended), strict=True):
        alone = measure(run, keeps_network=True)
        assert result._replace(seconds=0.0) == alone._replace(seconds=0.0)
    assert len({result.fingerprint for result in ended}) == 6
    assert (network := network_of(ended[0])) and network.sizes == QUICK.sizes


@on_linux
@pytest.mark.slow
def test_it_stops_at_once_and_the_next_experiment_begins() -> None:
    short, *long = Experiment(LONG, seeds=(1, 2, 3, 4)).runs()
    short = short._replace(config=QUICK)
    ended: Ended = SimpleQueue()
    with Here(min(2, cores())) as engine:
        training = results([short, *long], engine, ended=ended)
        assert next(training).number == 0
        threading.Timer(0.1, ended.put, [None]).start()  # as another thread stops it
        assert list(training) == []
    assert not workers()  # and not when the long runs have ended, which is minutes later
    with Here(1) as engine:
        assert [result.number for result in results([short], engine)] == [0]


@on_linux
@pytest.mark.slow
def test_stopped_as_soon_as_a_run_is_handed_out_no_thread_fails(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    failures: list[threading.ExceptHookArgs] = []
    monkeypatch.setattr(threading, "excepthook", failures.append)
    for _ in range(4):
        with Here(1) as engine:
            ended: Ended = SimpleQueue()
            training = results(EXPERIMENT.runs(), engine, ended=ended)
            next(training)
            ended.put(None)
            assert list(training) == []
    assert not failures and not workers()


@on_linux
@pytest.mark.slow
def test_that_a_process_was_killed_is_said_and_what_has_ended_is_kept() -> None:
    first, *long = Experiment(LONG, seeds=(1, 2, 3)).runs()
    with Here(1) as engine:
        training = results([first._replace(config=QUICK), *long], engine)
        assert next(training).number == 0
        for pid in workers():
            os.kill(pid, signal.SIGKILL)
        with pytest.raises(Refused, match="The process of a run was killed or could not start"):
            next(training)


def test_a_run_without_memory_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def measure(run: PlannedRun, keeps_network: bool) -> Result:
        raise MemoryError

    monkeypatch.setattr(made, "measure", measure)
    with pytest.raises(Refused, match="needed more memory than the system gives it"):
        list(results(EXPERIMENT.runs(), InThisProcess(1)))


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
