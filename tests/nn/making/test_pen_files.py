"""Files of pen digits, built by hand: UCI's text, and an .npz."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nn.errors import Refused
from nn.making.pen_strokes import load_digits, of_writers, parse_writers
from tests.nn.conftest import npz

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
DIGITS: dict[str, Any] = {
    "points": np.array(
        [[100, 100], [100, 200], [200, 200], [180, 100], [180, 300], [250, 100], [250, 400]],
        np.int16,
    ),
    "stroke_start": np.array([0, 3, 5, 7], np.int32),
    "digit_start": np.array([0, 2, 3], np.int32),
    "label": np.array([4, 1], np.uint8),
    "writer": np.array([1, 0], np.uint8),
}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "pen"


@pytest.mark.parametrize(
    "content",
    [TEXT.encode(), *(npz(DIGITS, points=DIGITS["points"].astype(t)) for t in ("i2", "i8", ">f4"))],
)
def test_both_kinds_of_file_give_the_same_digits(content: bytes, file: Path) -> None:
    file.write_bytes(content)
    data = load_digits(file)
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
        (text('"1"', '"l"'), "line 18: expected a digit"),
        (text(".COMMENT  1 3 2\n", ""), "digit 2 has no .COMMENT"),
        (b"Buy milk.", "no digit begins"),
        (b"", "no digit begins"),
        (b"\x1f\x9d\x90" + TEXT.encode(), r"pen digits: it is packed\. .*`gzip -d`"),
        (npz(DIGITS)[:200], "cut short"),
        (npz(DIGITS, writer=None), "lacks 'writer'"),
        (npz(DIGITS, label=np.array([4, 10], np.uint8)), "labels other than 0 to 9"),
        (npz(DIGITS, points=np.zeros((7, 3), np.int16)), "shape"),
        (npz(DIGITS, points=np.full((7, 2), np.nan)), "points that are not finite"),
        (npz(DIGITS, label=np.array([4], np.uint8)), "it has 2 digits, 1 labels, 2 writers"),
        (npz(DIGITS, digit_start=np.array([0, 2, 4])), "digit_start does not rise from 0 to 3"),
        (npz(DIGITS, writer=np.array([{}, {}], object)), "other things than arrays of numbers"),
    ],
    ids=lambda part: part if isinstance(part, str) else "file",
)
def test_a_wrong_or_a_packed_file_of_digits_is_refused(
    content: bytes, sentence: str, file: Path
) -> None:
    file.write_bytes(content)
    with pytest.raises(Refused, match=sentence) as refusal:
        load_digits(file)
    assert "pen cannot be used as pen digits: " in str(refusal.value)


def test_a_digit_without_ink_is_a_digit(file: Path) -> None:
    file.write_bytes(b'.SEGMENT DIGIT 0 ? "4"\n.COMMENT 4 12 1\n.PEN_DOWN\n.PEN_UP\n')
    assert load_digits(file).digits == [[]]


def test_whole_writers_are_selected(file: Path) -> None:
    file.write_bytes(npz(DIGITS))
    data = load_digits(file)
    assert of_writers(data, [0]).labels.tolist() == [1]
    assert of_writers(data, [0, 1]).labels.tolist() == [4, 1]
    with pytest.raises(Refused, match="there is no 7 among them, expected some of 0 to 1"):
        of_writers(data, [0, 7])
    assert parse_writers("3,7, 25-27") == {3, 7, 25, 26, 27}
    for words in ("", "5-3", "-1", "a"):
        with pytest.raises(Refused, match="expected numbers such as"):
            parse_writers(words)
