"""What people wrote with a pen, read from files: digits, numbers, drawings that are no digits.

Digits may come in UCI's text (`uci_text.py`). An .npz holds strokes of all three kinds:

    points          (p, 2)   the points (x, y) of all strokes, y downwards; of digits in UCI's box
    stroke_start    (s + 1,) stroke j is points[stroke_start[j]:stroke_start[j + 1]]
    digit_start     (n + 1,) likewise the strokes of each digit or drawing
    number_start    (n + 1,) the same, in a file of numbers, in the order in which they were drawn
    label           (n,)     of digits 0 to 9, of numbers a text such as "407"
    writer          (n,)     of digits: who wrote it
    kind            (n,)     of drawings that are no digits: what they are, such as "letter"
    digit           (s,)     in a file of numbers, if known: which digit of its number, from 0
"""

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from nn.answers import Indices
from nn.drawing.strokes_to_number import MOST_DIGITS
from nn.errors import Refused, shown
from nn.functions import Array
from nn.making.uci_text import TABLET_SIDE, digits_in_text
from nn.mnist import Bytes
from nn.storage import files
from nn.storage.npz import Arrays, arrays_in

MOST_BYTES = 256_000_000  # of a file, and unpacked
RANGE = re.compile(r"\s*([0-9]{1,4})\s*(?:-\s*([0-9]{1,4})\s*)?")
T = TypeVar("T")
Strokes = list[Array]  # of one drawing: (p, 2) float64 each, y downwards
NoDigit = tuple[Strokes, str]  # a drawing that is no digit, and of which kind it is


class PenDigits(NamedTuple):
    """Digits as people wrote them."""

    digits: list[Strokes]  # points from 0 to TABLET_SIDE
    labels: Bytes  # (n,)
    writers: Indices  # (n,); in UCI's text, from 0 in the order of the file's own numbers


class PenNumbers(NamedTuple):
    """Numbers as people wrote them, in any unit."""

    numbers: list[Strokes]
    labels: list[str]
    digits: list[Indices] | None  # of each number: to which digit each stroke belongs, if known


def load_digits(path: Path, writers: str | None = None) -> PenDigits:
    """Return the digits in UCI's text or an .npz, or only those of `writers`, such as "3,7,25-29".

    Raises `Refused` if the file cannot be read or lacks one of the writers.
    """
    data = _read(path, "pen digits", _digits_in)
    return data if writers is None else of_writers(data, parse_writers(writers))


def load_numbers(path: Path) -> PenNumbers:
    """Return the numbers in an .npz; raise `Refused` if they cannot be read."""
    return _read(path, "numbers", _numbers_in)


def load_not_digits(path: Path) -> list[NoDigit]:
    """Return the drawings in an .npz; raise `Refused` if they cannot be read."""
    return _read(path, "drawings", _not_digits_in)


def parse_writers(text: str) -> set[int]:
    """Return the numbers in a list such as "3,7,25-29"; raise `Refused` if it is none."""
    numbers: set[int] = set()
    for part in text.split(","):
        match = RANGE.fullmatch(part)
        low, high = (int(match[1]), int(match[2] or match[1])) if match else (1, 0)
        if low > high:
            raise Refused(f"Writers: expected numbers such as 3,7,25-29, got {shown(text)}.")
        numbers.update(range(low, high + 1))
    return numbers


def of_writers(data: PenDigits, people: Iterable[int]) -> PenDigits:
    """Return what these people wrote; raise `Refused` if one of them wrote nothing."""
    available, people = set(data.writers.tolist()), set(people)
    if people - available:
        missing = ", ".join(map(str, sorted(people - available)))
        raise Refused(
            f"Writers: there is no {shown(missing)} among them, expected some of "
            f"{min(available)} to {max(available)}."
        )
    rows = np.flatnonzero(np.isin(data.writers, sorted(people)))
    return PenDigits([data.digits[row] for row in rows], data.labels[rows], data.writers[rows])


def box(strokes: Sequence[Array]) -> tuple[Array, Array, float]:
    """Return the corners of the box around strokes, (2,) each, and its longer side, above 0."""
    points = np.concatenate(strokes)
    low, high = points.min(axis=0), points.max(axis=0)
    return low, high, max(float((high - low).max()), 1e-9)


def of_unit_size(strokes: Sequence[Array]) -> Strokes:
    """Return strokes with a longer side of 1, around the origin."""
    low, high, size = box(strokes)
    return [(points - (low + high) / 2) / size for points in strokes]


def _read(path: Path, what: str, parse: Callable[[bytes], T]) -> T:
    content = files.read(path, MOST_BYTES)
    try:
        if len(content) > MOST_BYTES:
            raise Refused(f"it has more than {MOST_BYTES:,} bytes")
        return parse(content)
    except Refused as error:
        raise Refused(f"{path} cannot be used as {what}: {error}.") from None


def _digits_in(content: bytes) -> PenDigits:
    if content.startswith(b"PK"):
        digits, arrays = _drawings(content, "digit_start", label="iu", writer="iu")
        labels, writers = arrays["label"], arrays["writer"]
    else:
        digits, labels, writers = digits_in_text(content)
    if labels.min() < 0 or labels.max() > 9 or writers.min() < 0:
        raise Refused("it has labels other than 0 to 9, or a writer below 0")
    if any((p < 0).any() or (p > TABLET_SIDE).any() for strokes in digits for p in strokes):
        raise Refused(f"it has points outside of its {TABLET_SIDE} x {TABLET_SIDE} box")
    return PenDigits(digits, labels.astype(np.uint8), writers.astype(np.intp))


def _numbers_in(content: bytes) -> PenNumbers:
    numbers, arrays = _drawings(content, "number_start", label="US")
    labels = _texts(arrays, "label")
    for text in labels:
        if not (text.isascii() and text.isdigit()) or len(text) > MOST_DIGITS:
            raise Refused(
                f"it has the label {shown(repr(text))}, expected 1 to {MOST_DIGITS} digits"
            )
    if "digit" not in arrays:
        return PenNumbers(numbers, labels, None)
    digit, ends = _array(arrays, "digit", "iu"), np.cumsum([len(part) for part in numbers])
    if len(digit) != ends[-1]:
        raise Refused(f"its digit has {len(digit)} entries, but there are {ends[-1]} strokes")
    digits = np.split(digit.astype(np.intp), ends[:-1])
    for label, places in zip(labels, digits, strict=True):
        if set(places.tolist()) != set(range(len(label))):
            raise Refused(f"its digit does not give strokes to each digit of a {label}")
    return PenNumbers(numbers, labels, digits)


def _not_digits_in(content: bytes) -> list[NoDigit]:
    drawings, arrays = _drawings(content, "digit_start", kind="US")
    return list(zip(drawings, _texts(arrays, "kind"), strict=True))


def _drawings(content: bytes, starts: str, **kinds: str) -> tuple[list[Strokes], Arrays]:
    """Return the strokes of each drawing in an .npz, and its arrays.

    Of `kinds`, arrays of these kinds, each has one entry a drawing.
    """
    arrays = arrays_in(content, MOST_BYTES)
    points = _array(arrays, "points", "iuf", (2,)).astype(np.float64)
    if not np.isfinite(points).all():
        raise Refused("it has points that are not finite")
    drawings = _parts(arrays, starts, _parts(arrays, "stroke_start", points))
    for name, kind in kinds.items():
        if (count := len(_array(arrays, name, kind))) != len(drawings):
            raise Refused(f"it has {len(drawings)} drawings, but its {name} has {count} entries")
    return drawings, arrays


def _parts(arrays: Arrays, name: str, whole: Any) -> list[Any]:
    """Return the parts of a sequence that begin at the starts in an array of an .npz."""
    starts = _array(arrays, name, "iu").astype(np.int64)
    if len(starts) < 2 or starts[0] != 0 or starts[-1] != len(whole) or (np.diff(starts) < 1).any():
        raise Refused(f"its {name} does not rise from 0 to {len(whole)}")
    return [whole[start:end] for start, end in pairwise(starts.tolist())]


def _texts(arrays: Arrays, name: str) -> list[str]:
    array = _array(arrays, name, "US")
    try:
        texts: list[str] = array.astype(str).tolist()
    except ValueError as error:  # bytes that are no ASCII, code points that do not exist
        raise Refused(f"its {name} is not text") from error
    return texts


def _array(arrays: Arrays, name: str, kinds: str, row: tuple[int, ...] = ()) -> npt.NDArray[Any]:
    """Return an array with rows of a shape, of numbers of these kinds (`numpy.dtype.kind`)."""
    if name not in arrays:
        raise Refused(f"it lacks {name!r}")
    array = arrays[name]
    if array.dtype.kind not in kinds or not array.shape or array.shape[1:] != row:
        raise Refused(f"its {name} has type {array.dtype} and shape {array.shape}")
    return array
