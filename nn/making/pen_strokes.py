"""Digits that people wrote with a pen, read from a file.

It is UCI's text (`uci_text.py`), or an .npz:

    points          (p, 2)   the points (x, y) of all strokes, y downwards, in UCI's box
    stroke_start    (s + 1,) stroke j is points[stroke_start[j]:stroke_start[j + 1]]
    digit_start     (n + 1,) digit k has the strokes digit_start[k] to digit_start[k + 1] - 1
    label           (n,)     0 to 9
    writer          (n,)     who wrote it
"""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from nn.answers import Indices
from nn.errors import Refused, shown
from nn.functions import Array
from nn.making.uci_text import TABLET_SIDE, digits_in_text
from nn.mnist import Bytes
from nn.storage import files
from nn.storage.npz import Arrays, arrays_in

MOST_BYTES = 256_000_000  # of a file, and unpacked
RANGE = re.compile(r"\s*([0-9]{1,4})\s*(?:-\s*([0-9]{1,4})\s*)?")
Strokes = list[Array]  # of one drawing: (p, 2) float64 each, y downwards


class PenDigits(NamedTuple):
    """Digits as people wrote them."""

    digits: list[Strokes]  # points from 0 to TABLET_SIDE
    labels: Bytes  # (n,)
    writers: Indices  # (n,); in UCI's text, from 0 in the order of the file's own numbers


def load_digits(path: Path, writers: str | None = None) -> PenDigits:
    """Return the digits in UCI's text or an .npz, or only those of `writers`, such as "3,7,25-29".

    Raises `Refused` if the file cannot be read or lacks one of the writers.
    """
    content = files.read(path, MOST_BYTES)
    try:
        data = _digits_in(content)
    except Refused as error:
        raise Refused(f"{path} cannot be used as pen digits: {error}.") from None
    return data if writers is None else of_writers(data, parse_writers(writers))


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


def of_unit_size(strokes: Sequence[Array]) -> Strokes:
    """Return strokes with a longer side of 1, around the origin."""
    every = np.concatenate(strokes)
    low, high = every.min(axis=0), every.max(axis=0)
    size = max(float((high - low).max()), 1e-9)
    return [(points - (low + high) / 2) / size for points in strokes]


def _digits_in(content: bytes) -> PenDigits:
    if len(content) > MOST_BYTES:
        raise Refused(f"it has more than {MOST_BYTES:,} bytes")
    if content.startswith(b"PK"):
        digits, labels, writers = _digits_in_npz(content)
    else:
        digits, labels, writers = digits_in_text(content)
    if labels.min() < 0 or labels.max() > 9 or writers.min() < 0:
        raise Refused("it has labels other than 0 to 9, or a writer below 0")
    if any((p < 0).any() or (p > TABLET_SIDE).any() for strokes in digits for p in strokes):
        raise Refused(f"it has points outside of its {TABLET_SIDE} x {TABLET_SIDE} box")
    return PenDigits(digits, labels.astype(np.uint8), writers.astype(np.intp))


def _digits_in_npz(content: bytes) -> tuple[list[Strokes], Indices, Indices]:
    arrays = arrays_in(content, MOST_BYTES)
    points = _array(arrays, "points", "iuf", (2,)).astype(np.float64)
    if not np.isfinite(points).all():
        raise Refused("it has points that are not finite")
    digits = _parts(arrays, "digit_start", _parts(arrays, "stroke_start", points))
    labels, writers = _array(arrays, "label", "iu"), _array(arrays, "writer", "iu")
    if not len(digits) == len(labels) == len(writers):
        raise Refused(f"it has {len(digits)} digits, {len(labels)} labels, {len(writers)} writers")
    return digits, labels, writers


def _parts(arrays: Arrays, name: str, whole: Any) -> list[Any]:
    """Return the parts of a sequence that begin at the starts in an array of an .npz."""
    starts = _array(arrays, name, "iu").astype(np.int64)
    if len(starts) < 2 or starts[0] != 0 or starts[-1] != len(whole) or (np.diff(starts) < 1).any():
        raise Refused(f"its {name} does not rise from 0 to {len(whole)}")
    return [whole[start:end] for start, end in pairwise(starts.tolist())]


def _array(arrays: Arrays, name: str, kinds: str, row: tuple[int, ...] = ()) -> npt.NDArray[Any]:
    """Return an array with rows of a shape, of numbers of these kinds (`numpy.dtype.kind`)."""
    if name not in arrays:
        raise Refused(f"it lacks {name!r}")
    array = arrays[name]
    if array.dtype.kind not in kinds or not array.shape or array.shape[1:] != row:
        raise Refused(f"its {name} has type {array.dtype} and shape {array.shape}")
    return array
