"""Rows of digits as a pen wrote them, in an .npz: numbers to measure the reading of numbers with.

`points`, `stroke_start` and `writer` are as in a file of pen digits, but the points are in any
unit. Number `i` has the strokes `number_start[i]` to `number_start[i + 1] - 1`, in the order in
which they were drawn, and the text `label[i]`. A file may also have `digit`: for each stroke, which
digit of its number it belongs to, from 0.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from nn.drawing.numbers import MOST_DIGITS
from nn.errors import shown
from nn.npz import Arrays, NpzError, arrays_in
from nn.pen_digits import files
from nn.pen_digits.files import Indices, Strokes


@dataclass(frozen=True, eq=False)
class PenNumbers:
    """Numbers as a pen wrote them."""

    numbers: tuple[Strokes, ...]  # the strokes of each, (p, 2) float64, y downwards
    labels: tuple[str, ...]
    writers: Indices  # (n,)
    # For each number which digit each stroke belongs to, (strokes,), from 0; None if not known.
    digits: tuple[Indices, ...] | None = None

    def __len__(self) -> int:
        return len(self.labels)


def load(path: Path) -> PenNumbers:
    """Return the numbers in an .npz.

    Raises `Refused` if the file cannot be read or is something else; says what is wrong.
    """
    return files.loaded(
        path, "numbers", lambda content: _from_npz(arrays_in(content, files.MOST_UNPACKED))
    )


def _from_npz(arrays: Arrays) -> PenNumbers:
    numbers, strokes = files.drawings_in(arrays, "number_start")
    labels = tuple(files.texts(arrays, "label"))
    _check_labels(labels)
    writers = files.integers(arrays, "writer")
    if not len(labels) == len(writers) == len(numbers):
        raise NpzError(
            f"it has {len(labels)} labels and {len(writers)} writers, but {len(numbers)} numbers"
        )
    digits = None
    if "digit" in arrays:
        digit = files.integers(arrays, "digit")
        if len(digit) != len(strokes):
            raise NpzError(
                f"its digit has {len(digit)} entries, but there are {len(strokes)} strokes"
            )
        ends = np.cumsum([len(number) for number in numbers])
        digits = tuple(np.split(digit, ends[:-1]))
        _check_digits(digits, labels)
    return PenNumbers(tuple(numbers), labels, writers, digits)


def _check_labels(labels: Sequence[str]) -> None:
    """Raise `NpzError` unless labels are of digits alone."""
    for text in labels:
        if not (text.isascii() and text.isdigit()) or len(text) > MOST_DIGITS:
            raise NpzError(
                f"it has the label {shown(repr(text))}, expected 1 to {MOST_DIGITS} digits"
            )


def _check_digits(digits: Sequence[Indices], labels: Sequence[str]) -> None:
    for digit, label in zip(digits, labels, strict=True):
        if set(digit.tolist()) != set(range(len(label))):
            raise NpzError(f"its digit does not give strokes to each digit of a {label}")
