"""The strokes of a drawing, their bounds, and their visible parts: on the canvas, not erased."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nn.answers import Flags
from nn.functions import Array

# More than any hand draws on this canvas; what is beyond is left out.
MOST_STROKES = 2_000
MOST_POINTS = 10_000
FARTHEST = 10_000.0  # pixels from the canvas's corner
WIDEST_PEN = 200.0  # pixels

SPACING = 3.0  # canvas pixels between the points at which a stroke can be cut
MOST_ADDED = 30  # points added for each point of a stroke
SHORTEST = 1e-12  # pixels, squared: a shorter piece is a dot

# A stroke smaller than this share of the longest one is a dot, and farther away than this other
# share it is a slip of the pen. The dots of an i and of a question mark are nearer.
DOT = 0.1
FAR = 0.4


@dataclass(frozen=True)
class Stroke:
    """One stroke of the pen."""

    points: tuple[tuple[float, float], ...]  # that the pen went through, in canvas pixels
    width: float  # of the pen, in canvas pixels
    erases: bool = False  # whether it takes ink away instead of leaving it


def visible_pieces(strokes: Sequence[Stroke], size: int | tuple[int, int]) -> list[Array]:
    """Return the visible pieces of the pen's strokes, (p, 2) each, in canvas pixels.

    A stroke is cut at the edge of the canvas, whose `size` in pixels is its side or its width and
    height, and where the middle of it is covered by a later stroke of the eraser. The strokes come
    in the order in which they were drawn.
    """
    last_eraser = max((k for k, stroke in enumerate(strokes) if stroke.erases), default=-1)
    lines: list[Array] = [np.empty((0, 2))]  # there may be no stroke
    erasers: list[tuple[Stroke, int]] = []  # each with the number of points before it
    count = 0
    for k, stroke in enumerate(strokes):
        if stroke.erases:
            erasers.append((stroke, count))
            continue
        points = np.array(stroke.points)
        is_cut = k < last_eraser or not _on_canvas(points, size).all()
        lines.append(_with_points_between(points) if is_cut else points)
        count += len(lines[-1])
    points = np.concatenate(lines)
    visible = _on_canvas(points, size)
    for eraser, before in erasers:
        left = np.flatnonzero(visible[:before])
        visible[left[_covered(points[left], eraser)]] = False
    ends = np.cumsum([len(line) for line in lines])
    cuts = np.union1d(np.flatnonzero(np.diff(visible)) + 1, ends[:-1])
    parts = zip(np.split(points, cuts), np.split(visible, cuts), strict=True)
    return [part for part, is_visible in parts if is_visible.any()]


def without_far_dots(strokes: Sequence[Array]) -> list[Array]:
    """Return strokes, (p, 2) each with p >= 1, without dots that lie far from everything else.

    Such a dot would make a digit small: what is scaled is the box around all of it.
    """
    lows = np.array([points.min(axis=0) for points in strokes])
    highs = np.array([points.max(axis=0) for points in strokes])
    sizes = (highs - lows).max(axis=1)
    large = sizes >= DOT * sizes.max()
    low, high = lows[large].min(axis=0), highs[large].max(axis=0)
    away = np.maximum(low - highs, lows - high).max(axis=1)
    stays = large | (away <= FAR * sizes.max())
    return [points for points, its in zip(strokes, stays, strict=True) if its]


def _on_canvas(points: Array, size: int | tuple[int, int]) -> Flags:
    """Return for each of the points, (p, 2), whether it is on the canvas: (p,)."""
    on_canvas: Flags = np.logical_and.reduce((points >= 0) & (points <= size), axis=1)
    return on_canvas


def _covered(points: Array, eraser: Stroke) -> Flags:
    """Return for each of the points, (p, 2), whether a stroke of the eraser covers it: (p,)."""
    covered = np.zeros(len(points), bool)
    ends = np.array(eraser.points)
    starts = np.concatenate([ends[:1], ends[:-1]])  # the first piece is a dot
    reach = eraser.width / 2
    for start, end in zip(starts, ends, strict=True):
        low, high = np.minimum(start, end) - reach, np.maximum(start, end) + reach
        # One coordinate first: most points are left out by it.
        near = np.flatnonzero((points[:, 0] >= low[0]) & (points[:, 0] <= high[0]) & ~covered)
        near = near[(points[near, 1] >= low[1]) & (points[near, 1] <= high[1])]
        (x, y), (along_x, along_y) = points[near].T - start[:, None], end - start
        share = (x * along_x + y * along_y) / max(along_x**2 + along_y**2, SHORTEST)
        share = np.clip(share, 0.0, 1.0)
        x, y = x - share * along_x, y - share * along_y
        covered[near] = x * x + y * y <= reach**2
    return covered


def _with_points_between(points: Array) -> Array:
    """Return the same line with points added, `SPACING` apart where `MOST_ADDED` allows it."""
    distance = arc_lengths(points)
    if distance[-1] == 0:
        return points[:1]
    # Bounded, because a stroke from a browser may be kilometres long.
    count = min(int(distance[-1] / SPACING), MOST_ADDED * len(points))
    places = np.union1d(distance, np.linspace(0.0, distance[-1], count + 2))
    return points_at(places, points, distance)


def arc_lengths(points: Array) -> Array:
    """Return each point's distance from the start along its line, in the same unit.

    `points` are (p, 2), the result is (p,).
    """
    x, y = np.diff(points, axis=0).T
    # Not np.hypot: the browser's reading must get the same last digit.
    return np.concatenate([[0.0], np.cumsum(np.sqrt(x * x + y * y))])


def points_at(places: Array, line: Array, way: Array) -> Array:
    """Return the points of a line at some of its `arc_lengths`, (places, 2); `way` has them all."""
    return np.stack([np.interp(places, way, coordinate) for coordinate in line.T], axis=1)
