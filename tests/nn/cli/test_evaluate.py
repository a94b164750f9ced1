"""`evaluate` on pen digits, on numbers, and on drawings that are no digits."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nn.functions import Array
from nn.making.examining import matching
from tests.benchmarks import make_no_digits
from tests.nn.cli.conftest import Cli, assert_refused, network_with, pen_file
from tests.rows import row

# Pen digits


@pytest.mark.parametrize(
    "options", [[], ["--size", "120"], ["--size", "natural", "--pen-width", "8"]]
)
def test_pen_digits_are_evaluated_by_digit_and_writer(
    options: list[str], tmp_path: Path, cli: Cli
) -> None:
    command = ["evaluate", "book", "--pen-digits", pen_file(tmp_path), *options]
    result = json.loads(cli(*command, "--json").out)
    # The dot is no drawing that could be read, and counts as wrong.
    assert (result["correct"], result["total"], result["refused"]) == (2, 3, 0)
    assert result["accuracy"] == pytest.approx(2 / 3)
    assert result["per_digit"] == {"7": {"accuracy": 2 / 3, "correct": 2, "total": 3}}
    assert result["per_writer"]["0"] == {"accuracy": 1.0, "correct": 1, "total": 1}
    assert result["per_writer"]["1"] == {"accuracy": 0.5, "correct": 1, "total": 2}
    out = cli(*command).out
    assert "2 of 3 pen digits right: 66.67%." in out and "unreadable         1\n" in out
    assert "writer 1           accuracy  50.00%  correct       1  total       2" in out


def test_how_sure_it_is_of_pen_digits_is_told(tmp_path: Path, cli: Cli) -> None:
    command = ["--pen-digits", pen_file(tmp_path)]
    result = json.loads(cli("evaluate", "book", *command, "--json").out)
    bins = result["reliability"]
    assert [part["low"] for part in bins] == [k / 10 for k in range(10)]
    assert sum(part["count"] for part in bins) == 2  # the dot, which it never saw, is left out
    assert all(part["right"] == 1.0 for part in bins if part["count"])
    apart = sum(part["count"] * (1.0 - part["mean"]) for part in bins) / 2
    assert result["calibration_error"] == pytest.approx(apart)
    strict = network_with(1000.0, tmp_path)
    refused = json.loads(cli("evaluate", strict, *command, "--json").out)
    assert refused == result | {"refused": 2}
    told = cli("evaluate", strict, *command).out
    assert "refused            2\n" in told
    assert f"calibration error  {100 * apart:.2f} points\n" in told
    assert f"reliability 9      low  90.00%  high 100.00%  count {bins[9]['count']:>7}" in told


def test_unreadable_drawings_are_counted_and_writers_are_chosen(tmp_path: Path, cli: Cli) -> None:
    command = ["evaluate", "book", "--pen-digits", pen_file(tmp_path)]
    result = json.loads(cli(*command, "--size", "1", "--json").out)
    assert (result["correct"], result["total"], result["unreadable"]) == (0, 3, 3)
    assert json.loads(cli(*command, "--writers", "0", "--json").out)["total"] == 1
    plain = cli(*command, "--size", "20", "--plain-shrink", "--json")
    assert json.loads(plain.out)["correct"] < 2


# Drawings that are no digits

DASH: list[Array] = [np.array([[0.0, 0.0], [9.0, 0.5]])]
CROSS: list[Array] = [np.array([[0.0, 0.0], [5.0, 5.0]]), np.array([[5.0, 0.0], [0.0, 5.0]])]
DOT: list[Array] = [np.array([[3.0, 3.0]])]


@pytest.fixture
def drawings(tmp_path: Path) -> Path:
    file = tmp_path / "drawings.npz"
    make_no_digits.save(file, [(DASH, "dash"), (CROSS, "cross"), (DASH, "dash"), (DOT, "dot")])
    return file


def test_what_is_refused_is_counted_by_kind(drawings: Path, tmp_path: Path, cli: Cli) -> None:
    strict = network_with(1e6, tmp_path)
    every = json.loads(cli("evaluate", strict, "--not-digits", drawings, "--json").out)
    assert (every["refused"], every["total"], every["unreadable"]) == (4, 4, 1)
    assert every["per_kind"]["dash"] == {"refused": 2, "total": 2}
    assert list(every["per_kind"]) == ["cross", "dash", "dot"]
    # A dot is never read, not even by a network that never says so.
    none = json.loads(cli("evaluate", "book", "--not-digits", drawings, "--json").out)
    assert none["refused"] == 1 and none["per_kind"]["dot"]["refused"] == 1
    said = cli("evaluate", "book", "--not-digits", drawings).out
    assert "sees no digit in 1 of 4 drawings: 25.00%.\nunreadable  1\n" in said
    assert "kind dash   refused       0  total       2" in said


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"kind": np.array([b"\xff"] * 4)}, "its kind is not text"),
        ({"points": np.full((9, 2), np.nan)}, "points that are not finite"),
    ],
)
def test_a_file_that_does_not_fit_is_answered_with_a_sentence(
    changes: dict[str, Any], sentence: str, drawings: Path, cli: Cli
) -> None:
    np.savez(drawings, **dict(np.load(drawings)) | changes)
    assert_refused(cli("evaluate", "book", "--not-digits", drawings), sentence)


# Numbers


@pytest.mark.parametrize(
    ("label", "text", "right"),
    # As long as it should be: place by place.
    [("402", "402", 3), ("402", "412", 2), ("123", "312", 0), ("402", "42", 2)],
)
def test_digits_are_right_at_their_places(label: str, text: str, right: int) -> None:
    assert matching(label, text) == right


LABELS = ["407", "4252", "10"]


def numbers_file(path: Path, rows: list[list[Array]], **more: Any) -> Path:
    strokes = [stroke for row in rows for stroke in row]
    np.savez(
        path,
        points=np.concatenate(strokes),
        stroke_start=np.cumsum([0, *map(len, strokes)]),
        number_start=np.cumsum([0, *map(len, rows)]),
        label=np.array(LABELS[: len(rows)]),
        writer=np.arange(len(rows)),
        **more,
    )
    return path


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return numbers_file(tmp_path / "numbers.npz", [row(label)[0] for label in LABELS])


def test_numbers_are_counted(file: Path, cli: Cli) -> None:
    result = json.loads(cli("evaluate", "draw", "--numbers", file, "--json").out)
    assert result["answered"] == result["answered_correct"] == 3 and 0 < result["threshold"] <= 1
    assert result["per_length"]["2"] == {"correct": 1, "total": 1}
    out = cli("evaluate", "draw", "--numbers", file).out
    assert "reads 3 of 3 numbers right: 100.00%." in out and "answered correct  3\n" in out
    assert f"threshold         {result['threshold']:.2%}\n" in out
    assert "length 4          correct       1  total       1" in out


def test_where_the_digits_are_known_the_true_grouping_is_measured(tmp_path: Path, cli: Cli) -> None:
    # Two digits that lie upon each other: only who knows which stroke is whose reads them.
    strokes, _ = row("407", gaps=[0.2, -0.55])
    late = numbers_file(tmp_path / "numbers.npz", [strokes], digit=np.array([0, 0, 1, 2]))
    result = json.loads(cli("evaluate", "draw", "--numbers", late, "--json").out)
    assert result["correct_with_true_grouping"] == 1


def test_a_number_that_cannot_be_read_is_misread(tmp_path: Path, cli: Cli) -> None:
    file = numbers_file(tmp_path / "numbers.npz", [DOT, row("4252")[0]])
    result = json.loads(cli("evaluate", "draw", "--numbers", file, "--json").out)
    assert (result["correct"], result["total"], result["unreadable"]) == (1, 2, 1)
    assert (result["digits_correct"], result["digits_total"]) == (4, 7)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("--numbers absent.npz", "absent.npz cannot be read"),
        ("--numbers FILE --pen-digits FILE", "Choose one"),
        ("--numbers FILE --writers 1", "--writers needs --pen-digits"),
    ],
)
def test_what_cannot_be_measured_is_refused(
    words: str, sentence: str, file: Path, cli: Cli
) -> None:
    options = (file if word == "FILE" else word for word in words.split())
    assert_refused(cli("evaluate", "draw", *options), sentence)
