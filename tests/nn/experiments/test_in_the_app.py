"""The app's experiments: they take turns, stop, go on, and lose nothing."""

import threading
from collections.abc import Iterator
from concurrent.futures import Future

import pytest

from nn.cores import cores
from nn.errors import Refused
from nn.experiments import cluster, in_the_app
from nn.experiments.experiment import Experiment, PlannedRun
from nn.experiments.in_the_app import Studies
from nn.experiments.one_run import Result
from nn.experiments.study import Study, StudyState
from nn.runs.host import HOST
from nn.settings.config import TrainingConfig
from tests.nn.experiments.made import QUICK, InThisProcess
from tests.nn.runs.conftest import until


@pytest.fixture
def studies() -> Iterator[Studies]:
    studies = Studies(lambda: InThisProcess(1))
    yield studies
    studies.close()


class Endless(InThisProcess):
    """An engine whose runs never end."""

    def submit(self, run: PlannedRun, keeps_network: bool) -> Future[Result]:
        return Future()


@pytest.fixture
def endless() -> Iterator[Studies]:
    studies = Studies(lambda: Endless(1))
    yield studies
    studies.close()


def some(seeds: int, config: TrainingConfig = QUICK) -> Experiment:
    return Experiment(config, seeds=tuple(range(1, seeds + 1)))


def test_experiments_take_turns(studies: Studies, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(in_the_app, "TURN", 0.0)
    first, second = Study(some(40)), Study(some(3))
    studies.start(first)
    studies.start(second)
    until(lambda: not second.state.under_way)
    assert first.state.under_way, "the second one did not wait for the first one's end"
    assert first.snapshot().results


def test_who_waits_hears_the_place(endless: Studies) -> None:
    first, second = Study(some(2)), Study(some(2))
    endless.start(first)
    until(lambda: first.state is StudyState.RUNNING)
    endless.start(second)
    assert (second.state, second.snapshot().place) == (StudyState.WAITING, 1)
    endless.stop(second)
    assert (second.state, second.snapshot().place) == (StudyState.STOPPED, None)


def test_a_browser_has_one_experiment_at_a_time(endless: Studies) -> None:
    endless.start(Study(some(2), "mine"))
    with pytest.raises(Refused, match="Another experiment of yours is under way"):
        endless.start(Study(some(2), "mine"))


def test_where_no_thread_starts_a_sentence_says_so_and_the_next_try_may_do(
    studies: Studies, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    study = Study(some(1))
    with monkeypatch.context() as patch:
        patch.setattr(threading.Thread, "start", refuse)
        with pytest.raises(Refused, match="could not start"):
            studies.start(study)
    assert study.state is StudyState.STOPPED and not studies.somebody_waits
    studies.start(study)
    until(lambda: study.state is StudyState.FINISHED)


def test_networks_are_kept_where_they_are_small() -> None:
    book, wide = TrainingConfig(), TrainingConfig(sizes=(784, 1000, 10))
    assert Study(some(300, book)).keeps_networks  # 300 of 95 kB
    assert not Study(some(12, wide)).keeps_networks  # 12 of 3.2 MB


def test_where_runs_wait_for_a_core_an_experiment_takes_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert in_the_app.engine_for({}).at_once == cores()
    monkeypatch.setattr(type(HOST), "somebody_waits", True)
    assert in_the_app.engine_for({}).at_once == 1


def test_a_scheduler_that_is_not_there_gets_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "FIND_SECONDS", 0.2)
    nobody = {"EXPERIMENT_SCHEDULER": " tcp://127.0.0.1:1 "}
    studies, study = Studies(lambda: in_the_app.engine_for(nobody)), Study(some(2))
    studies.start(study)
    until(lambda: not study.state.under_way)
    assert study.snapshot().state is StudyState.FAILED
    assert "Dask" in study.snapshot().message and "\n" not in study.snapshot().message
    studies.close()
