"""What the canvas sends and gets: the one place that knows how it writes a drawing down.

A message comes from the visitor's browser and may be anything, and the next release of the canvas
may write it in another form. Only paths of finite points are kept, of a bounded number and size.
"""

import math
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any, TypeGuard

from nn.drawing.strokes import (
    FARTHEST,
    MOST_POINTS,
    MOST_STROKES,
    WIDEST_PEN,
    Command,
    Stroke,
)
from pages.ui.app.streamlit_internals import or_else

ERASER = "#ffffff"  # the canvas has no eraser but paint in the colour of the paper
CANVAS = "the canvas"

# The commands of a path, with the count of their numbers: move to, line to, quadratic curve.
_COMMANDS = {"M": 2, "L": 2, "Q": 4}


def drawing_of(strokes: Iterable[Stroke], ink: str) -> dict[str, Any]:
    """Return what makes the canvas show these strokes, in a colour."""
    return {"objects": [_object_of(stroke, ink) for stroke in strokes]}


def _object_of(stroke: Stroke, ink: str) -> dict[str, Any]:
    return {
        "type": "Path",
        "path": [[command, *numbers] for command, numbers in stroke.path],
        "stroke": ERASER if stroke.erases else ink,
        "strokeWidth": stroke.width,
        "strokeLineCap": "round",
        "strokeLineJoin": "round",
        "fill": None,
    }


def paper(told: int) -> str:
    """Return a white that looks like any other and says how many times the canvas was told.

    The canvas answers a moment after it was told to show another drawing, and names its
    background: so an answer that is about the drawing before can be told apart.
    """
    red, green, blue = (255 - (told >> bit) % 2 for bit in range(3))
    return f"#{red:02x}{green:02x}{blue:02x}"


PAPERS = {paper(told) for told in range(8)}


def strokes_sent(message: Any, background: str) -> tuple[Stroke, ...] | None:
    """Return the strokes in a message of the canvas.

    None, so that the drawing stays as it is, if the message is about a drawing with another
    background or has another form than expected.
    """
    with or_else("a drawing that it sends in another form is not read.", CANVAS):
        raw = message["drawing"]["raw"]
        if raw["background"] not in PAPERS:
            raise TypeError("expected a background that `paper` has made")
        return strokes_in(raw["objects"]) if raw["background"] == background else None
    return None


def strokes_in(objects: object) -> tuple[Stroke, ...]:
    """Return the strokes among the objects of a drawing.

    Raises
    ------
    TypeError
        If they are not a list, or none of them is a stroke.
    """
    if not isinstance(objects, list):
        raise TypeError("expected a list of objects")
    strokes: list[Stroke] = []
    points = 0
    for item in objects[:MOST_STROKES]:
        if stroke := _stroke_of(item, MOST_POINTS - points):
            strokes.append(stroke)
            points += len(stroke.path)
    if objects and not strokes:
        raise TypeError("expected strokes")
    return tuple(strokes)


def stroke_through(points: Sequence[Sequence[float]], width: float, erases: bool = False) -> Stroke:
    """Return a stroke as the canvas writes it: curves between the middles of at least one point."""
    first, *rest = points
    curves: list[Command] = [
        ("Q", (*here, (here[0] + there[0]) / 2, (here[1] + there[1]) / 2))
        for here, there in pairwise(rest)
    ]
    ends: list[Command] = [("L", tuple(rest[-1]))] if rest else []
    return Stroke((("M", tuple(first)), *curves, *ends), width, erases)


def _stroke_of(item: object, most_points: int) -> Stroke | None:
    if not isinstance(item, dict) or not isinstance(item.get("path"), list):
        return None
    commands = [_command_of(entry) for entry in item["path"][:most_points]]
    path = tuple(command for command in commands if command)
    width = item.get("strokeWidth")
    if not path or not _is_number(width) or not 0 < width <= WIDEST_PEN:
        return None
    return Stroke(path, float(width), item.get("stroke") == ERASER)


def _command_of(entry: object) -> Command | None:
    if not isinstance(entry, list) or not entry or not isinstance(entry[0], str):
        return None
    letter, numbers = entry[0], entry[1:]
    if len(numbers) != _COMMANDS.get(letter):
        return None
    if not all(_is_number(number) and abs(number) <= FARTHEST for number in numbers):
        return None
    return letter, tuple(float(number) for number in numbers)


def _is_number(value: object) -> TypeGuard[int | float]:
    """Tell whether this is a finite number; an int may have any number of digits."""
    if isinstance(value, float):
        return math.isfinite(value)
    return isinstance(value, int) and not isinstance(value, bool)
