"""Strokes as the browser sends them, and as the canvas gets them.

The browser sends a stroke as it is kept: `{"points": [[x, y], ...], "width": 34, "erases": false}`,
in canvas pixels. The canvas itself takes paths.
"""

from collections.abc import Iterable
from itertools import chain, pairwise
from typing import Any

from nn.drawing.strokes import FARTHEST, MOST_POINTS, MOST_STROKES, WIDEST_PEN, Stroke

ERASER = "#ffffff"  # the canvas has no eraser but paint in the colour of the paper
_NO_STROKES = (TypeError, ValueError, KeyError, IndexError, OverflowError)


def strokes_of(sent: Any) -> tuple[Stroke, ...] | None:
    """Return the strokes in what the browser has sent or kept; None if it is not valid.

    Strokes beyond the most that a drawing may have (`nn.drawing.strokes`) are left out.
    """
    if not isinstance(sent, list):
        return None
    strokes: list[Stroke] = []
    points = 0
    try:
        for one in sent[:MOST_STROKES]:
            path = tuple((float(x), float(y)) for x, y in one["points"])
            stroke = Stroke(path, float(one["width"]), bool(one["erases"]))
            points += len(path)
            if points > MOST_POINTS:
                break
            if not _is_drawn(stroke):
                return None
            strokes.append(stroke)
    except _NO_STROKES:
        return None
    return tuple(strokes)


def as_sent(strokes: Iterable[Stroke]) -> list[dict[str, Any]]:
    """Return strokes in the form that the browser sends and takes."""
    return [dict(vars(stroke)) for stroke in strokes]


def for_canvas(strokes: Iterable[Stroke], ink: str) -> list[dict[str, Any]]:
    """Return strokes as the paths that the canvas draws, in the colour `ink`."""
    return [
        {
            "type": "Path",
            "path": _path(stroke.points),
            "stroke": ERASER if stroke.erases else ink,
            "strokeWidth": stroke.width,
            "strokeLineCap": "round",
            "strokeLineJoin": "round",
            "fill": None,
        }
        for stroke in strokes
    ]


def _path(points: tuple[tuple[float, float], ...]) -> list[list[Any]]:
    """Return a path as the canvas draws it: curves between the midpoints of its pieces."""
    first, *rest = points
    curves = [
        ["Q", *here, (here[0] + there[0]) / 2, (here[1] + there[1]) / 2]
        for here, there in pairwise(rest)
    ]
    return [["M", *first], *curves, *(["L", *last] for last in rest[-1:])]


def _is_drawn(stroke: Stroke) -> bool:
    """Tell whether a stroke has finite points near the canvas."""
    is_near = all(abs(number) <= FARTHEST for number in chain(*stroke.points))
    return bool(stroke.points) and is_near and 0 < stroke.width <= WIDEST_PEN
