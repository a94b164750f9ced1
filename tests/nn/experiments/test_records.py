"""Results as lines of a file: what is written is read back, whatever else is there is refused."""

import json
import math
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from nn.errors import Refused
from nn.experiments import records
from nn.experiments.experiment import Experiment, Varied
from nn.experiments.measuring import Measured, Result
from nn.settings.config import TrainingConfig
from tests.nn.experiments.made import QUICK, experiments, measured, patiently, result

EXPERIMENT = Experiment(QUICK, (Varied("eta", (0.5, 3.0)),), seeds=(1, 2))
RESULTS = [result(run) for run in EXPERIMENT.runs()]
LINES = [records.to_line(EXPERIMENT, each) for each in RESULTS]

shares = some.floats(0.0, 1.0)
costs = some.one_of(some.floats(0.0, 1e30), some.just(math.inf))
all_measured = some.builds(Measured, shares, costs, shares, costs, some.floats(0.0, 1e30))


def written(path: Path, *lines: str, end: str = "\n") -> Path:
    path.write_bytes(("\n".join(lines) + end).encode())
    return path


@patiently
@given(
    experiments(),
    some.lists(all_measured, min_size=1, max_size=4),
    all_measured,
    some.booleans(),
    some.text(),
    some.floats(0.0, 1e6),
)
def test_what_is_written_is_read_back(
    tmp_path_factory: pytest.TempPathFactory,
    experiment: Experiment,
    columns: list[Measured],
    final: Measured,
    diverged: bool,
    message: str,
    seconds: float,
) -> None:
    *_, run = experiment.runs()
    columns = columns[: run.config.epochs + 1]
    there = result(run)._replace(
        measured=tuple(columns), final=final, diverged=diverged, message=message, seconds=seconds
    )
    path = tmp_path_factory.getbasetemp() / "results.jsonl"
    recorded = records.read(written(path, records.to_line(experiment, there)))
    assert recorded == (experiment, [there], path.stat().st_size)


def test_a_line_has_what_varies_the_seed_and_the_accuracy_for_whoever_reads_it() -> None:
    import pandas

    frame = pandas.read_json(BytesIO("\n".join(LINES).encode()), lines=True)
    assert list(frame["eta"]) == [0.5, 3.0, 0.5, 3.0]
    assert list(frame["seed"]) == [1, 1, 2, 2]
    assert list(frame["accuracy"]) == [0.5] * 4
    assert frame["test_accuracy"][0] == [0.1, 0.5]


def test_a_cost_without_bounds_is_written_as_json_can() -> None:
    endless = RESULTS[0]._replace(final=measured(cost=math.inf))
    line = records.to_line(EXPERIMENT, endless)
    assert json.loads(line)["cost"] is None
    assert "Infinity" not in line and "NaN" not in line


def test_the_line_that_was_being_written_is_left_out(tmp_path: Path) -> None:
    whole = (LINES[0] + "\n").encode()
    for cut in range(0, len(LINES[1]), 97):
        path = tmp_path / "torn.jsonl"
        path.write_bytes(whole + LINES[1].encode()[:cut])
        recorded = records.read(path)
        assert recorded.results == RESULTS[:1]
        assert recorded.whole_bytes == len(whole)


def test_without_its_last_line_break_a_line_counts_as_torn(tmp_path: Path) -> None:
    path = written(tmp_path / "torn.jsonl", *LINES, end="")
    assert records.read(path).results == RESULTS[:-1]
    assert records.missing(EXPERIMENT, RESULTS[:-1]) == [list(EXPERIMENT.runs())[-1]]


def test_a_run_that_is_there_twice_counts_once_as_the_later_one(tmp_path: Path) -> None:
    later = RESULTS[0]._replace(seconds=9.0)
    path = written(tmp_path / "r.jsonl", *LINES[:2], records.to_line(EXPERIMENT, later))
    assert records.read(path).results == [later, RESULTS[1]]


def test_what_is_missing_comes_in_the_order_of_the_runs() -> None:
    runs = list(EXPERIMENT.runs())
    assert records.missing(EXPERIMENT, []) == runs
    assert records.missing(EXPERIMENT, [RESULTS[2], RESULTS[0]]) == [runs[1], runs[3]]
    assert records.missing(EXPERIMENT, RESULTS) == []


@patiently
@given(experiments())
def test_a_link_is_read_back(experiment: Experiment) -> None:
    link = records.to_link(experiment)
    assert records.from_link(link) == experiment
    assert records.from_link(link + "&") == experiment
    assert link.isascii() and " " not in link


def test_results_of_two_experiments_are_not_mixed(tmp_path: Path) -> None:
    other = Experiment(QUICK, (Varied("eta", (0.5, 2.0)),), seeds=(1, 2))
    foreign = [records.to_line(other, result(run)) for run in other.runs()]
    path = written(tmp_path / "two.jsonl", LINES[0], foreign[1])
    with pytest.raises(Refused, match=r"Line 2 is of another experiment than the first one"):
        records.read(path)
    more = Experiment(QUICK, (Varied("eta", (0.5, 3.0)),), seeds=(1, 2, 3))
    *_, last = more.runs()
    path = written(tmp_path / "more.jsonl", *LINES, records.to_line(more, result(last)))
    with pytest.raises(Refused, match=r"Line 5 is of another experiment"):
        records.read(path)


def changed(**changes: Any) -> str:
    return json.dumps(json.loads(LINES[0]) | changes)


def without(name: str) -> str:
    record = json.loads(LINES[0])
    del record[name]
    return json.dumps(record)


@pytest.mark.parametrize("name", json.loads(LINES[0]).keys())
def test_what_is_there_for_pandas_alone_may_go_the_rest_may_not(name: str, tmp_path: Path) -> None:
    path = written(tmp_path / "r.jsonl", without(name))
    if name in {"seed", "eta", "accuracy", "cost"}:
        assert records.read(path).results == RESULTS[:1]
    else:
        with pytest.raises(Refused):
            records.read(path)


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("", "Line 1 of .* is no result"),
        ("seed,accuracy", "Line 1 of .* is no result"),
        ("[1, 2]", "Line 1 of .* is no result"),
        ("null", "Line 1 of .* is no result"),
        ("[" * 100_000, "Line 1 of .* is no result"),
        ("9" * 5000, "Line 1 of .* is no result"),
        ('{"accuracy": 0.9}', "Line 1 of .* is no result"),
        (changed(experiment="eta=fast"), "expected a number, got 'fast'"),
        (changed(experiment=""), "Line 1 is of another experiment"),
        (changed(number=4), "Line 1 is of another experiment"),
        (changed(number="first"), "is not a file of results"),
        (changed(number=math.inf), "is not a file of results"),
        (changed(cell=1), "Line 1 is of another experiment"),
        (changed(config={"eta": 0.5}), "Line 1 is of another experiment"),
        (changed(config={"speed": 3}), "Unknown settings: 'speed'"),
        (changed(config=None), "is not a file of results"),
        (changed(test_accuracy=[0.1]), "is not a file of results"),
        (changed(test_accuracy=[0.1, 1.5]), "an accuracy is a share from 0 to 1"),
        (changed(test_accuracy=[0.1, None]), "an accuracy is a share from 0 to 1"),
        (changed(test_cost=[0.1, math.nan]), "expected a number that is not negative, got nan"),
        (changed(test_cost=[0.1, 10**400]), "is not a file of results"),
        (changed(final=[0.5, 1.0, 0.5, 1.0, 0.0, 7.0]), "is not a file of results"),
        (changed(final=[0.5, 1.0]), "is not a file of results"),
        (changed(seconds=-1.0), "expected a number that is not negative"),
        (changed(seconds=None), "expected the seconds of a run"),
        (changed(seconds=1e300), "expected the seconds of a run"),
        (changed(**dict.fromkeys(Measured._fields, [])), "expected 1 to 2 epochs, got 0"),
        (changed(**dict.fromkeys(Measured._fields, [0.1] * 3)), "expected 1 to 2 epochs, got 3"),
    ],
)
def test_a_file_that_holds_something_else(line: str, sentence: str, tmp_path: Path) -> None:
    with pytest.raises(Refused, match=sentence):
        records.read(written(tmp_path / "r.jsonl", line))


def test_files_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Refused, match="cannot be read: No such file"):
        records.read(tmp_path / "none.jsonl")
    with pytest.raises(Refused, match="cannot be read"):
        records.read(tmp_path)
    path = tmp_path / "r.jsonl"
    path.touch()
    with pytest.raises(Refused, match="holds no result, so nothing can go on from it"):
        records.read(path)
    path.write_bytes(b"\xff\xfe\x00\n")
    with pytest.raises(Refused, match="Line 1 of .* is no result"):
        records.read(path)
    monkeypatch.setattr(records, "MOST_BYTES", 10)
    with pytest.raises(Refused, match="results have at most 10"):
        records.read(written(path, *LINES))


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="a file of this kind of system")
def test_a_file_without_an_end_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "read_bytes", lambda path: pytest.fail("all of the memory"))
    with pytest.raises(Refused, match="holds no result"):
        records.read(Path("/dev/zero"))


def test_results_that_are_read_have_no_network() -> None:
    assert all(isinstance(each, Result) and each.parameters is None for each in RESULTS)
    assert "parameters" not in LINES[0]
    assert TrainingConfig.from_dict(json.loads(LINES[0])["config"]) == RESULTS[0].config
