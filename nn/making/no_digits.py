"""Drawings that are no digit, to learn from and to measure with: made, since nobody recorded any.

    pen digits -> turned, mirrored, cut in half, mixed, two in a row, 4s without a stem  |
    at random  -> scribbles, simple shapes, signs of lines and arcs                      |-> strokes

A half of an 8 may be a 3, and a 0 stays a 0 when it is turned: what is still a digit is left out.
No letter is among them: letters are kept for testing.
"""

from collections.abc import Callable, Sequence
from itertools import cycle, islice

import numpy as np

from nn.drawing.strokes import without_far_dots
from nn.errors import Refused
from nn.making.forms import drawn
from nn.making.pen_strokes import PenDigits, Strokes, of_unit_size
from nn.making.scribbles import scribble, shape, sign
from nn.mnist import DIGITS

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
MIRRORED = (3, 4, 6, 7, 9)  # a 2 turns into a 5, and a 5 into a 2


class _Source:
    """The digits that others are made of, and the random generator."""

    def __init__(self, data: PenDigits, seed: int) -> None:
        self.rng = np.random.default_rng(seed)
        self._written: list[list[Strokes]] = [[] for _ in range(DIGITS)]
        for strokes, label in zip(data.digits, data.labels.tolist(), strict=True):
            if strokes:
                self._written[label].append(strokes)
        if not all(self._written):
            raise Refused("Drawings that are no digits are made from pen digits of all ten kinds.")

    def one_of(self, labels: Sequence[int]) -> tuple[Strokes, int]:
        """Return a digit of about unit size around the origin, and which one it is."""
        label = int(self.rng.choice(labels))
        written = self._written[label]
        strokes = written[self.rng.integers(len(written))]
        return of_unit_size(without_far_dots(strokes)), label


def no_digits(data: PenDigits, count: int, seed: int) -> list[tuple[Strokes, str]]:
    """Return `count` drawings, each of KINDS in turn, which is told of each.

    The same seed gives the same ones. Raises `Refused` unless all ten digits are among `data`.
    """
    source = _Source(data, seed)
    return [(KINDS[kind](source), kind) for kind in islice(cycle(KINDS), count)]


def _turned(source: _Source) -> Strokes:
    strokes, _ = source.one_of(TURNED)
    sign = source.rng.choice([-1.0, 1.0])
    return [points[:, ::-1] * (sign, -sign) for points in strokes]


def _mirrored(source: _Source) -> Strokes:
    strokes, _ = source.one_of(MIRRORED)
    return [points * (-1.0, 1.0) for points in strokes]


def _half(source: _Source) -> Strokes:
    """Return one half of a digit; a narrow one might be a 1, and is not taken."""
    while True:
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
        width, height = np.ptp(np.concatenate(kept), axis=0)
        if width >= NARROWEST * height:
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


def _part(source: _Source) -> Strokes:
    """Return an open 4 without its stem: on Numbers it is not to be a digit beside a 1."""
    return drawn("4, open", source.rng)[:1]


KINDS: dict[str, Callable[[_Source], Strokes]] = {
    "scribble": lambda source: scribble(source.rng),
    "shape": lambda source: shape(source.rng),
    "sign": lambda source: sign(source.rng),
    "turned": _turned,
    "mirrored": _mirrored,
    "half": _half,
    "mixed": _mixed,
    "pair": _pair,
    "part": _part,
}
