"""Strokes in a file: read with care, since a file may come from anyone."""

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from nn.errors import Refused, reason
from nn.functions import Array
from nn.npz import Arrays, NpzError

MOST_BYTES = 64_000_000
MOST_UNPACKED = 256_000_000
MOST_POINTS = 5_000_000

T = TypeVar("T")
Strokes = tuple[Array, ...]
Indices = npt.NDArray[np.int64]


def loaded(path: Path, what: str, parse: Callable[[bytes], T]) -> T:
    """Return what `parse` makes of a file's content.

    Raises `Refused` if the file cannot be read, is too large, or `parse` refuses it. The sentence
    calls what was expected `what`.
    """
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        raise Refused(f"{path} cannot be read: {reason(error)}.") from None
    if len(content) > MOST_BYTES:
        raise Refused(f"{path} cannot be used: it has more than {MOST_BYTES:,} bytes.")
    try:
        return parse(content)
    except Refused as error:
        raise Refused(f"{path} cannot be used as {what}: {error}.") from None


def strokes_in(arrays: Arrays, starts: str, kinds: str) -> tuple[list[Array], Indices]:
    """Return the strokes in an .npz, (p, 2) float64 each, and where each drawing starts among them.

    `points` and `stroke_start` hold the strokes, `starts` names the array of the drawings' starts,
    (n + 1,). `kinds` are the kinds of numbers that points may be, as in `numpy.dtype.kind`.
    Raises `NpzError` if one of them is missing or does not fit.
    """
    points = checked_array(arrays, "points", kinds, (2,)).astype(np.float64)
    stroke_start, drawing_start = (integers(arrays, name) for name in ("stroke_start", starts))
    _check_starts("stroke_start", stroke_start, len(points))
    _check_starts(starts, drawing_start, len(stroke_start) - 1)
    return np.split(points, stroke_start[1:-1]), drawing_start


def integers(arrays: Arrays, name: str) -> Indices:
    """Return a row of integers in an .npz as int64; raise `NpzError` if it is something else."""
    return checked_array(arrays, name, "iu").astype(np.int64)


def checked_array(
    arrays: Arrays, name: str, kinds: str, row: tuple[int, ...] = ()
) -> npt.NDArray[Any]:
    """Return an array of an .npz with rows of this shape, and not too many of them.

    Raises `NpzError` if it has another shape, or its numbers are of none of these `kinds`.
    """
    if name not in arrays:
        raise NpzError(f"it lacks {name!r}")
    array = arrays[name]
    if array.dtype.kind not in kinds or array.size > 2 * MOST_POINTS:
        raise NpzError(f"its {name} has type {array.dtype} and shape {array.shape}")
    if array.shape[1:] != row or not array.shape:
        raise NpzError(f"its {name} has shape {array.shape}")
    return array


def _check_starts(name: str, starts: Indices, total: int) -> None:
    if len(starts) < 2 or starts[0] != 0 or starts[-1] != total or (np.diff(starts) < 1).any():
        raise NpzError(f"its {name} does not rise from 0 to {total}")


def drawings_in(arrays: Arrays, starts: str) -> tuple[list[Strokes], list[Array]]:
    """Return the drawings in an .npz, and all their strokes; points may be in any unit.

    Raises what `strokes_in` raises, and `NpzError` for points that are not finite.
    """
    strokes, drawing_start = strokes_in(arrays, starts, "iuf")
    if not all(np.isfinite(points).all() for points in strokes):
        raise NpzError("it has points that are not finite")
    spans = pairwise(drawing_start.tolist())
    return [tuple(strokes[a:b]) for a, b in spans], strokes


def texts(arrays: Arrays, name: str) -> list[str]:
    """Return a row of texts in an .npz; raise `NpzError` if it is something else."""
    array = checked_array(arrays, name, "US")
    try:
        found: list[str] = array.astype(str).tolist()
    except ValueError as error:  # bytes that are no ASCII, code points that do not exist
        raise NpzError(f"its {name} is not text") from error
    return found
