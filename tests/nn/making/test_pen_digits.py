"""Files of pen digits, built by hand: UCI's text, and an .npz."""

import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nn.errors import Refused
from nn.making.pen_strokes import PenDigits, load_digits, of_writers, parse_writers

# A four of two strokes by writer 12, a one by writer 3, and the other lines of UCI's files.
TEXT = """.VERSION 1.0
.COMMENT digits of two people

.SEGMENT DIGIT 0-1 ? "4"
.COMMENT  4 12 1
.PEN_DOWN
  100 400
  100 300
  200 300
.PEN_UP
.DT 100
.PEN_DOWN
  180 400
  180 200
.PEN_UP
.DT 100

.SEGMENT DIGIT 2 ? "1"
.COMMENT  1 3 2
.PEN_DOWN
  250 400
  250 100
.PEN_UP
"""
ARRAYS: dict[str, Any] = {
    "points": np.array(
        [[100, 100], [100, 200], [200, 200], [180, 100], [180, 300], [250, 100], [250, 400]],
        np.int16,
    ),
    "stroke_start": np.array([0, 3, 5, 7], np.int32),
    "digit_start": np.array([0, 2, 3], np.int32),
    "label": np.array([4, 1], np.uint8),
    "writer": np.array([1, 0], np.uint8),
}


def npz(**changed: Any) -> bytes:
    stream = io.BytesIO()
    np.savez(stream, **{k: v for k, v in {**ARRAYS, **changed}.items() if v is not None})
    return stream.getvalue()


def loaded(content: bytes, folder: Path) -> PenDigits:
    file = folder / "pen"
    file.write_bytes(content)
    return load_digits(file)


@pytest.mark.parametrize("content", [TEXT.encode(), npz()])
def test_both_kinds_of_file_give_the_same_digits(content: bytes, tmp_path: Path) -> None:
    data = loaded(content, tmp_path)
    assert [len(strokes) for strokes in data.digits] == [2, 1]
    # y points upwards in UCI's text: 400 is 100 from the top.
    assert data.digits[0][0].tolist() == [[100, 100], [100, 200], [200, 200]]
    assert data.digits[1][0].tolist() == [[250, 100], [250, 400]]
    assert data.labels.tolist() == [4, 1] and data.writers.tolist() == [1, 0]


def text(old: str, new: str) -> bytes:
    """Return UCI's text with one part of it replaced."""
    assert TEXT.count(old) == 1
    return TEXT.replace(old, new).encode()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (text("  180 200", "  180"), "line 14: expected a digit, .* a point of two numbers"),
        (text("  180 200", "  180 501"), "outside"),
        (text("  180 200", "1" * 5000 + " 3"), "line 14: expected a digit, its writer, or a point"),
        (text('"1"', '"l"'), "line 18: expected a digit"),
        (text("COMMENT  1 3", "COMMENT  2 3"), "line 19: expected a digit, its writer"),
        (text(".COMMENT  1 3 2\n", ""), "digit 2 has no .COMMENT"),
        (text(".DT 100\n.PEN_DOWN", ".DT 100"), "line 12: expected a digit, its writer, or a po"),
        (b".SEGMENT\n.COMMENT 4 12 1", "line 1: expected a digit"),
        (b"Buy milk.", "no digit begins"),
        (
            b"\x1f\x9d\x90" + TEXT.encode(),
            r"pen digits: it is packed\. .*`gzip -d`",
        ),
        (npz()[:200], "cut short"),
        (npz(writer=None), "lacks 'writer'"),
        (npz(label=np.array([4, 10], np.uint8)), "labels other than 0 to 9"),
        (npz(points=np.zeros((7, 3), np.int16)), "shape"),
        (npz(points=np.full((7, 2), 501, np.int16)), "outside"),
        (npz(stroke_start=np.array([0, 5, 3, 7], np.int32)), "stroke_start does not rise"),
        (npz(digit_start=np.array([0, 2, 4], np.int32)), "digit_start does not rise from 0 to 3"),
        (npz(writer=np.array([{}, {}], object)), "other things than arrays of numbers"),
    ],
    ids=lambda part: part if isinstance(part, str) else "file",
)
def test_a_wrong_or_a_packed_file_is_refused(content: bytes, sentence: str, tmp_path: Path) -> None:
    with pytest.raises(Refused, match=sentence) as refusal:
        loaded(content, tmp_path)
    assert "pen cannot be used as pen digits: " in str(refusal.value)


def test_a_digit_without_ink_is_a_digit(tmp_path: Path) -> None:
    data = loaded(b'.SEGMENT DIGIT 0 ? "4"\n.COMMENT 4 12 1\n.PEN_DOWN\n.PEN_UP\n', tmp_path)
    assert data.digits == [[]] and data.labels.tolist() == [4]


def test_whole_writers_are_selected(tmp_path: Path) -> None:
    data = loaded(npz(), tmp_path)
    assert of_writers(data, [0]).labels.tolist() == [1]
    assert of_writers(data, [0, 1]).labels.tolist() == [4, 1]
    with pytest.raises(Refused, match="there is no 7 among them, expected some of 0 to 1"):
        of_writers(data, [0, 7])


def test_a_list_of_writers_is_parsed() -> None:
    assert parse_writers("3,7, 25-27") == {3, 7, 25, 26, 27}
    for text in ("", "5-3", "-1", "a"):
        with pytest.raises(Refused, match="expected numbers such as"):
            parse_writers(text)
