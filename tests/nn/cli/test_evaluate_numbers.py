"""`evaluate --numbers`, on made rows of digits."""

import json
from pathlib import Path

import numpy as np
import pytest

from nn.cli.commands import main
from nn.cli.evaluate.numbers import Reading, matching, measured
from nn.functions import Array
from tests.rows import row

LABELS = ["407", "4252", "10"]


def save(path: Path, rows: list[list[Array]], **more: object) -> Path:
    strokes = [stroke for row in rows for stroke in row]
    np.savez(
        path,
        points=np.concatenate(strokes),
        stroke_start=np.cumsum([0, *map(len, strokes)]),
        number_start=np.cumsum([0, *map(len, rows)]),
        label=np.array(LABELS[: len(rows)]),
        writer=np.arange(len(rows)),
        **more,  # type: ignore[arg-type]
    )
    return path


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return save(tmp_path / "numbers.npz", [row(label)[0] for label in LABELS])


def test_numbers_are_counted(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", "draw", "--numbers", str(file), "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert {name: result[name] for name in ("correct", "total", "unreadable")} == {
        "correct": 3,
        "total": 3,
        "unreadable": 0,
    }
    assert result["digits_correct"] == result["digits_total"] == 9
    assert result["answered"] == result["answered_correct"] == 3 and 0 < result["threshold"] <= 1
    assert result["per_length"]["2"] == {"correct": 1, "total": 1}
    assert "correct_with_true_grouping" not in result


def test_a_person_gets_sentences(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", "draw", "--numbers", str(file)]) == 0
    out = capsys.readouterr().out
    assert "draw reads right 3 of 3: 100.00% of the numbers." in out
    assert " 4 digits  1 of 1: 100.00%" in out


def test_where_the_digits_are_known_the_true_grouping_is_measured(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    # Two digits that lie upon each other: only who knows which stroke is whose reads them.
    strokes, _ = row("407", gaps=[0.2, -0.55])
    late = save(tmp_path / "numbers.npz", [strokes], digit=np.array([0, 0, 1, 2]))
    assert main(["evaluate", "draw", "--numbers", str(late), "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert result["correct_with_true_grouping"] == 1


def test_a_number_that_cannot_be_read_is_misread(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    dot = [np.array([[5.0, 5.0]])]
    file = save(tmp_path / "numbers.npz", [dot, row("4252")[0]])
    assert main(["evaluate", "draw", "--numbers", str(file), "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert (result["correct"], result["total"], result["unreadable"]) == (1, 2, 1)
    assert (result["digits_correct"], result["digits_total"]) == (4, 7)
    main(["evaluate", "draw", "--numbers", str(file)])
    assert "1 numbers could not be read. They count as misread." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--numbers", "absent.npz"], "absent.npz cannot be read"),
        (["--numbers", "FILE", "--pen-digits", "FILE"], "Choose one"),
        (["--numbers", "FILE", "--writers", "1"], "--writers needs --pen-digits"),
    ],
)
def test_what_cannot_be_measured_is_refused(
    words: list[str], sentence: str, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = [str(file) if word == "FILE" else word for word in words]
    assert main(["evaluate", "draw", *words]) == 2
    said = capsys.readouterr()
    assert sentence in said.err and said.out == ""


@pytest.mark.parametrize(
    ("label", "text", "right"),
    [
        ("402", "402", 3),
        ("402", "412", 2),
        ("123", "312", 0),  # as long as it should be: place by place
        ("402", "4102", 3),
        ("402", "42", 2),
        ("402", "", 0),
        ("11", "1", 1),
        ("4", "11", 0),
        ("5123", "123", 3),
        ("123", "4512", 2),  # 4 and 5 too many, 3 missing: three changes
    ],
)
def test_digits_are_right_at_their_places(label: str, text: str, right: int) -> None:
    assert matching(label, text) == right


def test_nine_in_ten_are_answered_and_all_that_are_as_sure() -> None:
    readings = [Reading("1", "1", 0.9)] * 8 + [Reading("1", "7", 0.5), Reading("1", "7", 0.4)]
    result = measured(readings)
    assert (result["threshold"], result["answered"], result["answered_correct"]) == (0.5, 9, 8)
    result = measured([Reading("1", "1", 0.9)] * 20)
    assert (result["answered"], result["answered_correct"]) == (20, 20)
