"""The app's experiments: they take turns, stop, go on, and lose nothing."""

import errno
import socket
import tempfile
import time
from collections.abc import Callable, Iterator

import pytest

from nn.errors import Refused
from nn.experiments import host
from nn.experiments.engine import Engine, Here
from nn.experiments.experiment import Experiment
from nn.experiments.host import Studies
from nn.experiments.measuring import measure
from nn.experiments.study import Study, StudyState
from nn.fast_reading import cores
from nn.runs.host import HOST
from nn.runs.turns import Visitor
from nn.settings.config import TrainingConfig

pytestmark = pytest.mark.slow

QUICK = TrainingConfig(sizes=(784, 10), training_images=500, epochs=1)
LONG = TrainingConfig(training_images=20_000, epochs=500)
PATIENCE = 120.0  # seconds


def two_jobs() -> Engine:
    return Here(1)


@pytest.fixture
def studies() -> Iterator[Studies]:
    studies = Studies(two_jobs)
    yield studies
    studies.close()


def wait_until(holds: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, f"{what}: not within {PATIENCE:g} s"
        time.sleep(0.02)


def some(seeds: int, config: TrainingConfig = QUICK) -> Experiment:
    return Experiment(config, seeds=tuple(range(1, seeds + 1)))


def test_an_experiment_is_carried_out(studies: Studies) -> None:
    study = Study(some(3))
    studies.start(study)
    wait_until(lambda: study.state.over, "the end")
    view = study.snapshot()
    assert view.state is StudyState.FINISHED and view.missing == 0
    by_number = sorted(view.results)
    assert [result.config.seed for result in by_number] == [1, 2, 3]
    alone = [measure(run) for run in view.experiment.runs()]
    assert [r.fingerprint for r in by_number] == [r.fingerprint for r in alone if r]


def test_stop_keeps_what_has_ended_and_the_rest_comes_later(studies: Studies) -> None:
    study = Study(some(30))
    studies.start(study)
    wait_until(lambda: len(study.snapshot().results) >= 2, "two results")
    studies.stop(study)
    stopped = study.snapshot()
    assert stopped.state is StudyState.STOPPED
    assert 0 < stopped.missing < 30
    studies.start(study)
    wait_until(lambda: study.state.over, "the end")
    numbers = [result.number for result in study.snapshot().results]
    assert sorted(numbers) == list(range(30)), "each run once"
    first = study.snapshot().results[: len(stopped.results)]
    assert [*map(id, first)] == [*map(id, stopped.results)], "what had ended is as it was"


def test_stop_does_not_wait_for_the_run_in_hand(studies: Studies) -> None:
    long = Study(some(2, LONG), Visitor("one"))
    studies.start(long)
    wait_until(lambda: long.state is StudyState.RUNNING, "the first experiment")
    time.sleep(0.5)  # its run has begun, or is about to
    studies.stop(long)
    short = Study(some(1), Visitor("another"))
    studies.start(short)
    wait_until(lambda: short.state.over, "the second experiment")
    assert long.state is StudyState.STOPPED and not long.snapshot().results


def test_an_experiment_goes_on_from_its_results(studies: Studies) -> None:
    experiment = some(4)
    first, second, *_ = experiment.runs()
    there = [result for result in (measure(first), measure(second)) if result]
    study = Study(experiment, results=there)
    assert study.snapshot().missing == 2
    studies.start(study)
    wait_until(lambda: study.state.over, "the end")
    assert [*map(id, study.snapshot().results[:2])] == [*map(id, there)]


def test_experiments_take_turns(studies: Studies, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(host, "TURN", 0.0)
    first, second = Study(some(40), Visitor("one")), Study(some(40), Visitor("another"))
    studies.start(first)
    studies.start(second)
    wait_until(lambda: bool(second.snapshot().results), "the second's first result")
    assert not first.state.over, "the second one did not wait for the first one's end"
    wait_until(lambda: first.state.over and second.state.over, "both")


def test_who_waits_hears_the_place(studies: Studies) -> None:
    first, second = Study(some(2, LONG), Visitor("one")), Study(some(2), Visitor("another"))
    studies.start(first)
    wait_until(lambda: first.state is StudyState.RUNNING, "the first experiment")
    studies.start(second)
    assert (second.state, second.snapshot().place) == (StudyState.WAITING, 1)
    studies.stop(second)
    assert (second.state, second.snapshot().place) == (StudyState.STOPPED, None)


def test_a_visitor_has_one_experiment_at_a_time(studies: Studies) -> None:
    mine = Visitor("one")
    studies.start(Study(some(2, LONG), mine))
    with pytest.raises(Refused, match="Another experiment of yours is under way"):
        studies.start(Study(some(2), mine))


def test_an_engine_that_cannot_be_used_is_said() -> None:
    def none() -> Engine:
        raise Refused("There is no scheduler at tcp://10.0.0.1:8786.")

    studies = Studies(none)
    study = Study(some(2))
    studies.start(study)
    wait_until(lambda: study.state.over, "the end")
    assert study.snapshot().state is StudyState.FAILED
    assert study.snapshot().message == "There is no scheduler at tcp://10.0.0.1:8786."
    studies.close()


def test_networks_are_kept_where_they_are_small() -> None:
    book, wide = TrainingConfig(), TrainingConfig(sizes=(784, 1000, 10))
    assert Study(some(300, book)).keeps_networks  # 300 of 95 kB
    assert not Study(some(12, wide)).keeps_networks  # 12 of 3.2 MB


def test_after_the_end_nothing_begins(studies: Studies) -> None:
    study = Study(some(2))
    studies.close()
    studies.start(study)
    assert study.state is StudyState.STOPPED


def test_where_runs_wait_for_a_core_an_experiment_takes_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert host.engine_for({}) == Here(cores())
    monkeypatch.setattr(type(HOST), "somebody_waits", True)
    assert host.engine_for({}) == Here(1)


def test_a_scheduler_that_is_not_there_gets_a_sentence() -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{nobody.getsockname()[1]}"
        studies = Studies(lambda: host.engine_for({"EXPERIMENT_SCHEDULER": f" {address} "}))
        study = Study(some(2))
        studies.start(study)
        wait_until(lambda: study.state.over, "the end")
    assert study.snapshot().state is StudyState.FAILED
    assert "Dask" in study.snapshot().message and "\n" not in study.snapshot().message
    studies.close()


def test_without_room_for_its_file_an_experiment_fails_and_the_next_one_begins(
    studies: Studies, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(**options: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    first, second = Study(some(2)), Study(some(2))
    with monkeypatch.context() as disk:
        disk.setattr(tempfile, "mkstemp", full)
        studies.start(first)
        wait_until(lambda: first.state.over, "the first one fails")
    assert first.state is StudyState.FAILED and "kept" in first.snapshot().message
    studies.start(second)
    wait_until(lambda: second.state.over, "the second one ends")
    assert second.state is StudyState.FINISHED
