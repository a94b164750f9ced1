"""What can be seen of a drawing: not what lies over the canvas's edge, nor what was erased."""

from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw

from nn.drawing.strokes import Stroke
from nn.functions import Array

APART = 3.0  # canvas pixels: a stroke is cut no finer than this
MOST_BETWEEN = 50


def left_over(strokes: Sequence[Stroke], side: int) -> list[Array]:
    """Return the pieces of the pen's strokes that can be seen, (p, 2) each, in canvas pixels.

    A hand that runs over the edge draws nothing there that anybody can see. Where an eraser's
    stroke covers the middle of one that was there before, the pen's way is cut.

    Parameters
    ----------
    strokes : sequence of Stroke
        In the order in which they were drawn.
    side : int
        The canvas's, in pixels.
    """
    paper = Image.new("L", (side, side))
    rubber = ImageDraw.Draw(paper)
    erased = None  # by what came after the stroke that is looked at
    rubbed = False
    seen: list[Array] = []
    for stroke in reversed(strokes):
        if stroke.erases:
            _rub(rubber, stroke)
            rubbed = True
            continue
        if rubbed:
            erased, rubbed = np.asarray(paper) > 0, False
        points = stroke.points() if erased is None else _close_together(stroke.points())
        shown = ((points >= 0) & (points <= side)).all(axis=1)
        if erased is not None:
            x, y = np.clip(points, 0, side - 1).astype(int).T
            shown &= ~erased[y, x]
        cuts = np.flatnonzero(np.diff(shown)) + 1
        pieces = zip(np.split(points, cuts), np.split(shown, cuts), strict=True)
        seen += reversed([piece for piece, is_shown in pieces if is_shown[0]])
    return seen[::-1]


def _rub(rubber: ImageDraw.ImageDraw, stroke: Stroke) -> None:
    """Mark what an eraser's stroke covers."""
    points = [(float(x), float(y)) for x, y in stroke.points()]
    rubber.line(points, 255, round(stroke.width))
    for point in points:
        rubber.circle(point, stroke.width / 2, 255)


def _close_together(points: Array) -> Array:
    """Return the same way with further points on it, `APART` from each other at most."""
    steps = np.hypot(*np.diff(points, axis=0).T)
    way = np.concatenate([[0.0], np.cumsum(steps)])
    if way[-1] == 0:
        return points[:1]
    # Bounded, since what claims to be a stroke may run to and fro for kilometres.
    count = min(int(way[-1] / APART), MOST_BETWEEN * len(points))
    between = np.linspace(0.0, way[-1], count + 2)
    at = np.union1d(way, between)
    return np.stack([np.interp(at, way, coordinate) for coordinate in points.T], axis=1)
