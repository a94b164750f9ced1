"""From what a hand drew to the 28 x 28 pixels that the network knows.

MNIST's makers cropped each digit, scaled it so that the longer side of its box is 20 pixels, and
put its centre of mass in the middle of 28 x 28 (LeCun, Cortes, Burges, "The MNIST database").
A network that learnt from such pictures reads badly what comes to it in any other way, so a
drawing goes the same way, wherever and however large it was drawn:

    strokes -> as large as MNIST's digits -> drawn with MNIST's pen -> centred

Strokes are better than a picture: they can be scaled first and drawn afterwards, so that a small
digit does not become a thick one. What can be done for a picture is in `nn.drawing.from_picture`.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from nn.drawing.from_picture import prepare_picture, shrink_picture_plainly, stages_of_picture
from nn.drawing.paper import ink_of
from nn.drawing.pen import (
    BOX,
    FINEST,
    MIDDLE,
    PEN,
    SIDE,
    DrawingError,
    Pieces,
    centre_of_mass,
    is_full,
    pieces,
    render,
)
from nn.drawing.stages import SHOWN, Stage
from nn.functions import Array

__all__ = [
    "MIDDLE",
    "PEN",
    "SIDE",
    "DrawingError",
    "Stage",
    "centre_of_mass",
    "ink_of",
    "prepare_picture",
    "prepare_strokes",
    "shrink_picture_plainly",
    "shrink_plainly",
    "stages_of_picture",
    "stages_of_strokes",
]

# A point farther away than this, in any unit, is a mistake, and a drawing smaller than its inverse
# is a dot: numbers cannot tell its points from each other.
FARTHEST = 1e9


class _Scaled(NamedTuple):
    """A drawing at MNIST's size: its pieces round the middle of 28 x 28, and those drawn."""

    line: Pieces
    image: Array


def prepare_strokes(strokes: Sequence[Array], pen: float = 0.0, width: float = PEN) -> Array:
    """Return what the network sees of a drawing.

    Parameters
    ----------
    strokes : sequence of (p, 2)
        The pen's way, each stroke a row of points (x, y), y downwards; any unit.
    pen : float
        How wide the pen was, in the same unit: a drawing no longer than half of it is a dot. It
        matters for nothing else, since the drawing is made again with MNIST's pen.
    width : float
        Of the pen that it is made again with, in pixels of 28 x 28, if it is not to be MNIST's.

    Returns
    -------
    (28, 28) float32 in [0, 1], 1 is ink

    Raises
    ------
    DrawingError
        If there is nothing to read; the message is for the person who drew.
    """
    return _centred(_scaled(_ways(strokes), pen, width), width)


def stages_of_strokes(
    strokes: Sequence[Array], pen: float, canvas_side: float
) -> tuple[Stage, ...]:
    """Return the steps from a drawing to what the network sees.

    Parameters
    ----------
    strokes : sequence of (p, 2)
        As `prepare_strokes` takes them, on a canvas whose upper left corner is (0, 0).
    pen, canvas_side : float
        How wide the pen was and the canvas is, in the strokes' unit.

    Returns
    -------
    tuple of Stage
        "drawn", "cropped", "scaled" and "centred".

    Raises
    ------
    DrawingError
        As `prepare_strokes` does.
    """
    ways = _ways(strokes)
    scaled = _scaled(ways, pen)
    whole = pieces(ways, FINEST * canvas_side / SHOWN)
    low, high = whole.box()
    longer = float((high - low).max()) + pen
    middle = (low + high) / 2
    return (
        Stage(
            "drawn",
            "As you drew it",
            "The whole canvas, with the pen as wide as it was.",
            render(
                whole.moved(np.zeros(2), SHOWN / canvas_side, 0.0), SHOWN, pen * SHOWN / canvas_side
            ),
        ),
        Stage(
            "cropped",
            "Cut out",
            "Only the square round the digit is kept, so it does not matter where you drew.",
            render(whole.moved(middle, SHOWN / longer, SHOWN / 2), SHOWN, pen * SHOWN / longer),
        ),
        Stage(
            "scaled",
            "Drawn again, as large as MNIST's digits",
            "Its longer side is 20 pixels now, and its strokes are as wide as those that the "
            "network learnt from, so it does not matter how large you drew.",
            scaled.image,
        ),
        Stage(
            "centred",
            "Moved to the middle",
            "The point where its ink balances lies in the middle of 28 × 28 pixels.",
            _centred(scaled),
        ),
    )


def shrink_plainly(strokes: Sequence[Array], pen: float, side: float) -> Array:
    """Return the whole canvas scaled down to the network's pixels, and nothing else done to it.

    Where there is far more ink than a digit has, not all of it may be drawn.

    Parameters
    ----------
    strokes : sequence of (p, 2)
        On a canvas whose upper left corner is (0, 0); what lies outside is cut off.
    pen, side : float
        How wide the pen was and the canvas is, in the strokes' unit.

    Returns
    -------
    (28, 28) float32 in [0, 1], 1 is ink

    Raises
    ------
    DrawingError
        If nothing is drawn, or a point is nowhere.
    """
    line = pieces(_ways(strokes), FINEST * side / SIDE)
    return render(line.moved(np.zeros(2), SIDE / side, 0.0), SIDE, pen * SIDE / side)


def _ways(strokes: Sequence[Array]) -> list[Array]:
    """Return the strokes that have points, checked."""
    ways: list[Array] = [
        np.asarray(stroke, np.float64).reshape(-1, 2) for stroke in strokes if len(stroke)
    ]
    if not ways:
        raise DrawingError("Nothing is drawn yet. Draw a digit from 0 to 9.")
    # Written so that it holds for what is no number, too.
    if not all((np.abs(way) < FARTHEST).all() for way in ways):
        raise DrawingError("The drawing has a point that is nowhere. Clear it and draw again.")
    return ways


def _scaled(ways: Sequence[Array], pen: float, width: float = PEN) -> _Scaled:
    """Return the drawing at MNIST's size, its box in the middle of 28 x 28."""
    points = np.concatenate(ways)
    low, high = points.min(axis=0), points.max(axis=0)
    longer = float((high - low).max())
    if longer <= max(pen / 2, 1 / FARTHEST):
        raise DrawingError("That is only a dot. Draw a digit from 0 to 9, as large as you like.")
    scale = (BOX - width) / longer
    line = pieces(ways, FINEST / scale).moved((low + high) / 2, scale, SIDE / 2)
    image = render(line, pen=width)
    if is_full(image):
        raise DrawingError("There is ink everywhere. Clear it and draw one digit.")
    return _Scaled(line, image)


def _centred(scaled: _Scaled, width: float = PEN) -> Array:
    """Return the drawing with its centre of mass in the middle.

    Drawn again where it belongs, and not moved by whole pixels: so it does not matter where
    between two pixels it happened to lie.
    """
    low, high = scaled.line.box()
    # Nothing is cut: the way ends where the ink meets the edge.
    room = SIDE / 2 - ((high - low) / 2 + width / 2)
    shift = np.clip(MIDDLE - centre_of_mass(scaled.image), -room, room)
    return render(scaled.line.moved(np.zeros(2), 1.0, shift), pen=width)
