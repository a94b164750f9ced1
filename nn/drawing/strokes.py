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
    """One stroke of the pen.

    Attributes
    ----------
    path : tuple of (command, numbers)
        As in an SVG path: ("M", (x, y)), ("Q", (x1, y1, x, y)), ("L", (x, y)), in canvas pixels.
    width : float
        The pen's, in canvas pixels.
    erases : bool
        Whether it takes ink away, where it covers any, instead of leaving it.
    """

    path: tuple[Command, ...]
    width: float
    erases: bool = False

    def points(self) -> Array:
        """Return the points that the pen went through, (p, 2).

        The canvas draws a curve from half-way to half-way between them, which rounds corners off;
        the points themselves are what the curves bend towards.
        """
        command, last = self.path[-1]
        ends = [last[-2:]] if command == "Q" else []
        return np.array([*(numbers[:2] for _, numbers in self.path), *ends])
