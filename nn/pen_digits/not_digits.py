"""Drawings that are no digits in an .npz, to measure with.

`points`, `stroke_start` and `digit_start` are as in a file of pen digits, but the points are in any
unit; `kind` says of each drawing what it is, such as "letter".
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from nn.functions import Array
from nn.npz import Arrays, NpzError, arrays_in
from nn.pen_digits import files
from nn.pen_digits.files import Strokes


@dataclass(frozen=True, eq=False)
class NotDigits:
    """Drawings that are no digits."""

    drawings: tuple[Strokes, ...]  # the strokes of each, (p, 2) float64, y downwards
    kinds: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.kinds)


def load(path: Path) -> NotDigits:
    """Return the drawings in an .npz.

    Raises `Refused` if the file cannot be read or is something else; says what is wrong.
    """
    return files.loaded(
        path, "drawings", lambda content: _from_npz(arrays_in(content, files.MOST_UNPACKED))
    )


def save(path: Path, drawings: Sequence[tuple[Sequence[Array], str]]) -> None:
    """Write drawings, each its strokes and its kind, into a file that `load` reads."""
    strokes = [points for drawing, _ in drawings for points in drawing]
    starts: dict[str, Any] = {
        "stroke_start": np.cumsum([0, *(len(points) for points in strokes)]),
        "digit_start": np.cumsum([0, *(len(drawing) for drawing, _ in drawings)]),
    }
    kinds = np.array([kind for _, kind in drawings])
    np.savez(path, points=np.concatenate(strokes), kind=kinds, **starts)


def _from_npz(arrays: Arrays) -> NotDigits:
    drawings, _ = files.drawings_in(arrays, "digit_start")
    kinds = files.texts(arrays, "kind")
    if len(kinds) != len(drawings):
        raise NpzError(f"it has {len(kinds)} kinds, but {len(drawings)} drawings")
    return NotDigits(tuple(drawings), tuple(kinds))
