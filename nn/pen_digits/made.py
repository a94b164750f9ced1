"""Drawings that are no digit, to learn from and to measure with: made, since nobody recorded any.

    pen digits -> turned, mirrored, cut in half, mixed, two in a row   |
    at random  -> scribbles, simple shapes, signs of lines and arcs    |-> strokes

A half of an 8 may be a 3, and a 0 stays a 0 when it is turned: what is still a digit is left out.
No letter is among them: letters are kept for testing.
"""

from collections.abc import Callable, Sequence
from itertools import cycle, islice
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from nn.drawing.strokes import without_far_dots
from nn.errors import Refused
from nn.functions import Array
from nn.mnist import DIGITS
from nn.pen_digits.drawn_by_chance import scribble, shape, sign

Strokes = list[Array]

# The halves that are no digit: of each digit, the sides that may stay.
HALVES = {
    0: "left right top bottom",
    3: "left",
    4: "left top",
    5: "left top",
    6: "right",
    9: "left",
}
TURNED = (1, 2, 3, 4, 5, 7)  # no digit after a quarter turn
MIXED = (0, 2, 3, 4, 5, 6, 7, 8, 9)  # a 1 leaves the other one what it is
NARROWEST = 0.35  # of a half: its width by its height
MOST_TRIES = 1_000  # until a half is wide enough
MIRRORED = (3, 4, 6, 7, 9)  # a 2 turns into a 5, and a 5 into a 2


class NoDigit(NamedTuple):
    """A drawing that is no digit."""

    strokes: Strokes  # (p, 2) each, y downwards, in any unit
    kind: str  # one of KINDS


class _Source(NamedTuple):
    """The digits that others are made of, and the random generator."""

    digits: Sequence[Sequence[Array]]
    labels: npt.NDArray[np.integer]
    rng: np.random.Generator

    def one_of(self, labels: Sequence[int]) -> tuple[Strokes, int]:
        """Return a digit of about unit size around the origin, and which one it is."""
        label = int(self.rng.choice(labels))
        number = int(self.rng.choice(np.flatnonzero(self.labels == label)))
        strokes = [points for points in self.digits[number] if len(points)]
        return _unit(without_far_dots(strokes)), label


def _unit(strokes: Strokes) -> Strokes:
    points = np.concatenate(strokes)
    low, high = points.min(axis=0), points.max(axis=0)
    size = max(float((high - low).max()), 1e-9)
    return [(stroke - (low + high) / 2) / size for stroke in strokes]


def no_digits(
    digits: Sequence[Sequence[Array]], labels: npt.NDArray[np.integer], count: int, seed: int
) -> list[NoDigit]:
    """Return `count` drawings, each of KINDS in turn; the same seed gives the same ones.

    `digits` are the strokes of each digit, (p, 2), y downwards, and `labels` say which it is.
    Raises `Refused` unless each of the ten digits is among them, and a half of one is wide enough.
    """
    inked = [k for k, strokes in enumerate(digits) if any(len(points) for points in strokes)]
    digits, labels = [digits[k] for k in inked], labels[inked]
    missing = sorted(set(range(DIGITS)) - set(labels.tolist()))
    if missing:
        raise Refused(
            "Drawings that are no digits are made from all ten digits, but there is no "
            f"{', '.join(map(str, missing))} among the pen digits."
        )
    source = _Source(digits, labels, np.random.default_rng(seed))
    return [NoDigit(KINDS[kind](source), kind) for kind in islice(cycle(KINDS), count)]


def _turned(source: _Source) -> Strokes:
    strokes, _ = source.one_of(TURNED)
    sign = source.rng.choice([-1.0, 1.0])
    return [points[:, ::-1] * (sign, -sign) for points in strokes]


def _mirrored(source: _Source) -> Strokes:
    strokes, _ = source.one_of(MIRRORED)
    return [points * (-1.0, 1.0) for points in strokes]


def _half(source: _Source) -> Strokes:
    """Return one half of a digit; a narrow one might be a 1, and is not taken."""
    for _ in range(MOST_TRIES):
        half = _any_half(source)
        if not _is_narrow(half):
            return half
    raise Refused(
        "Halves of digits are among the drawings that are no digits, but all halves of these pen "
        "digits are so narrow that they look like a 1."
    )


def _is_narrow(strokes: Strokes) -> bool:
    width, height = np.ptp(np.concatenate(strokes), axis=0)
    return bool(width < NARROWEST * height)


def _any_half(source: _Source) -> Strokes:
    strokes, label = source.one_of(tuple(HALVES))
    side = str(source.rng.choice(HALVES[label].split()))
    axis, sign = (0 if side in ("left", "right") else 1), (-1 if side in ("left", "top") else 1)
    points = np.concatenate(strokes)
    middle = (points[:, axis].min() + points[:, axis].max()) / 2
    kept: Strokes = []
    for stroke in strokes:
        stays = sign * (stroke[:, axis] - middle) >= 0
        parts = np.split(stroke, np.flatnonzero(np.diff(stays)) + 1)
        kept += [part for part in parts if sign * (part[0, axis] - middle) >= 0]
    return kept


def _mixed(source: _Source) -> Strokes:
    """Return two digits on top of each other, the second a little aside."""
    first, label = source.one_of(MIXED)
    second, _ = source.one_of([other for other in MIXED if other != label])
    angle, way = source.rng.uniform(0.0, 2 * np.pi), source.rng.uniform(0.25, 0.5)
    shift, size = way * np.array([np.cos(angle), np.sin(angle)]), source.rng.uniform(0.8, 1.2)
    return [*first, *(points * size + shift for points in second)]


def _pair(source: _Source) -> Strokes:
    """Return two or three digits in a row."""
    row: Strokes = []
    right = 0.0
    for _ in range(int(source.rng.choice([2, 2, 2, 3]))):
        strokes, _ = source.one_of(range(10))
        points = np.concatenate(strokes)
        size, drop = source.rng.uniform(0.8, 1.2), source.rng.normal(0.0, 0.06)
        shift = right - size * points[:, 0].min()
        row += [points * size + (shift, drop) for points in strokes]
        right = float(shift + size * points[:, 0].max() + source.rng.uniform(-0.05, 0.5))
    return row


KINDS: dict[str, Callable[[_Source], Strokes]] = {
    "scribble": lambda source: scribble(source.rng),
    "shape": lambda source: shape(source.rng),
    "sign": lambda source: sign(source.rng),
    "turned": _turned,
    "mirrored": _mirrored,
    "half": _half,
    "mixed": _mixed,
    "pair": _pair,
}
