"""From the strokes of a drawing to the 28 x 28 pixels that the network sees.

MNIST's makers cropped each digit, scaled it so that the longer side of its box is 20 pixels, and
put its centre of mass in the middle of 28 x 28 (LeCun, Cortes, Burges, "The MNIST database").
A network that learnt from such pictures reads others badly. So a drawing is prepared in the same
way, wherever and however large it was drawn:

    strokes -> as large as MNIST's digits -> drawn with MNIST's pen -> centred

Strokes are better than a picture: they are scaled first and drawn afterwards, so that a small
digit does not get thick. `picture_to_pixels` does what can be done for a picture.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nn.drawing.mnist_pen import (
    BOX,
    JOINED,
    MIDDLE,
    PEN,
    SIDE,
    DrawingError,
    box,
    centre_of_mass,
    is_full,
    pieces,
    render,
)
from nn.drawing.strokes import without_far_dots
from nn.errors import Refused
from nn.functions import Array

# A point farther away than this, in any unit, is a mistake. A drawing smaller than the inverse is a
# dot: floats cannot tell its points apart.
OUTSIDE = 1e9
STAGE_SIDE = 112  # pixels to a side of the pictures before the last two stages


@dataclass(frozen=True, eq=False)
class Stage:
    """A drawing after one step of its preparation, for a page that shows them one by one."""

    title: str
    sentence: str  # what the step does
    image: Array  # (height, width) float32 in [0, 1], 1 is ink; (28, 28) at the last stage


def prepare_strokes(strokes: Sequence[Array], pen: float = 0.0, width: float = PEN) -> Array:
    """Return what the network sees of a drawing, (28, 28) float32 in [0, 1]; 1 is ink.

    `strokes` are the points (x, y) of each stroke, (p, 2), y downwards, in any unit. A drawing no
    longer than half of the width of its `pen`, in the same unit, is a dot. The pen matters for
    nothing else, since the drawing is drawn again with a pen of `width` pixels of 28 x 28. A dot
    far from the rest is left out.

    Raises `DrawingError` if there is nothing to read, with a message for the person who drew, and
    `Refused` if a stroke has another shape.
    """
    checked = without_far_dots(checked_strokes(strokes))
    return _centred(*_scaled(checked, pen, width), width)


def stages_of_strokes(
    strokes: Sequence[Array], pen: float, canvas_side: float
) -> tuple[Stage, ...]:
    """Return the four stages from a drawing to what the network sees.

    Takes strokes as `prepare_strokes` does, on a canvas whose upper left corner is (0, 0), and
    raises the same. `pen` and `canvas_side` are in the strokes' unit.
    """
    checked = without_far_dots(checked_strokes(strokes))
    line, scaled = _scaled(checked, pen)
    whole = pieces(checked, JOINED * canvas_side / STAGE_SIDE)
    low, high = box(whole)
    cropped_side = float((high - low).max()) + pen

    def window(corner: Array, side: float) -> Array:
        scale = STAGE_SIDE / side
        return render((whole - corner) * scale, STAGE_SIDE, pen * scale)

    return (
        Stage(
            "As you drew it",
            "The whole canvas, with the pen as wide as it was.",
            window(np.zeros(2), canvas_side),
        ),
        Stage(
            "Cut out",
            "Only the square around the digit stays, so it does not matter where you drew.",
            window((low + high) / 2 - cropped_side / 2, cropped_side),
        ),
        Stage(
            "Drawn again, as large as MNIST's digits",
            "Its longer side is now 20 pixels, and its strokes are as wide as those that the "
            "network learnt from. So it does not matter how large you drew.",
            scaled,
        ),
        centred_stage(_centred(line, scaled)),
    )


def centred_stage(image: Array) -> Stage:
    """Return the last stage of a drawing or a picture."""
    return Stage(
        "Moved to the middle",
        "The point where its ink balances is now in the middle of 28 × 28 pixels.",
        image,
    )


def shrink_plainly(strokes: Sequence[Array], pen: float, side: float) -> Array:
    """Return the whole canvas scaled down to (28, 28) and not prepared, float32 in [0, 1].

    Takes strokes as `stages_of_strokes` does, and cuts off what lies outside the canvas, `side`
    wide. Where there is far more ink than a digit has, some of it may be missing.

    Raises `DrawingError` if nothing is drawn, or a point is outside any canvas, and `Refused` if a
    stroke has another shape.
    """
    line = pieces(checked_strokes(strokes), JOINED * side / SIDE)
    return render(line * (SIDE / side), SIDE, pen * SIDE / side)


def checked_strokes(strokes: Sequence[Array]) -> list[Array]:
    """Return the strokes that have points, as float64; raise as `prepare_strokes` does."""
    checked: list[Array] = [np.asarray(stroke, np.float64) for stroke in strokes if len(stroke)]
    if not checked:
        raise DrawingError("Nothing is drawn yet. Draw a digit from 0 to 9.")
    for points in checked:
        if points.shape[1:] != (2,):
            raise Refused(f"Expected strokes of shape (p, 2), got one of shape {points.shape}.")
        if not (np.abs(points) < OUTSIDE).all():  # also refuses NaN
            raise DrawingError(
                "The drawing has a point outside any canvas. Clear it and draw again."
            )
    return checked


def _scaled(strokes: Sequence[Array], pen: float, width: float = PEN) -> tuple[Array, Array]:
    """Return a drawing at MNIST's size in the middle of 28 x 28: as pieces and as pixels."""
    low, high = box(np.concatenate(strokes))
    longer = float((high - low).max())
    if longer <= max(pen / 2, 1 / OUTSIDE):
        raise DrawingError("That is only a dot. Draw a digit from 0 to 9, as large as you like.")
    scale = (BOX - width) / longer
    line = (pieces(strokes, JOINED / scale) - (low + high) / 2) * scale + SIDE / 2
    image = render(line, pen=width)
    if is_full(image):
        raise DrawingError("There is ink everywhere. Clear it and draw one digit.")
    return line, image


def _centred(line: Array, image: Array, width: float = PEN) -> Array:
    """Return the drawing with its centre of mass in the middle: drawn again there, not moved."""
    low, high = box(line)
    # Nothing is cut off: the shift ends where the ink meets the edge.
    room = SIDE / 2 - ((high - low) / 2 + width / 2)
    shift = np.clip(MIDDLE - centre_of_mass(image), -room, room)
    return render(line + shift, pen=width)
