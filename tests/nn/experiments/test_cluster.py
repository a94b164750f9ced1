"""Runs on a Dask cluster on this machine, started here, and what may befall it."""

import json
import logging
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest

from nn.errors import Refused
from nn.experiments import cluster as clusters
from nn.experiments.cluster import Cluster
from nn.experiments.experiment import Experiment, Varied
from nn.experiments.handing_out import results
from nn.experiments.in_the_app import Studies, engine_for
from nn.experiments.one_run import Result
from nn.experiments.study import Study
from nn.project import PROJECT
from nn.settings.config import TrainingConfig
from tests.nn.experiments.made import InThisProcess
from tests.nn.runs.conftest import PATIENCE, until

SMALL = TrainingConfig(epochs=1, training_images=500)
EXPERIMENT = Experiment(SMALL, (Varied("eta", (0.5, 3.0)),), seeds=(1, 2, 3))


@contextmanager
def cluster(folder: Path) -> Iterator[str]:
    """Start a scheduler and a worker on the loopback; yield the scheduler's address."""
    from distributed import Client

    file, processes = folder / "scheduler.json", list[subprocess.Popen[bytes]]()
    common = ["--host", "127.0.0.1", "--no-dashboard", "--dashboard-address", "127.0.0.1:0"]
    worker = ["--no-nanny", "--nthreads", "1", "--memory-limit", "0", "--local-directory", folder]
    try:
        for what, options in (("scheduler", ["--port", "0"]), ("worker", worker)):
            program = [sys.executable, "-m", f"distributed.cli.dask_{what}", *common, *options]
            with (folder / f"{what}.log").open("ab") as out:
                command = [*map(str, program), "--scheduler-file", str(file)]
                processes.append(subprocess.Popen(command, stdout=out, stderr=out, cwd=PROJECT))
        until(lambda: file.exists() and file.stat().st_size)
        address = str(json.loads(file.read_text())["address"])
        with Client(address, set_as_default=False, timeout=PATIENCE) as client:
            client.wait_for_workers(1, timeout=PATIENCE)
        yield address
    finally:
        for process in processes:
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
    with cluster(tmp_path) as address:
        operator_s = {"EXPERIMENT_SCHEDULER": address}
        studies, study = Studies(lambda: engine_for(operator_s)), Study(EXPERIMENT)
        studies.start(study)
        until(lambda: not study.state.under_way)
        studies.close()
    assert by_number([*study.snapshot().results]) == here
    assert not study.snapshot().is_here


def test_workers_that_may_train_other_networks_are_refused() -> None:
    worker = "tcp://127.0.0.1:1"
    clusters.check_worker(worker, clusters.about())
    with pytest.raises(Refused, match="cannot be used: No module named 'joblib'. Install"):
        clusters.check_worker(worker, ModuleNotFoundError("No module named 'joblib'"))
    with pytest.raises(Refused, match=f"{worker} has NumPy 1.0 and .*, and this machine NumPy"):
        clusters.check_worker(worker, "NumPy 1.0 and source code 12345678")


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "tcp://127.0.0.1", "tls://127.0.0.1:1"])
def test_where_there_is_no_scheduler_a_sentence_says_so(
    address: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(clusters, "FIND_SECONDS", 0.3)
    with pytest.raises(Refused, match=f"No Dask scheduler answers at '{address}'; see whether it"):
        Cluster(address).__enter__()
    assert capfd.readouterr() == ("", "")


def test_the_server_s_own_log_stays_while_a_cluster_is_used(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def none_but_a_log(address: str) -> int:
        logging.getLogger("asyncio").error("A task of the server's failed.")
        raise OSError

    monkeypatch.setattr(clusters, "_threads", none_but_a_log)
    with pytest.raises(Refused):
        Cluster("tcp://127.0.0.1:1").__enter__()
    assert "A task of the server's failed." in caplog.text


def test_what_befell_a_run_on_the_cluster_is_said() -> None:
    from distributed import KilledWorker

    engine = Cluster("tcp://127.0.0.1:1")
    engine._client = SimpleNamespace(ncores=dict)  # of a scheduler whose workers have all gone
    with pytest.raises(Refused, match="tcp://127.0.0.1:1 has no worker any more; start one"):
        engine.check()

    for error, sentence in (
        (KilledWorker("a run", None, allowed_failures=3), "4 workers were killed while training"),
        (ConnectionError("closed"), "The line to the scheduler at tcp://127.0.0.1:1 is cut"),
        (ValueError("no\nnumber"), "The cluster could not train a run. ValueError: no"),
    ):
        assert sentence in str(engine.refusal(error))


def test_without_dask_a_sentence_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(Refused, match="pip install -r .deploy/cluster/requirements.txt"):
        Cluster("tcp://127.0.0.1:1").__enter__()
    assert (PROJECT / ".deploy/cluster/requirements.txt").exists()
