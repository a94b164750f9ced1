"""Runs on a Dask cluster of two workers on this machine, started here, and what may befall it."""

import json
import os
import signal
import socket
import socketserver
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from joblib.externals.loky import reusable_executor

from nn.errors import PROJECT, Refused
from nn.experiments import dask_backend, scheduler
from nn.experiments.cluster import Cluster
from nn.experiments.engine import Here, results
from nn.experiments.experiment import Experiment, Varied
from nn.experiments.host import Studies, engine_for
from nn.experiments.measuring import Result
from nn.experiments.study import Study
from nn.settings.config import TrainingConfig

pytestmark = pytest.mark.slow

START_SECONDS = 120  # on a busy machine
posix = pytest.mark.skipif(sys.platform == "win32", reason="kills as POSIX does")

SMALL = TrainingConfig(epochs=1, training_images=500)
EXPERIMENT = Experiment(SMALL, (Varied("eta", (0.5, 3.0)),), seeds=(1, 2, 3))
LONG_ONES = Experiment(replace(SMALL, epochs=60), seeds=(7, 8))  # whose worker is killed in time


class Processes:
    """A scheduler and workers, each a process on the loopback without a dashboard."""

    def __init__(self, folder: Path, cwd: Path = PROJECT) -> None:
        self._file = folder / "scheduler.json"
        self._folder = folder
        self._all: list[subprocess.Popen[bytes]] = []
        self.scheduler = self._start("scheduler", ["--port", "0"], cwd=cwd)

    def _start(self, what: str, options: list[str], **choices: Any) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-m", f"distributed.cli.dask_{what}", "--host", "127.0.0.1"]
        command += ["--no-dashboard", "--dashboard-address", "127.0.0.1:0", *options]
        command += ["--scheduler-file", str(self._file)]
        log = self._folder / f"{len(self._all)}-{what}.log"
        choices = {"cwd": PROJECT, **choices}
        with log.open("wb") as out:
            process = subprocess.Popen(command, stdout=out, stderr=out, **choices)
        self._all.append(process)
        return process

    def worker(self, **choices: Any) -> "subprocess.Popen[bytes]":
        """Start a worker, which is killed without anybody starting it again."""
        options = ["--no-nanny", "--nthreads", "1", "--memory-limit", "0"]
        options += ["--local-directory", str(self._folder)]
        return self._start("worker", options, **choices)

    def address(self) -> str:
        """Return the scheduler's address, as soon as it has one."""
        wait_until(self._file.exists)
        wait_until(lambda: self._file.stat().st_size > 0)
        return str(json.loads(self._file.read_text())["address"])

    def end(self) -> None:
        for process in self._all:
            process.kill()
            process.wait()


def wait_until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + START_SECONDS
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


@contextmanager
def processes(
    folder: Path, workers: int, scheduler_cwd: Path = PROJECT, **choices: Any
) -> Iterator[tuple[Processes, list[Any]]]:
    """Start a scheduler and workers at the same time."""
    started = Processes(folder, scheduler_cwd)
    try:
        yield started, [started.worker(**choices) for _ in range(workers)]
    finally:
        started.end()


@contextmanager
def connected(address: str, workers: int) -> Iterator[Cluster]:
    """Wait for workers that are still starting."""
    end = time.monotonic() + START_SECONDS
    while True:
        try:
            with Cluster(address) as engine:
                wait_until(lambda: len(engine._client.ncores()) == workers)
                yield engine
                return
        except Refused as error:
            if "has no workers" not in str(error) or time.monotonic() > end:
                raise


def by_number(results: list[Result]) -> list[Result]:
    """Return the results without their times, in the order of the runs."""
    plain = [result._replace(seconds=0.0, parameters=None) for result in results]
    return sorted(plain, key=lambda result: result.number)


@pytest.fixture(scope="module")
def here() -> list[Result]:
    """Return the results of this machine's own processes."""
    return list(results(EXPERIMENT.runs(), Here(1)))


@pytest.fixture
def as_before(capfd: pytest.CaptureFixture[str]) -> Iterator[None]:
    """Afterwards there are no more threads than before, and nothing was printed."""
    threads = threading.active_count()
    yield
    wait_until(lambda: threading.active_count() <= threads)
    assert capfd.readouterr() == ("", "")


def busy_worker(engine: Cluster) -> int:
    """Return the process of a worker that has a run in hand, as soon as there is one."""
    ids = engine._client.run(os.getpid)
    busy: list[str] = []

    def has_runs() -> bool:
        processing = engine._client.processing()
        busy[:] = [worker for worker, runs in processing.items() if runs and worker in ids]
        return bool(busy)

    wait_until(has_runs)
    return int(ids[busy[0]])


@posix
def test_a_cluster_has_the_results_of_this_machine_though_a_worker_is_killed(
    tmp_path: Path, here: list[Result], monkeypatch: pytest.MonkeyPatch, as_before: None
) -> None:
    with processes(tmp_path, workers=3) as (started, workers):
        with connected(started.address(), workers=3) as engine:
            there = []
            for result in results(EXPERIMENT.runs(), engine, keeps_network=True):
                there.append(result)
                if len(there) == 2:
                    os.kill(busy_worker(engine), signal.SIGKILL)
            assert by_number(there) == by_number(here)
            assert sum(worker.poll() is None for worker in workers) == 2

            operator_s = {"EXPERIMENT_SCHEDULER": started.address()}
            studies, study = Studies(lambda: engine_for(operator_s)), Study(EXPERIMENT)
            studies.start(study)
            wait_until(lambda: study.state.over)
            studies.close()
            assert by_number([*study.snapshot().results]) == by_number(here)
            assert not study.snapshot().is_here

            engine._client.run_on_scheduler(_allow_killed_workers, number=0)
            kept = []
            with pytest.raises(Refused, match="A worker was killed while training"):
                for result in results([*EXPERIMENT.runs(), *LONG_ONES.runs()], engine):
                    kept.append(result)
                    if len(kept) == 6:  # now each worker has a long run in hand
                        os.kill(busy_worker(engine), signal.SIGKILL)
            assert by_number(kept) == by_number(here)

            # One thread is left, and joblib would train beside a single one in this process.
            wait_until(lambda: len(engine._client.ncores()) == 1)
            (only,) = results(list(EXPERIMENT.runs())[5:], engine)
            assert by_number([only]) == by_number(here)[5:]

            engine._client.run_on_scheduler(_allow_killed_workers, number=3)
            monkeypatch.setattr(dask_backend, "LOOK_SECONDS", 0.1)
            monkeypatch.setattr(dask_backend, "MOST_SECONDS_ALONE", 0.5)
            without_workers = results(EXPERIMENT.runs(), engine)
            kept = [next(without_workers)]
            os.kill(busy_worker(engine), signal.SIGKILL)
            with pytest.raises(Refused, match="The scheduler at tcp://.* has no worker any more"):
                kept.extend(without_workers)
            assert by_number(kept)[0] in by_number(here)

            started.worker()
            wait_until(lambda: len(engine._client.ncores()) == 1)
            scheduler_s_end = results(EXPERIMENT.runs(), engine)
            kept = [next(scheduler_s_end)]
            started.scheduler.kill()
            with pytest.raises(Refused, match="The line to the scheduler at tcp://.* is cut"):
                kept.extend(scheduler_s_end)
            assert by_number(kept)[0] in by_number(here)


def _allow_killed_workers(dask_scheduler: Any, number: int) -> None:
    dask_scheduler.allowed_failures = number


def test_a_scheduler_outside_the_project_s_folder_is_refused(
    tmp_path: Path, as_before: None
) -> None:
    with processes(tmp_path, workers=1, scheduler_cwd=tmp_path) as (started, _):
        with pytest.raises(Refused, match="The scheduler tcp://.* cannot import nn;.*dask sched"):
            with connected(started.address(), workers=1):
                pass


def test_workers_that_may_train_other_networks_are_refused(tmp_path: Path, as_before: None) -> None:
    with processes(tmp_path, workers=1, cwd=tmp_path) as (started, _):
        with pytest.raises(Refused, match="The worker tcp://.* cannot import nn;.*dask worker."):
            with connected(started.address(), workers=1):
                pass
    worker = "tcp://127.0.0.1:1"
    scheduler.check_worker(worker, scheduler.about())
    with pytest.raises(Refused, match="cannot import joblib"):
        scheduler.check_worker(worker, ModuleNotFoundError("No module named 'joblib'"))
    for what in scheduler.about():
        with pytest.raises(Refused, match=f"{worker} has another {what} \\(1.0\\) than this"):
            scheduler.check_worker(worker, scheduler.about() | {what: "1.0"})


@pytest.fixture
def silent() -> Iterator[str]:
    """Return the address of a server that takes connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"127.0.0.1:{server.getsockname()[1]}"


@pytest.fixture
def talkative() -> Iterator[str]:
    """Return the address of a server that is no Dask, and says so."""
    server = socketserver.TCPServer(("127.0.0.1", 0), Talkative)
    with server, ThreadPoolExecutor(1) as thread:
        thread.submit(server.serve_forever, 0.05)
        yield f"127.0.0.1:{server.server_address[1]}"
        server.shutdown()


class Talkative(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        self.request.sendall(b"220 mail.example.org ESMTP: who is there? " * 9)


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("tcp://127.0.0.1:1", "No Dask scheduler answers at tcp://127.0.0.1:1;"),
        ("127.0.0.1:1", "No Dask scheduler answers at 127.0.0.1:1;"),
        ("tcp://no-such-host.invalid:8786", "No Dask scheduler answers at tcp://no-such-host"),
        ("tcp://127.0.0.1:99999", "No Dask scheduler answers"),
        ("silent", "No Dask scheduler answers"),
        ("talkative", "is not a Dask scheduler"),
        ("tcp://127.0.0.1", "is not the address of a scheduler; expected one such as tcp://"),
        ("http://127.0.0.1:8786", "is not the address of a scheduler"),
        ("tls://127.0.0.1:8786", "is not the address of a scheduler"),
        ("", "'' is not the address of a scheduler"),
    ],
)
def test_where_there_is_no_scheduler_a_sentence_says_so(
    address: str,
    sentence: str,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(scheduler, "FIND_SECONDS", 0.5)
    if address in ("silent", "talkative"):
        address = request.getfixturevalue(address)
    threads = threading.active_count()
    with pytest.raises(Refused, match=sentence):
        Cluster(address).__enter__()
    assert threading.active_count() == threads
    assert capfd.readouterr() == ("", "")


def test_without_dask_a_sentence_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(Refused, match="pip install -r .deploy/cluster/requirements.txt"):
        Cluster("tcp://127.0.0.1:1").__enter__()
    assert (PROJECT / ".deploy/cluster/requirements.txt").exists()


@posix
def test_the_runs_of_a_killed_process_of_this_machine_are_trained_again(
    here: list[Result],
) -> None:
    again = []
    for result in results(EXPERIMENT.runs(), Here(1)):
        again.append(result)
        if len(again) == 2:
            # To ask joblib for the executor would replace it.
            (process, *_) = reusable_executor._executor._processes
            os.kill(process, signal.SIGKILL)
    assert by_number(again) == by_number(here)
