"""The strokes of a drawing, as the canvas sends them.

What the canvas sends comes from the visitor's browser and may be anything. Only paths of finite
points are kept, of a bounded number and size.
"""

import math
from dataclasses import dataclass
from typing import Any, TypeGuard

import numpy as np

from nn.functions import Array

# The colour of the eraser's strokes; the canvas has no other eraser than paint.
PAPER = "#ffffff"

# More than any hand draws on this canvas; the rest is left out.
MOST_STROKES = 2_000
MOST_POINTS = 10_000
FARTHEST = 10_000.0  # pixels from the canvas's corner
WIDEST = 200.0  # pixels

# The commands of a path, with the count of their numbers: move to, line to, quadratic curve.
_COMMANDS = {"M": 2, "L": 2, "Q": 4}

Command = tuple[str, tuple[float, ...]]


@dataclass(frozen=True)
class Stroke:
    """One stroke of the pen."""

    # As in an SVG path: ("M", (x, y)), ("Q", (x1, y1, x, y)), ("L", (x, y)), in canvas pixels.
    path: tuple[Command, ...]
    width: float  # of the pen, in canvas pixels
    erases: bool = False  # whether it takes ink away instead of leaving it

    def points(self) -> Array:
        """Return the points that the pen went through, (p, 2).

        The canvas rounds the corners: it draws curves between the midpoints of neighbouring points.
        The points themselves are the control points of these curves.
        """
        command, last = self.path[-1]
        ends = [last[-2:]] if command == "Q" else []
        return np.array([*(numbers[:2] for _, numbers in self.path), *ends])

    def to_canvas(self, colour: str) -> dict[str, Any]:
        """Return the object that makes the canvas draw this stroke again."""
        return {
            "type": "Path",
            "path": [[command, *numbers] for command, numbers in self.path],
            "stroke": PAPER if self.erases else colour,
            "strokeWidth": self.width,
            "strokeLineCap": "round",
            "strokeLineJoin": "round",
            "fill": None,
        }


def from_canvas(raw: object) -> tuple[Stroke, ...]:
    """Return the strokes that the canvas sent, without anything that is not a stroke."""
    objects = raw.get("objects") if isinstance(raw, dict) else None
    if not isinstance(objects, list):
        return ()
    strokes: list[Stroke] = []
    points = 0
    for item in objects[:MOST_STROKES]:
        stroke = _stroke(item, MOST_POINTS - points)
        if stroke:
            strokes.append(stroke)
            points += len(stroke.path)
    return tuple(strokes)


def _stroke(item: object, most: int) -> Stroke | None:
    if not isinstance(item, dict) or not isinstance(item.get("path"), list):
        return None
    commands = [_command(entry) for entry in item["path"][:most]]
    path = tuple(command for command in commands if command)
    width = item.get("strokeWidth")
    if not path or not _is_number(width) or not 0 < width <= WIDEST:
        return None
    return Stroke(path, float(width), item.get("stroke") == PAPER)


def _command(entry: object) -> Command | None:
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
