"""Drawings that are no digit, to learn from and to measure with: made, since nobody recorded any.

    pen digits -> turned, mirrored, cut in half, mixed, two in a row   |
    chance     -> scribbles, simple shapes, signs of lines and arcs    |-> strokes

A half of an 8 may be a 3, and a 0 stays a 0 when it is turned: what is still a digit is left out.
No letter is among them: letters are for the examination.
"""

from collections.abc import Callable, Sequence
from itertools import cycle, islice
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from nn.functions import Array

Strokes = list[Array]

POINTS = 24  # of a curve
# What cut-off halves still are no digits, by the digit and the side that stays.
HALVES = {
    0: "left right top bottom",
    2: "left right top",
    3: "left top bottom",
    4: "left bottom",
    5: "left right top bottom",
    6: "left right",
    7: "left top",
    8: "left",
    9: "left",
}
TURNED = (1, 2, 3, 4, 5, 7)  # no digit after a quarter turn
NARROWEST = 0.35  # of a half: its width by its height
MIRRORED = (2, 3, 4, 5, 6, 7, 9)


class NoDigit(NamedTuple):
    """A drawing that is no digit."""

    strokes: Strokes  # (p, 2) each, y downwards, in any unit
    kind: str  # one of KINDS


class _Source(NamedTuple):
    """The digits that others are made of, and the chance."""

    digits: Sequence[Sequence[Array]]
    labels: npt.NDArray[np.integer]
    rng: np.random.Generator

    def one_of(self, labels: Sequence[int]) -> tuple[Strokes, int]:
        """Return a digit of about unit size around the origin, and which one it is."""
        label = int(self.rng.choice(labels))
        number = int(self.rng.choice(np.flatnonzero(self.labels == label)))
        return _unit([points for points in self.digits[number] if len(points)]), label


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
    """
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
    while _is_narrow(half := _any_half(source)):
        pass
    return half


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
    first, label = source.one_of(range(10))
    second, _ = source.one_of([other for other in range(10) if other != label])
    shift = source.rng.uniform(-0.35, 0.35, 2)
    return [*first, *(points * source.rng.uniform(0.7, 1.2) + shift for points in second)]


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


def _smooth(corners: Array, closed: bool = False) -> Array:
    """Return a smooth curve through points, (p, 2): a Catmull-Rom spline."""
    padded = (
        corners[np.r_[-1, : len(corners), 0, 1]]
        if closed
        else corners[np.r_[0, : len(corners), -1]]
    )
    t = np.linspace(0.0, 1.0, 8, endpoint=False)[:, None]
    parts = []
    for p, q, r, s in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        parts.append(
            0.5
            * (
                2 * q
                + (r - p) * t
                + (2 * p - 5 * q + 4 * r - s) * t**2
                + (3 * q - p - 3 * r + s) * t**3
            )
        )
    return np.concatenate([*parts, padded[-2:-1]])


def _scribble(source: _Source) -> Strokes:
    rng = source.rng
    strokes = []
    for _ in range(int(rng.choice([1, 1, 1, 2, 3]))):
        count = int(rng.integers(5, 16))
        if rng.random() < 0.5:  # to and fro
            along = np.cumsum(rng.uniform(0.02, 0.2, count))
            corners = np.stack([along, rng.uniform(-0.5, 0.5, count)], axis=1)
            angle = rng.uniform(0, np.pi)
            corners = corners @ _turn(angle)
        else:
            corners = np.cumsum(rng.normal(0.0, 0.35, (count, 2)), axis=0)
        strokes.append(_smooth(corners) if rng.random() < 0.7 else corners)
    return strokes


def _turn(angle: float) -> Array:
    return np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])


def _arc(rng: np.random.Generator, centre: Array, radius: float, start: float, end: float) -> Array:
    angle = np.linspace(start, end, POINTS)
    wobble = 1 + 0.08 * rng.normal() * np.cos(2 * angle + rng.uniform(0, 6))
    return centre + radius * wobble[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)


def _polygon(rng: np.random.Generator, corners: int, star: bool = False) -> Array:
    angle = np.linspace(0, 2 * np.pi, corners, endpoint=False) + rng.choice([-np.pi / 2, np.pi / 4])
    points = 0.5 * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    if star:
        points = points[np.arange(corners) * 2 % corners]
    points = points + rng.normal(0.0, 0.03, points.shape)
    return np.vstack([points, points[:1] + rng.normal(0.0, 0.03, 2)])


def _line(rng: np.random.Generator, *corners: tuple[float, float]) -> Array:
    return np.array(corners) + rng.normal(0.0, 0.04, (len(corners), 2))


def _face(rng: np.random.Generator) -> Strokes:
    eyes = [_arc(rng, np.array([x, -0.15]), 0.04, 0, 2 * np.pi) for x in (-0.17, 0.17)]
    mouth = _arc(rng, np.array([0.0, 0.05]), 0.22, 0.3, np.pi - 0.3)
    return [_arc(rng, np.zeros(2), 0.5, -np.pi / 2, 1.5 * np.pi), *eyes, mouth]


def _spiral(rng: np.random.Generator) -> Strokes:
    angle = np.linspace(0.0, rng.uniform(4.2, 8.0) * np.pi, 80)
    return [angle[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1) * rng.choice([-1, 1])]


def _wave(rng: np.random.Generator) -> Strokes:
    x = np.linspace(0.0, 1.0, 50)
    y = rng.uniform(0.08, 0.3) * np.sin(rng.uniform(2.0, 5.0) * np.pi * x + rng.uniform(0, 6))
    return [np.stack([x, y], axis=1)]


def _heart(rng: np.random.Generator) -> Strokes:
    t = np.linspace(0.0, 2 * np.pi, 40)
    x = 16 * np.sin(t) ** 3
    y = -(13 * np.cos(t) - 5 * np.cos(2 * t) - 2 * np.cos(3 * t) - np.cos(4 * t))
    return [np.stack([x, y], axis=1) / 32]


def _circle_with_a_dot(rng: np.random.Generator) -> Strokes:
    inner = _arc(rng, rng.uniform(-0.12, 0.12, 2), rng.uniform(0.02, 0.12), 0, 2 * np.pi)
    return [_arc(rng, np.zeros(2), 0.5, -np.pi / 2, 1.5 * np.pi), inner]


def _arrow(rng: np.random.Generator) -> Strokes:
    head = _line(rng, (0.25, -0.2), (0.5, 0.0), (0.25, 0.2))
    turn = _turn(rng.choice([0.0, 0.5, 1.0, 1.5, 0.25, 0.75]) * np.pi)
    return [points @ turn for points in (_line(rng, (-0.5, 0.0), (0.5, 0.0)), head)]


SHAPES: tuple[Callable[[np.random.Generator], Strokes], ...] = (
    _face,
    _spiral,
    _wave,
    _heart,
    _circle_with_a_dot,
    _arrow,
    lambda rng: [_polygon(rng, 3)],
    lambda rng: [_polygon(rng, 4)],
    lambda rng: [_polygon(rng, 5, star=True)],
    lambda rng: [_line(rng, (-0.5, 0.0), (0.5, 0.0))],  # a dash
    lambda rng: [_line(rng, (-0.4, y), (0.4, y)) for y in (-0.15, 0.15)],  # equals
    lambda rng: [_line(rng, (-0.5, 0.0), (0.5, 0.0)), _line(rng, (0.0, -0.5), (0.0, 0.5))],
    lambda rng: [_line(rng, (-0.5, -0.5), (0.5, 0.5)), _line(rng, (0.5, -0.5), (-0.5, 0.5))],
    lambda rng: [_line(rng, (-0.4, 0.0), (-0.1, 0.4), (0.5, -0.5))],  # a tick
    lambda rng: [  # a grid
        *(_line(rng, (x, -0.5), (x, 0.5)) for x in (-0.17, 0.17)),
        *(_line(rng, (-0.5, y), (0.5, y)) for y in (-0.17, 0.17)),
    ],
    lambda rng: [
        _line(
            rng,
            *(
                (x, 0.3 * (-1) ** k)
                for k, x in enumerate(np.linspace(-0.6, 0.6, int(rng.integers(4, 9))))
            ),
        )
    ],
)


def _shape(source: _Source) -> Strokes:
    rng = source.rng
    strokes = SHAPES[rng.integers(len(SHAPES))](rng)
    stretch = np.exp(rng.normal(0.0, 0.15, 2))
    return [points * stretch @ _turn(rng.normal(0.0, 0.12)) for points in strokes]


def _sign(source: _Source) -> Strokes:
    """Return three to five lines and arcs between the points of a grid, as letters have them."""
    rng = source.rng
    across, down = rng.uniform(0.25, 0.45), 0.5
    grid = np.array([(x * across, y * down) for x in (-1, 0, 1) for y in (-1, 0, 1)])
    strokes: Strokes = []
    for _ in range(int(rng.choice([3, 3, 4, 5]))):
        start, end = grid[rng.choice(len(grid), 2, replace=False)]
        jitter = rng.normal(0.0, 0.03, (2, 2))
        share = np.linspace(0.0, 1.0, POINTS)[:, None]
        bulge = rng.uniform(-0.5, 0.5) if rng.random() < 0.35 else rng.normal(0.0, 0.03)
        normal = np.array([end[1] - start[1], start[0] - end[0]])
        line = start + jitter[0] + share * (end - start + jitter[1])
        strokes.append(line + bulge * 4 * share * (1 - share) * normal)
    return strokes


KINDS: dict[str, Callable[[_Source], Strokes]] = {
    "scribble": _scribble,
    "shape": _shape,
    "sign": _sign,
    "turned": _turned,
    "mirrored": _mirrored,
    "half": _half,
    "mixed": _mixed,
    "pair": _pair,
}
