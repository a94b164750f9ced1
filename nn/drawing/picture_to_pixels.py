"""From a picture of a digit, which has no strokes, to the 28 x 28 pixels that the network sees.

    ink -> find the digit -> cut it out, at one size -> measure the width of its strokes
        -> make them as wide as MNIST's, if they are not -> centre them in 28 x 28

A pen may be fine or broad for the digit's size. Pixels do not tell where the pen went, so all
strokes grow or shrink at their edges by the same amount. MNIST's own strokes vary, too: a width
that occurs there is left alone, so a digit of MNIST comes out as it was.
"""

from typing import NamedTuple

import numpy as np
from PIL import Image

from nn.drawing.cut_out import CLOSE_UP, CloseUp, close_up
from nn.drawing.ink import in_cells, mean_width, widened
from nn.drawing.mnist_pen import BOX, MIDDLE, PEN, SIDE, DrawingError, centre_of_mass, is_full
from nn.drawing.strokes_to_pixels import STAGE_SIDE, Stage, centred_stage
from nn.functions import Array

# The range of the width of strokes in pixels of 28 x 28, as `mean_width` measures it: 98 of 100
# digits of MNIST are in it.
USUAL_WIDTH = 1.6, 4.2
# Where edges fade out over more than this, in pixels of 28 x 28, the picture was once about as
# small as MNIST's. Theirs do over 0.6 to 1.7, however a picture of one was enlarged.
SOFT = 0.55


class Sized(NamedTuple):
    """A digit with strokes as wide as one of MNIST's, to be placed in 28 x 28."""

    digit: CloseUp
    scale: float  # from the close-up to 28 x 28
    soft: bool  # whether a shift by a part of a pixel would blur it


def prepare_picture(ink: Array) -> Array:
    """Return what the network sees of a picture of a digit, (28, 28) float32 in [0, 1].

    `ink` is (height, width) in [0, 1], as `ink_of` returns it. Raises `DrawingError` if there is
    nothing to read.
    """
    return prepare_close_up(close_up(ink))


def prepare_close_up(digit: CloseUp) -> Array:
    """Return what the network sees of a digit that was cut out; as `prepare_picture`."""
    return _placed(_with_mnists_pen(digit), centred=True)


def stages_of_picture(ink: Array) -> tuple[Stage, ...]:
    """Return the four stages from a picture to what the network sees; as `prepare_picture`."""
    digit = close_up(ink)
    sized = _with_mnists_pen(digit)
    return (
        Stage(
            "As you loaded it",
            "The whole picture, with its ink dark on white.",
            shrink_picture_plainly(ink, STAGE_SIDE),
        ),
        Stage(
            "Cut out",
            "Only the digit stays; specks and faint lines on the paper are left out.",
            digit.ink,
        ),
        Stage(
            "Made as large as MNIST's digits",
            "Its longer side is now 20 pixels, and its strokes are as wide as those that the "
            "network learnt from.",
            _placed(sized, centred=False),
        ),
        centred_stage(_placed(sized, centred=True)),
    )


def shrink_picture_plainly(ink: Array, count: int = SIDE) -> Array:
    """Return the whole picture on square paper, scaled to (count, count) float32 in [0, 1]."""
    size, side = np.array(ink.shape[::-1]), np.full(2, float(max(ink.shape)))
    return in_cells(ink, (size - side) / 2, side, (count, count))


def _with_mnists_pen(digit: CloseUp) -> Sized:
    longer = float((digit.high - digit.low).max())
    enlargement = max(1.0, CLOSE_UP / longer)
    rim = 2  # pixels of paper, so that the digit's edges come out alike on any crop
    ink = _enlarged(np.pad(digit.ink, rim), enlargement)
    width = mean_width(ink) / enlargement
    scale = BOX / longer
    if USUAL_WIDTH[0] <= width * scale <= USUAL_WIDTH[1]:
        return Sized(digit, scale, _fade(ink, width * enlargement) * scale / enlargement > SOFT)
    # By the length of its strokes without the pen's width, which is not scaled but chosen.
    scale = (BOX - PEN) / max(longer - width, 1.0)
    growth = (PEN / scale - width) / 2 * enlargement
    margin = int(np.ceil(max(growth, 0.0))) + 1
    ink, growth = widened(np.pad(ink, margin), growth)
    low = (digit.low + rim) * enlargement + margin - growth
    high = (digit.high + rim) * enlargement + margin + growth
    return Sized(CloseUp(ink, low, high), scale / enlargement, soft=False)


def _enlarged(ink: Array, scale: float) -> Array:
    height, width = (round(length * scale) for length in ink.shape)
    image = Image.fromarray(ink.astype(np.float32, copy=False))
    large = image.resize((width, height), Image.Resampling.BICUBIC)
    return np.clip(np.asarray(large), 0.0, 1.0)


def _fade(ink: Array, width: float) -> float:
    """Return over how many pixels edges fade out, given the mean width of the strokes."""
    outline = 2 * float(ink.sum()) / width
    # Across an edge that fades out evenly, ink times paper adds up to a sixth of the way.
    return 6 * float((ink * (1 - ink)).sum()) / outline


def _placed(sized: Sized, centred: bool) -> Array:
    """Return the digit in 28 x 28, with its ink's centre in the middle or else its box's."""
    (ink, low, high), scale, soft = sized
    field = np.full(2, SIDE / scale)  # how large 28 x 28 pixels are in the close-up
    corner: Array = (low + high) / 2 - field / 2
    if centred:
        corner = centre_of_mass(ink) - MIDDLE / scale
        if soft:
            corner = low - np.rint((low - corner) * scale) / scale
        corner = np.clip(corner, np.minimum(high - field, low), low)  # nothing is cut off
    pixels = in_cells(ink, corner, field, (SIDE, SIDE))
    if is_full(pixels):
        raise DrawingError("There is ink everywhere; expected one digit on plain paper.")
    return pixels
