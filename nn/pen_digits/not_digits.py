"""Drawings that are no digits in an .npz, to measure with.

`points`, `stroke_start` and `digit_start` are as in a file of pen digits, but the points are in any
unit; `kind` says of each drawing what it is, such as "letter".
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from nn.errors import Refused
from nn.functions import Array
from nn.npz import Npz, NpzError
from nn.pen_digits.recordings import Strokes, checked_array, content_of, strokes_in


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
    content = content_of(path)
    try:
        return _from_npz(Npz(content))
    except Refused as error:
        raise Refused(f"{path} cannot be used as drawings: {error}.") from None


def save(path: Path, drawings: Sequence[tuple[Sequence[Array], str]]) -> None:
    """Write drawings, each its strokes and its kind, into a file that `load` reads."""
    strokes = [points for drawing, _ in drawings for points in drawing]
    starts: dict[str, Any] = {
        "stroke_start": np.cumsum([0, *(len(points) for points in strokes)]),
        "digit_start": np.cumsum([0, *(len(drawing) for drawing, _ in drawings)]),
    }
    kinds = np.array([kind for _, kind in drawings])
    np.savez(path, points=np.concatenate(strokes), kind=kinds, **starts)


def _from_npz(archive: Npz) -> NotDigits:
    strokes, digit_start = strokes_in(archive, "digit_start", "iuf")
    if not all(np.isfinite(points).all() for points in strokes):
        raise NpzError("it has points that are not finite")
    try:
        kinds = checked_array(archive, "kind", "US").astype(str).tolist()
    except ValueError as error:  # bytes that are no ASCII, code points that do not exist
        raise NpzError("its kind is not text") from error
    if len(kinds) != len(digit_start) - 1:
        raise NpzError(f"it has {len(kinds)} kinds, but {len(digit_start) - 1} drawings")
    spans = pairwise(digit_start.tolist())
    return NotDigits(tuple(tuple(strokes[a:b]) for a, b in spans), tuple(kinds))
