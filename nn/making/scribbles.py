"""Scribbles, simple shapes and signs, drawn at random: drawings that are no digit.

`scribble`, `shape` and `sign` return the strokes of one drawing, of any size.
"""

from collections.abc import Callable

import numpy as np

from nn.functions import Array
from nn.making.pen_strokes import Strokes

POINTS = 24  # of an arc, and of a line in a sign
FEWEST_CORNERS, MOST_CORNERS = 4, 8  # of a zigzag


def smooth(corners: Array) -> Array:
    """Return a smooth curve through points, (p, 2): a Catmull-Rom spline."""
    padded = corners[np.r_[0, : len(corners), -1]]
    t = np.linspace(0.0, 1.0, 8, endpoint=False)[:, None]
    parts = [
        q + ((r - p) * t + (2 * p - 5 * q + 4 * r - s) * t**2 + (3 * q - p - 3 * r + s) * t**3) / 2
        for p, q, r, s in zip(padded, padded[1:], padded[2:], padded[3:], strict=False)
    ]
    return np.concatenate([*parts, padded[-2:-1]])


def scribble(rng: np.random.Generator) -> Strokes:
    """Return one to three lines that go to and fro or wander."""
    strokes = []
    for _ in range(int(rng.choice([1, 1, 1, 2, 3]))):
        count = int(rng.integers(7, 18))
        if rng.random() < 0.5:  # to and fro
            along = np.cumsum(rng.uniform(0.02, 0.2, count))
            corners = np.stack([along, rng.uniform(-0.5, 0.5, count)], axis=1)
            angle = rng.uniform(0, np.pi)
            corners = corners @ _turn(angle)
        else:
            corners = np.cumsum(rng.normal(0.0, 0.35, (count, 2)), axis=0)
        strokes.append(smooth(corners) if rng.random() < 0.7 else corners)
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


def _zigzag(rng: np.random.Generator) -> Strokes:
    across = np.linspace(-0.6, 0.6, int(rng.integers(FEWEST_CORNERS, MOST_CORNERS + 1)))
    return [_line(rng, *((x, 0.3 * (-1) ** k) for k, x in enumerate(across.tolist())))]


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
    _zigzag,
)


def shape(rng: np.random.Generator) -> Strokes:
    """Return a simple shape, such as a triangle, a face or a dash, a little distorted."""
    strokes = SHAPES[rng.integers(len(SHAPES))](rng)
    stretch = np.exp(rng.normal(0.0, 0.15, 2))
    return [points * stretch @ _turn(rng.normal(0.0, 0.12)) for points in strokes]


def sign(rng: np.random.Generator) -> Strokes:
    """Return three to five lines and arcs between the points of a grid, as letters have them."""
    across, down = rng.uniform(0.25, 0.45), 0.5
    grid = np.array([(x * across, y * down) for x in (-1, 0, 1) for y in (-1, 0, 1)])
    strokes: Strokes = []
    for _ in range(int(rng.choice([3, 4, 4, 5]))):
        start, end = grid[rng.choice(len(grid), 2, replace=False)]
        jitter = rng.normal(0.0, 0.03, (2, 2))
        share = np.linspace(0.0, 1.0, POINTS)[:, None]
        bulge = rng.uniform(-0.5, 0.5) if rng.random() < 0.35 else rng.normal(0.0, 0.03)
        normal = np.array([end[1] - start[1], start[0] - end[0]])
        line = start + jitter[0] + share * (end - start + jitter[1])
        strokes.append(line + bulge * 4 * share * (1 - share) * normal)
    return strokes
