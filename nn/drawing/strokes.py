"""The strokes of a drawing, and their bounds."""

from dataclasses import dataclass

import numpy as np

from nn.functions import Array

# More than any hand draws on this canvas; what is beyond is left out.
MOST_STROKES = 2_000
MOST_POINTS = 10_000
FARTHEST = 10_000.0  # pixels from the canvas's corner
WIDEST = 200.0  # pixels

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
