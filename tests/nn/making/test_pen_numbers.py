"""Files of numbers, built by hand."""

import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nn.errors import Refused
from nn.making.pen_strokes import PenNumbers, load_numbers

# A 41 whose 4 gets its second stroke last, and a 7.
ARRAYS: dict[str, Any] = {
    "points": np.array(
        [[0, 0], [0, 9], [9, 9], [20, 0], [20, 18], [7, 0], [7, 18], [0, 0], [9, 0], [5, 18]],
        np.int32,
    ),
    "stroke_start": np.array([0, 3, 5, 7, 10]),
    "number_start": np.array([0, 3, 4]),
    "label": np.array(["41", "7"]),
    "writer": np.array([3, 8]),
    "digit": np.array([0, 1, 0, 0]),
}


def npz(**changed: Any) -> bytes:
    stream = io.BytesIO()
    np.savez(stream, **{k: v for k, v in {**ARRAYS, **changed}.items() if v is not None})
    return stream.getvalue()


def loaded(content: bytes, folder: Path) -> PenNumbers:
    file = folder / "numbers.npz"
    file.write_bytes(content)
    return load_numbers(file)


def test_numbers_are_loaded(tmp_path: Path) -> None:
    data = loaded(npz(), tmp_path)
    assert data.labels == ["41", "7"]
    assert [len(strokes) for strokes in data.numbers] == [3, 1]
    assert data.numbers[0][2].tolist() == [[7, 0], [7, 18]]
    assert data.digits is not None
    assert [digits.tolist() for digits in data.digits] == [[0, 1, 0], [0]]
    assert loaded(npz(digit=None), tmp_path).digits is None


@pytest.mark.parametrize("dtype", ["u2", "i8", "f2", ">f4"])
def test_points_are_numbers_of_any_kind_in_any_unit(dtype: str, tmp_path: Path) -> None:
    points = ARRAYS["points"].astype(dtype) * np.dtype(dtype).type(3)
    starts = {name: ARRAYS[name].astype("u4") for name in ("stroke_start", "number_start")}
    data = loaded(npz(points=points, **starts), tmp_path)
    assert data.numbers[1][0].tolist() == [[0, 0], [27, 0], [15, 54]]
    assert data.numbers[1][0].dtype == np.float64


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "it is empty"),
        (npz()[:300], "cut short"),
        (npz(label=None), "lacks 'label'"),
        (npz(label=np.array([41, 7])), "its label has type int64"),
        (npz(label=np.array(["4a", "7"])), "the label '4a', expected 1 to 10 digits"),
        (npz(label=np.array(["٣", "7"])), "expected 1 to 10 digits"),
        (npz(label=np.array([b"\xff", b"7"])), "its label is not text"),
        (npz(label=np.array(["41"])), "2 drawings, but its label has 1 entries"),
        (npz(label=np.array([{}, {}], object)), "other things than arrays of numbers"),
        (npz(points=np.zeros((10, 3))), "its points has type float64 and shape"),
        (npz(points=np.full((10, 2), np.nan)), "points that are not finite"),
        (npz(stroke_start=np.array([0, 5, 3, 7, 10])), "stroke_start does not rise"),
        (npz(number_start=np.array([0, 3, 5])), "number_start does not rise from 0 to 4"),
        (npz(digit=np.array([0, 1])), "its digit has 2 entries, but there are 4 strokes"),
        (npz(digit=np.array([0, 0, 0, 0])), "does not give strokes to each digit of a 41"),
    ],
    ids=lambda part: part if isinstance(part, str) else "file",
)
def test_a_wrong_file_is_refused(content: bytes, sentence: str, tmp_path: Path) -> None:
    with pytest.raises(Refused, match=sentence) as refusal:
        loaded(content, tmp_path)
    assert "numbers.npz cannot be used as numbers: " in str(refusal.value)
