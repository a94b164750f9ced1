"""Runs on this machine's processes: their results, how they are stopped, and what goes wrong."""

import gc
import os
import pickle
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from nn.errors import PROJECT, Damaged, Refused
from nn.experiments import engine
from nn.experiments.engine import Here, results
from nn.experiments.experiment import Experiment, PlannedRun, Varied
from nn.experiments.measuring import measure, network_of
from nn.fast_reading import cores
from nn.settings.config import TrainingConfig
from tests.nn.experiments.made import QUICK

pytestmark = pytest.mark.slow

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
LONG = TrainingConfig(training_images=20_000, epochs=500)
PATIENCE = 120.0  # seconds

EXPERIMENT = Experiment(QUICK, (Varied("eta", (0.5, 3.0)),), seeds=(1, 2, 3))


@pytest.fixture(params=[1, 2])
def here(request: pytest.FixtureRequest) -> Here:
    return Here(min(request.param, cores()))


def workers() -> list[int]:
    """Return this process's processes that train runs."""
    found = []
    for children in Path(f"/proc/{os.getpid()}/task").glob("*/children"):
        with suppress(OSError):  # a thread, or a process, that has just ended
            for pid in children.read_text().split():
                if b"popen_loky" in Path(f"/proc/{pid}/cmdline").read_bytes():
                    found.append(int(pid))
    return found


def wait_until(holds: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, f"{what}: not within {PATIENCE:g} s"
        time.sleep(0.02)


def test_every_run_has_the_result_that_it_has_in_this_process(here: Here) -> None:
    with here as engine:
        ended = sorted(results(EXPERIMENT.runs(), engine))
    for run, result in zip(EXPERIMENT.runs(), ended, strict=True):
        alone = measure(run)
        assert alone is not None
        assert result._replace(seconds=0.0) == alone._replace(seconds=0.0)
    assert len({result.fingerprint for result in ended}) == 6


def test_networks_come_along_if_they_are_kept() -> None:
    with Here(1) as engine:
        (result,) = results(Experiment(QUICK).runs(), engine, keeps_network=True)
    network = network_of(result)
    assert network is not None and network.sizes == QUICK.sizes


def test_without_a_run_there_is_no_result(here: Here) -> None:
    with here as engine:
        assert list(results([], engine)) == []


def test_the_next_run_is_asked_for_only_when_a_process_is_free() -> None:
    asked = []

    def runs() -> Iterator[PlannedRun]:
        for run in Experiment(QUICK, seeds=tuple(range(20))).runs():
            asked.append(run.number)
            yield run

    with Here(1) as engine:
        training = results(runs(), engine)
        next(training)
        # The one that has ended, those in hand, and none of the others.
        assert len(asked) <= 4
        training.close()
    assert len(asked) < 20


@on_linux
def test_closed_it_stops_at_once_and_nothing_goes_on_training(here: Here) -> None:
    short, *long = Experiment(LONG, seeds=(1, 2, 3, 4)).runs()
    training = results([short._replace(config=QUICK), *long], here)
    next(training)
    assert workers()
    training.close()  # and not when the long runs have ended, which is minutes later
    wait_until(lambda: not workers(), "the end of the processes")
    with pytest.raises(StopIteration):
        next(training)


@on_linux
def test_ctrl_c_while_the_processes_begin_ends_them_without_a_warning(
    here: Here, monkeypatch: pytest.MonkeyPatch, recwarn: pytest.WarningsRecorder
) -> None:
    @contextmanager
    def interrupted() -> Iterator[None]:
        yield
        raise KeyboardInterrupt  # which waited for the end of this block

    monkeypatch.setattr(engine, "_deaf_children", interrupted)
    with suppress(KeyboardInterrupt):
        next(results(Experiment(LONG, seeds=(1, 2, 3)).runs(), here))
    gc.collect()
    wait_until(lambda: not workers(), "the end of the processes")
    assert not recwarn.list


@on_linux
def test_after_that_the_next_experiment_begins(here: Here) -> None:
    training = results(Experiment(LONG, seeds=(1, 2)).runs(), here)
    (short,) = Experiment(QUICK).runs()
    first = results([short, *Experiment(LONG, seeds=(3,)).runs()], here)
    next(first)
    first.close()
    training.close()  # has not begun
    assert [result.number for result in results([short], here)] == [0]


@on_linux
def test_processes_train_at_the_lowest_priority() -> None:
    training = results(Experiment(QUICK, seeds=(1, 2)).runs(), Here(1))
    next(training)
    assert {os.getpriority(os.PRIO_PROCESS, pid) for pid in workers()} == {19}
    assert os.getpriority(os.PRIO_PROCESS, 0) < 19
    assert len(list(training)) == 1


@on_linux
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


@on_linux
@pytest.mark.filterwarnings("ignore:A worker stopped while some jobs were given")
def test_a_run_whose_process_is_killed_again_and_again_is_given_up() -> None:
    killed = set[int]()
    over = threading.Event()

    def kill() -> None:
        while not over.wait(0.05):
            for pid in workers():
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
                killed.add(pid)

    killer = threading.Thread(target=kill)
    killer.start()
    try:
        with pytest.raises(Refused, match="was killed three times"):
            list(results(Experiment(LONG).runs(), Here(1)))
    finally:
        over.set()
        killer.join()
    assert len(killed) >= 3


def test_what_a_run_refuses_is_refused_here() -> None:
    (run,) = Experiment(QUICK).runs()
    object.__setattr__(run.config, "training_images", 70_000)
    with pytest.raises(Refused, match="ask for 70,000 training images"), Here(1) as engine:
        list(results([run], engine))


def test_that_the_images_are_missing_is_said_across_processes() -> None:
    error = Damaged("The images of MNIST", PROJECT / "nn" / "assets" / "mnist.npz", "is missing")
    there = pickle.loads(pickle.dumps(error))
    assert isinstance(there, Damaged)
    assert str(there) == str(error) and "nn/assets/mnist.npz is missing" in str(there)


def test_a_run_without_memory_is_said() -> None:
    class Full(Here):
        def parallel(self):  # type: ignore[no-untyped-def]
            def ended(tasks):  # type: ignore[no-untyped-def]
                yield from ()
                raise MemoryError

            return ended

    with pytest.raises(Refused, match="needed more memory than the system gives it"):
        list(results(EXPERIMENT.runs(), Full(1)))


def test_jobs_are_at_least_one_and_at_most_the_cores() -> None:
    assert Here(1).at_once == 1
    assert Here(cores()).at_once == cores()
    for jobs in 0, -1, cores() + 1, 10_000:
        with pytest.raises(Refused, match=rf"Expected 1 to {cores()} jobs, one a core, got"):
            Here(jobs)


def test_a_run_in_hand_ends_without_a_result_when_its_file_is_taken_away(tmp_path: Path) -> None:
    goes_on = tmp_path / "goes-on"
    goes_on.touch()
    short, *long = Experiment(LONG, seeds=(1, 2, 3)).runs()
    training = results([short._replace(config=QUICK), *long], Here(1), goes_on=goes_on)
    assert next(training).number == 0
    goes_on.unlink()
    assert list(training) == []
