"""Strokes as the browser sends them, and as the canvas gets them.

The browser sends a stroke as points: `{"points": [[x, y], ...], "width": 34, "erases": false}`, in
canvas pixels. The canvas itself takes paths.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

from nn.drawing.strokes import FARTHEST, MOST_POINTS, MOST_STROKES, WIDEST_PEN, Command, Stroke

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
            stroke = stroke_through(one["points"], one["width"], bool(one["erases"]))
            points += len(stroke.path)
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
    return [
        {"points": stroke.points().tolist(), "width": stroke.width, "erases": stroke.erases}
        for stroke in strokes
    ]


def for_canvas(strokes: Iterable[Stroke], ink: str) -> list[dict[str, Any]]:
    """Return strokes as the paths that the canvas draws, in the colour `ink`."""
    return [
        {
            "type": "Path",
            "path": [[command, *numbers] for command, numbers in stroke.path],
            "stroke": ERASER if stroke.erases else ink,
            "strokeWidth": stroke.width,
            "strokeLineCap": "round",
            "strokeLineJoin": "round",
            "fill": None,
        }
        for stroke in strokes
    ]


def stroke_through(points: Sequence[Sequence[float]], width: float, erases: bool = False) -> Stroke:
    """Return a stroke of at least one point as the canvas writes it: curves between midpoints."""
    first, *rest = ((float(x), float(y)) for x, y in points)
    curves: list[Command] = [
        ("Q", (*here, (here[0] + there[0]) / 2, (here[1] + there[1]) / 2))
        for here, there in pairwise(rest)
    ]
    ends: list[Command] = [("L", rest[-1])] if rest else []
    return Stroke((("M", first), *curves, *ends), float(width), erases)


def _is_drawn(stroke: Stroke) -> bool:
    """Tell whether a stroke has finite points near the canvas."""
    return 0 < stroke.width <= WIDEST_PEN and all(
        abs(number) <= FARTHEST for _, numbers in stroke.path for number in numbers
    )
