"""Results as lines of a file: what is written is read back, whatever else is there is refused."""

import json
import math
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from nn.errors import Refused
from nn.experiments import file_and_link, results_file
from nn.experiments.experiment import Experiment, Varied
from nn.experiments.one_run import Measured
from tests.nn.cli.conftest import fill_disk
from tests.nn.experiments.made import EXAMPLES, QUICK, measured, result

EXPERIMENT = Experiment(QUICK, (Varied("eta", (0.5, 3.0)),), seeds=(1, 2))
RESULTS = [result(run) for run in EXPERIMENT.runs()]
LINES = [results_file.to_line(EXPERIMENT, each) for each in RESULTS]


def written(path: Path, *lines: str, end: str = "\n") -> Path:
    path.write_bytes(("\n".join(lines) + end).encode())
    return path


@pytest.mark.parametrize("experiment", EXAMPLES)
def test_what_is_written_is_read_back(experiment: Experiment, tmp_path: Path) -> None:
    *_, run = experiment.runs()
    ended = result(run, 0.0, 1.0, diverged=True, message="η\n\u2028", seconds=1e6)
    ended = ended._replace(final=measured(cost=math.inf))
    line = results_file.to_line(experiment, ended)
    assert "Infinity" not in line and "NaN" not in line  # which JSON does not have
    path = written(tmp_path / "results.jsonl", line)
    assert results_file.read(path) == (experiment, [ended], path.stat().st_size)
    assert file_and_link.from_link(file_and_link.to_link(experiment) + "&") == experiment


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
        recorded = results_file.read(path)
        assert recorded.results == RESULTS[:1]
        assert recorded.whole_bytes == len(whole)
    # Without its last line break a line counts as torn.
    assert results_file.read(written(path, *LINES, end="")).results == RESULTS[:-1]


def test_a_run_that_is_there_twice_counts_once_as_the_later_one(tmp_path: Path) -> None:
    later = RESULTS[0]._replace(seconds=9.0)
    path = written(tmp_path / "r.jsonl", *LINES[:2], results_file.to_line(EXPERIMENT, later))
    assert results_file.read(path).results == [later, RESULTS[1]]


def test_what_is_missing_comes_in_the_order_of_the_runs() -> None:
    runs = list(EXPERIMENT.runs())
    assert results_file.missing(EXPERIMENT, []) == runs
    assert results_file.missing(EXPERIMENT, [RESULTS[2], RESULTS[0]]) == [runs[1], runs[3]]
    assert results_file.missing(EXPERIMENT, RESULTS) == []


def test_results_of_two_experiments_are_not_mixed(tmp_path: Path) -> None:
    other = Experiment(QUICK, (Varied("eta", (0.5, 2.0)),), seeds=(1, 2))
    foreign = [results_file.to_line(other, result(run)) for run in other.runs()]
    path = written(tmp_path / "two.jsonl", LINES[0], foreign[1])
    with pytest.raises(Refused, match=r"Line 2 of .* is of another experiment than the first one"):
        results_file.read(path)


def changed(**changes: Any) -> str:
    return json.dumps(json.loads(LINES[0]) | changes)


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("", "Line 1 of .* is no result"),
        ("[" * 100_000, "Line 1 of .* is no result"),
        ("[" * 2_000_001, "it has more than 2,000,000 bytes"),
        (changed(experiment="eta=fast"), "expected a number, got 'fast'"),
        (changed(number=4), "Line 1 of .* is of another experiment"),
        (changed(config={"eta": 0.5}), "Line 1 of .* is of another experiment"),
        (changed(test_accuracy=[0.1, 1.5]), "expected a number from 0 to 1, got 1.5"),
        (changed(test_cost=[0.1, math.nan]), "expected a number from 0 to inf, got nan"),
        (changed(test_cost=[0.1, 10**400]), "is no result of an experiment"),
        (changed(seconds=None), r"expected a number from 0 to 1e\+08, got inf"),
        (changed(**dict.fromkeys(Measured._fields, [])), "expected 1 to 2 epochs, got 0"),
    ],
)
def test_a_file_that_holds_something_else(line: str, sentence: str, tmp_path: Path) -> None:
    with pytest.raises(Refused, match=sentence):
        results_file.read(written(tmp_path / "r.jsonl", line))


def test_files_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "r.jsonl"
    path.touch()
    with pytest.raises(Refused, match="holds no result, so nothing can go on from it"):
        results_file.read(path)
    path.write_bytes(b"\xff\xfe\x00\n")
    with pytest.raises(Refused, match="Line 1 of .* is no result"):
        results_file.read(path)
    monkeypatch.setattr(results_file, "MOST_BYTES", 10)
    with pytest.raises(Refused, match="has more than 10 bytes"):
        results_file.read(written(path, *LINES))


def test_a_result_that_cannot_be_written_is_said_and_those_before_it_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path / "r.jsonl", LINES[0], LINES[1][:9], end="")
    results_file.begin(path, len(LINES[0].encode()) + 1)
    results_file.add(path, EXPERIMENT, RESULTS[1])
    assert path.read_text().splitlines() == LINES[:2]
    fill_disk(monkeypatch, refusals=1)
    with pytest.raises(Refused, match="r.jsonl cannot be written: No space left on device. Choose"):
        results_file.add(path, EXPERIMENT, RESULTS[2])
    assert results_file.read(path).results[:2] == RESULTS[:2]


def test_the_place_is_tried_at_the_start(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="cannot be saved: No such file or directory"):
        results_file.begin(tmp_path / "none" / "r.jsonl")
    assert not (tmp_path / "none").exists()
