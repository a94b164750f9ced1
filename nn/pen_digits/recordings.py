"""Digits as a pen wrote them: UCI's "Pen-Based Recognition of Handwritten Digits".

Alpaydin and Alimoglu (1998) let 44 people write some 250 digits each on a tablet, in boxes of
500 x 500 points. UCI keeps the strokes as text, in `pendigits-orig.tra` (30 people) and `.tes` (14
others), each packed as a `.Z` file, which `gzip -d` unpacks:

    .SEGMENT DIGIT 0 ? "8"     a digit, and which one
    .COMMENT  8 1 21           the digit again, who wrote it, and how many that person wrote
    .PEN_DOWN                  a stroke begins
      267 333                  x to the right, y upwards
    .PEN_UP

An .npz with the same strokes is read as well: `points`, `stroke_start`, `digit_start`, `label` and
`writer`, with y downwards.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt

from nn.errors import Refused, shown
from nn.npz import Arrays, NpzError, arrays_in
from nn.pen_digits import files
from nn.pen_digits.files import Strokes

TABLET_SIDE = 500
LONGEST_NUMBER = 6  # characters
PACKED = b"\x1f\x9d"  # how a .Z file begins

_SEGMENT = re.compile(r'\.SEGMENT\s+DIGIT\b.*?"?([0-9])"?\s*$')
_COMMENT = re.compile(r"\.COMMENT\s+([0-9])\s+([0-9]{1,4})(?:\s+[0-9]{1,6})?\s*$")
_RANGE = re.compile(r"\s*([0-9]{1,4})\s*(?:-\s*([0-9]{1,4})\s*)?")


@dataclass(frozen=True, eq=False)
class PenDigits:
    """Digits as a pen wrote them."""

    # The strokes of each, (p, 2) float64: points (x, y) from 0 to TABLET_SIDE, y downwards.
    digits: tuple[Strokes, ...]
    labels: npt.NDArray[np.uint8]  # (n,)
    # (n,); in UCI's text, from 0 in the order of the file's own numbers.
    writers: npt.NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.labels)


def load(path: Path, writers: str | None = None) -> PenDigits:
    """Return the digits in UCI's text or in an .npz; only those of `writers`, such as "3,7,25-29".

    Raises `Refused` if the file cannot be read or has not these writers; says what is wrong, and in
    a text also in which line.
    """
    if writers is not None:
        parse_writers(writers)  # before the file, which takes longer
    return chosen(files.loaded(path, "pen digits", lambda content: _parse(path, content)), writers)


def chosen(data: PenDigits, writers: str | None) -> PenDigits:
    """Return what some people wrote, such as "3,7,25-29", or all of it for None.

    Raises `Refused` if one of them is not among the writers.
    """
    return data if writers is None else of_writers(data, parse_writers(writers))


def _parse(path: Path, content: bytes) -> PenDigits:
    if content.startswith(PACKED):
        raise Refused(
            f"it is packed. Unpack it first, with `gzip -d {path}` or `uncompress {path}`, and use "
            "the file without .Z"
        )
    if content.startswith(b"PK"):
        return _from_npz(arrays_in(content, files.MOST_UNPACKED))
    return _from_text(content.decode("latin-1"))


def of_writers(data: PenDigits, writers: Iterable[int]) -> PenDigits:
    """Return what these people wrote.

    Raises `Refused` if one of them is not among the writers.
    """
    available, chosen = set(data.writers.tolist()), set(writers)
    if chosen - available:
        missing = ", ".join(map(str, sorted(chosen - available)))
        raise Refused(
            f"Writers: there is no {shown(missing)} among them, expected some of "
            f"{min(available)} to {max(available)}."
        )
    rows = np.flatnonzero(np.isin(data.writers, sorted(chosen)))
    return PenDigits(tuple(data.digits[row] for row in rows), data.labels[rows], data.writers[rows])


def parse_writers(text: str) -> list[int]:
    """Return the numbers in a list such as "3,7,25-29", in order.

    Raises `Refused` if it is not such a list.
    """
    numbers: set[int] = set()
    for part in text.split(","):
        match = _RANGE.fullmatch(part)
        low, high = (int(match[1]), int(match[2] or match[1])) if match else (1, 0)
        if low > high:
            raise Refused(f"Writers: expected numbers such as 3,7,25-29, got {shown(text)}.")
        numbers.update(range(low, high + 1))
    return sorted(numbers)


def _from_npz(arrays: Arrays) -> PenDigits:
    strokes, digit_start = files.strokes_in(arrays, "digit_start", "iu")
    labels, writers = (files.integers(arrays, name) for name in ("label", "writer"))
    if not len(labels) or len(labels) != len(writers):
        raise NpzError(f"it has {len(labels)} labels and {len(writers)} writers")
    if labels.min() < 0 or labels.max() > 9 or writers.min() < 0:
        raise NpzError("it has labels other than 0 to 9, or a writer below 0")
    if len(digit_start) != len(labels) + 1:
        raise NpzError(f"it has {len(labels)} labels, but {len(digit_start) - 1} digits")
    points = np.concatenate(strokes)
    if points.min() < 0 or points.max() > TABLET_SIDE:
        raise NpzError(f"it has points outside of its {TABLET_SIDE} x {TABLET_SIDE} box")
    digits = tuple(tuple(strokes[a:b]) for a, b in pairwise(digit_start.tolist()))
    return PenDigits(digits, labels.astype(np.uint8), writers)


def _from_text(text: str) -> PenDigits:
    digits: list[list[list[tuple[float, float]]]] = []
    labels: list[int] = []
    writers: list[int | None] = []
    down = False
    for number, line in enumerate(text.splitlines(), 1):
        word = line.split(maxsplit=1)[0] if line.strip() else ""
        if word == ".SEGMENT":
            digits.append([])
            labels.append(_label(line, number))
            writers.append(None)
            down = False
        elif not digits or not word:
            continue  # lines before the first digit are about the file
        elif word == ".COMMENT":
            writers[-1] = _writer(line, number, labels[-1])
        elif word == ".PEN_DOWN":
            digits[-1].append([])
            down = True
        elif word.startswith("."):
            down = down and word != ".PEN_UP"
        elif not down:
            raise Refused(f"line {number}: a point where the pen is up: {shown(line.strip())}")
        else:
            digits[-1][-1].append(_point(line, number))
    if not digits:
        raise Refused("line 1: no digit begins in it, expected lines such as .SEGMENT DIGIT")
    if None in writers:
        raise Refused(f"digit {writers.index(None) + 1}: it has no .COMMENT with its writer")
    arrays = tuple(tuple(np.array(points) for points in strokes if points) for strokes in digits)
    order = np.unique(np.array(writers, np.int64), return_inverse=True)[1]
    return PenDigits(arrays, np.array(labels, np.uint8), order.astype(np.int64))


def _label(line: str, number: int) -> int:
    match = _SEGMENT.match(line)
    if not match:
        raise _wrong(number, ".SEGMENT DIGIT with a digit", line)
    return int(match[1])


def _writer(line: str, number: int, label: int) -> int:
    match = _COMMENT.match(line)
    if not match or int(match[1]) != label:
        raise _wrong(number, f".COMMENT with the digit {label} and its writer", line)
    return int(match[2])


def _wrong(number: int, expected: str, line: str) -> Refused:
    return Refused(f"line {number}: expected {expected}, got {shown(line.strip())}")


def _is_coordinate(text: str) -> bool:
    """Tell whether a text is a whole number in the writing box; a long text is not converted."""
    return text.isdecimal() and len(text) <= LONGEST_NUMBER and int(text) <= TABLET_SIDE


def _point(line: str, number: int) -> tuple[float, float]:
    parts = line.split()
    if len(parts) != 2 or not all(_is_coordinate(part) for part in parts):
        raise _wrong(number, f"a point of two numbers from 0 to {TABLET_SIDE}", line)
    return float(parts[0]), float(TABLET_SIDE - int(parts[1]))
