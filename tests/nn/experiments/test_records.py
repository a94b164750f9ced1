"""Results as lines of a file: what is written is read back, whatever else is there is refused."""

import json
import math
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from nn.errors import Refused
from nn.experiments import records
from nn.experiments.experiment import Experiment, Varied
from nn.experiments.measuring import Measured
from tests.nn.experiments.made import EXAMPLES, QUICK, measured, result

EXPERIMENT = Experiment(QUICK, (Varied("eta", (0.5, 3.0)),), seeds=(1, 2))
RESULTS = [result(run) for run in EXPERIMENT.runs()]
LINES = [records.to_line(EXPERIMENT, each) for each in RESULTS]


def written(path: Path, *lines: str, end: str = "\n") -> Path:
    path.write_bytes(("\n".join(lines) + end).encode())
    return path


@pytest.mark.parametrize("experiment", EXAMPLES)
def test_what_is_written_is_read_back(experiment: Experiment, tmp_path: Path) -> None:
    *_, run = experiment.runs()
    ended = result(run, 0.0, 1.0, diverged=True, message="η\n\u2028", seconds=1e6)
    ended = ended._replace(final=measured(cost=math.inf))
    line = records.to_line(experiment, ended)
    assert "Infinity" not in line and "NaN" not in line  # which JSON does not have
    path = written(tmp_path / "results.jsonl", line)
    assert records.read(path) == (experiment, [ended], path.stat().st_size)
    assert records.from_link(records.to_link(experiment) + "&") == experiment


def test_a_line_has_what_varies_the_seed_and_the_accuracy_for_whoever_reads_it() -> None:
    import pandas

    frame = pandas.read_json(BytesIO("\n".join(LINES).encode()), lines=True)
    assert list(frame["eta"]) == [0.5, 3.0, 0.5, 3.0]
    assert list(frame["seed"]) == [1, 1, 2, 2]
    assert list(frame["accuracy"]) == [0.5] * 4
    assert frame["test_accuracy"][0] == [0.1, 0.5]


def test_the_line_that_was_being_written_is_left_out(tmp_path: Path) -> None:
    whole = (LINES[0] + "\n").encode()
    for cut in range(0, len(LINES[1]), 97):
        path = tmp_path / "torn.jsonl"
        path.write_bytes(whole + LINES[1].encode()[:cut])
        recorded = records.read(path)
        assert recorded.results == RESULTS[:1]
        assert recorded.whole_bytes == len(whole)
    # Without its last line break a line counts as torn.
    assert records.read(written(path, *LINES, end="")).results == RESULTS[:-1]


def test_a_run_that_is_there_twice_counts_once_as_the_later_one(tmp_path: Path) -> None:
    later = RESULTS[0]._replace(seconds=9.0)
    path = written(tmp_path / "r.jsonl", *LINES[:2], records.to_line(EXPERIMENT, later))
    assert records.read(path).results == [later, RESULTS[1]]


def test_what_is_missing_comes_in_the_order_of_the_runs() -> None:
    runs = list(EXPERIMENT.runs())
    assert records.missing(EXPERIMENT, []) == runs
    assert records.missing(EXPERIMENT, [RESULTS[2], RESULTS[0]]) == [runs[1], runs[3]]
    assert records.missing(EXPERIMENT, RESULTS) == []


def test_results_of_two_experiments_are_not_mixed(tmp_path: Path) -> None:
    other = Experiment(QUICK, (Varied("eta", (0.5, 2.0)),), seeds=(1, 2))
    foreign = [records.to_line(other, result(run)) for run in other.runs()]
    path = written(tmp_path / "two.jsonl", LINES[0], foreign[1])
    with pytest.raises(Refused, match=r"Line 2 is of another experiment than the first one"):
        records.read(path)


def changed(**changes: Any) -> str:
    return json.dumps(json.loads(LINES[0]) | changes)


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("", "Line 1 of .* is no result"),
        ("[" * 100_000, "Line 1 of .* is no result"),
        (changed(experiment="eta=fast"), "expected a number, got 'fast'"),
        (changed(number=4), "Line 1 is of another experiment"),
        (changed(config={"eta": 0.5}), "Line 1 is of another experiment"),
        (changed(test_accuracy=[0.1, 1.5]), "an accuracy is a share from 0 to 1"),
        (changed(test_cost=[0.1, math.nan]), "expected a number that is not negative, got nan"),
        (changed(test_cost=[0.1, 10**400]), "is not a file of results"),
        (changed(seconds=None), "expected the seconds of a run"),
        (changed(**dict.fromkeys(Measured._fields, [])), "expected 1 to 2 epochs, got 0"),
    ],
)
def test_a_file_that_holds_something_else(line: str, sentence: str, tmp_path: Path) -> None:
    with pytest.raises(Refused, match=sentence):
        records.read(written(tmp_path / "r.jsonl", line))


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="a file of this kind of system")
def test_a_file_without_an_end_is_not_read_to_the_end() -> None:
    with pytest.raises(Refused, match="holds no result"):
        records.read(Path("/dev/zero"))


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
