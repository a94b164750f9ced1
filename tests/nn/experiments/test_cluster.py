"""Runs on a Dask cluster on this machine, started here, and what may befall it."""

import json
import os
import signal
import socket
import socketserver
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from nn.errors import PROJECT, Refused
from nn.experiments import cluster as clusters
from nn.experiments import handing_out
from nn.experiments.cluster import Cluster
from nn.experiments.experiment import Experiment, Varied
from nn.experiments.handing_out import results
from nn.experiments.in_the_app import Studies, engine_for
from nn.experiments.one_run import Result
from nn.experiments.study import Study
from nn.settings.config import TrainingConfig
from tests.nn.experiments.made import PATIENCE, InThisProcess, wait_until

posix = pytest.mark.skipif(sys.platform == "win32", reason="kills as POSIX does")

SMALL = TrainingConfig(epochs=1, training_images=500)
EXPERIMENT = Experiment(SMALL, (Varied("eta", (0.5, 3.0)),), seeds=(1, 2, 3))


class Processes:
    """A scheduler and workers, each a process on the loopback without a dashboard."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._file = folder, folder / "scheduler.json"
        self.workers: list[subprocess.Popen[bytes]] = []
        self.scheduler = self._start("scheduler", ["--port", "0"])
        self.client: Any = None

    def _start(self, what: str, options: list[str]) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-m", f"distributed.cli.dask_{what}", "--host", "127.0.0.1"]
        command += ["--no-dashboard", "--dashboard-address", "127.0.0.1:0", *options]
        command += ["--scheduler-file", str(self._file)]
        with (self._folder / f"{what}.log").open("ab") as out:
            return subprocess.Popen(command, stdout=out, stderr=out, cwd=PROJECT)

    def add_worker(self) -> None:
        """Start a worker, which is killed without anybody starting it again."""
        options = ["--no-nanny", "--nthreads", "1", "--memory-limit", "0"]
        options += ["--local-directory", str(self._folder)]
        self.workers.append(self._start("worker", options))

    def address(self) -> str:
        """Return the scheduler's address, as soon as it has one."""
        wait_until(lambda: self._file.exists() and self._file.stat().st_size)
        return str(json.loads(self._file.read_text())["address"])

    def wait_for_workers(self, count: int) -> None:
        wait_until(lambda: len(self.client.ncores()) == count)

    def kill_a_busy_worker(self) -> None:
        """Kill a worker that has a run in hand, as soon as there is one."""
        ids = self.client.run(os.getpid)
        busy: list[str] = []

        def has_runs() -> bool:
            busy[:] = [worker for worker, runs in self.client.processing().items() if runs]
            return any(worker in ids for worker in busy)

        wait_until(has_runs)
        os.kill(next(ids[worker] for worker in busy if worker in ids), signal.SIGKILL)


@contextmanager
def cluster(folder: Path, workers: int) -> Iterator[Processes]:
    """Start a scheduler and workers; they are there, and gone afterwards."""
    from distributed import Client

    started = Processes(folder)
    try:
        for _ in range(workers):
            started.add_worker()
        with Client(started.address(), set_as_default=False, timeout=PATIENCE) as client:
            started.client = client
            started.wait_for_workers(workers)
            yield started
    finally:
        for process in (started.scheduler, *started.workers):
            process.kill()
            process.wait()


def by_number(results: list[Result]) -> list[Result]:
    """Return the results without their times, in the order of the runs."""
    plain = [result._replace(seconds=0.0, parameters=None) for result in results]
    return sorted(plain, key=lambda result: result.number)


@pytest.fixture(scope="module")
def here() -> list[Result]:
    """Return the results of this machine."""
    return by_number(list(results(EXPERIMENT.runs(), InThisProcess(1))))


@pytest.mark.slow
def test_a_cluster_has_the_results_of_this_machine(tmp_path: Path, here: list[Result]) -> None:
    with cluster(tmp_path, workers=1) as started:
        operator_s = {"EXPERIMENT_SCHEDULER": started.address()}
        studies, study = Studies(lambda: engine_for(operator_s)), Study(EXPERIMENT)
        studies.start(study)
        wait_until(lambda: study.state.over)
        studies.close()
    assert by_number([*study.snapshot().results]) == here
    assert not study.snapshot().is_here


@posix
@pytest.mark.thorough
@pytest.mark.filterwarnings("ignore")  # of the client that watches
def test_the_runs_of_killed_workers_are_trained_again_while_there_are_workers(
    tmp_path: Path, here: list[Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handing_out, "CHECK_SECONDS", 0.1)
    with (
        cluster(tmp_path, workers=2) as started,
        Cluster(started.address()) as engine,
        ThreadPoolExecutor(1) as beside,  # runs are handed out only while results are taken
    ):
        killed = beside.submit(started.kill_a_busy_worker)
        there = list(results(EXPERIMENT.runs(), engine, keeps_network=True))
        killed.result()
        assert by_number(there) == here
        started.wait_for_workers(1)

        kept: list[Result] = []
        killed = beside.submit(started.kill_a_busy_worker)
        with pytest.raises(Refused, match="The scheduler at tcp://.* has no worker any more"):
            kept.extend(results(EXPERIMENT.runs(), engine))
        killed.result()
        assert all(result in here for result in by_number(kept))


@posix
@pytest.mark.thorough
@pytest.mark.filterwarnings("ignore")  # of the client that watches
def test_a_scheduler_that_ends_is_said(tmp_path: Path, here: list[Result]) -> None:
    with cluster(tmp_path, workers=1) as started, Cluster(started.address()) as engine:
        training = results(EXPERIMENT.runs(), engine)
        kept = [next(training)]
        started.scheduler.kill()
        with pytest.raises(Refused, match="The line to the scheduler at tcp://.* is cut"):
            kept.extend(training)
        assert by_number(kept)[0] in here


def test_workers_that_may_train_other_networks_are_refused() -> None:
    worker = "tcp://127.0.0.1:1"
    clusters.check_worker(worker, clusters.about())
    with pytest.raises(Refused, match="cannot be used: No module named 'joblib'. Install"):
        clusters.check_worker(worker, ModuleNotFoundError("No module named 'joblib'"))
    with pytest.raises(Refused, match=f"{worker} has NumPy 1.0 and .*, and this machine NumPy"):
        clusters.check_worker(worker, "NumPy 1.0 and source code 12345678")


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
        (
            "tcp://127.0.0.1:1",
            "No Dask scheduler answers at 'tcp://127.0.0.1:1'; see whether it runs",
        ),
        ("silent", "No Dask scheduler answers"),
        ("talkative", "No Dask scheduler answers"),
        ("tcp://127.0.0.1", "whether the address is right, such as tcp://"),
        ("tls://127.0.0.1:8786", "No Dask scheduler answers"),
    ],
)
def test_where_there_is_no_scheduler_a_sentence_says_so(
    address: str,
    sentence: str,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(clusters, "FIND_SECONDS", 0.3)
    if address in ("silent", "talkative"):
        address = request.getfixturevalue(address)
    with pytest.raises(Refused, match=sentence):
        Cluster(address).__enter__()
    assert capfd.readouterr() == ("", "")


def test_a_run_that_kills_its_workers_is_given_up() -> None:
    from distributed import KilledWorker

    killed = KilledWorker("a run", None, allowed_failures=3)
    refusal = Cluster("tcp://127.0.0.1:1").refusal(killed)
    assert "4 workers were killed while training the same run" in str(refusal)


def test_without_dask_a_sentence_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(Refused, match="pip install -r .deploy/cluster/requirements.txt"):
        Cluster("tcp://127.0.0.1:1").__enter__()
    assert (PROJECT / ".deploy/cluster/requirements.txt").exists()
