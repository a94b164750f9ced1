"""Rows of digits as a pen wrote them, in an .npz: numbers to measure the reading of numbers with.

`points`, `stroke_start` and `writer` are as in a file of pen digits, but the points are in any
unit. Number `i` has the strokes `number_start[i]` to `number_start[i + 1] - 1`, in the order in
which they were drawn, and the text `label[i]`. A file may also have `digit`: for each stroke, which
digit of its number it belongs to, from 0.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from nn.drawing.numbers import MOST_DIGITS
from nn.errors import Refused, shown
from nn.npz import Npz, NpzError
from nn.pen_digits.recordings import (
    Indices,
    Strokes,
    checked_array,
    content_of,
    integers,
    strokes_in,
)


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
    content = content_of(path)
    try:
        return _from_npz(Npz(content))
    except Refused as error:
        raise Refused(f"{path} cannot be used as numbers: {error}.") from None


def _from_npz(archive: Npz) -> PenNumbers:
    strokes, number_start = strokes_in(archive, "number_start", "iuf")
    if not all(np.isfinite(points).all() for points in strokes):
        raise NpzError("it has points that are not finite")
    labels = _texts(checked_array(archive, "label", "US"))
    writers = integers(archive, "writer")
    if not len(labels) == len(writers) == len(number_start) - 1:
        raise NpzError(
            f"it has {len(labels)} labels and {len(writers)} writers, but "
            f"{len(number_start) - 1} numbers"
        )
    spans = list(pairwise(number_start.tolist()))
    digits = None
    if "digit" in archive:
        digit = integers(archive, "digit")
        if len(digit) != len(strokes):
            raise NpzError(
                f"its digit has {len(digit)} entries, but there are {len(strokes)} strokes"
            )
        digits = tuple(digit[a:b] for a, b in spans)
        _check_digits(digits, labels)
    return PenNumbers(tuple(tuple(strokes[a:b]) for a, b in spans), labels, writers, digits)


def _texts(labels: npt.NDArray[Any]) -> tuple[str, ...]:
    """Return labels as texts; raise `NpzError` unless they are of digits alone."""
    try:
        texts = tuple(str(label) for label in labels.astype(str).tolist())
    except ValueError as error:  # bytes that are no ASCII, code points that do not exist
        raise NpzError("its label is not text") from error
    for text in texts:
        if not (text.isascii() and text.isdigit()) or len(text) > MOST_DIGITS:
            raise NpzError(
                f"it has the label {shown(repr(text))}, expected 1 to {MOST_DIGITS} digits"
            )
    return texts


def _check_digits(digits: Sequence[Indices], labels: Sequence[str]) -> None:
    for digit, label in zip(digits, labels, strict=True):
        if set(digit.tolist()) != set(range(len(label))):
            raise NpzError(f"its digit does not give strokes to each digit of a {label}")
