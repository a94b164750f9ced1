"""From a picture of a digit, which has no strokes, to the 28 x 28 pixels that the network sees.

    ink -> find the digit -> cut it out, at one size -> measure the width of its strokes
        -> make the strokes as wide as MNIST's -> centre them in 28 x 28

A pen may be fine or broad for the digit's size, and MNIST's is neither. Pixels do not tell where
the pen went, so all strokes grow or shrink at their edges by the same amount.
"""

from typing import NamedTuple

import numpy as np
from PIL import Image

from nn.drawing.blobs import Mask, threshold, without_specks
from nn.drawing.pen import BOX, MIDDLE, PEN, SIDE, DrawingError, centre_of_mass, is_full
from nn.drawing.strokes_to_pixels import STAGE_SIDE, Stage, centred_stage
from nn.functions import Array

# Pixels of the longer side: of the whole picture when the digit is looked for, then of the digit.
OVERVIEW = 400
CLOSE_UP = 80
# A pixel below this share of the strongest is no ink, such as the lines of squared paper.
WEAKEST = 0.1
# The range, between paper and ink, in which the edge of a stroke may be.
LOWEST_EDGE, HIGHEST_EDGE = 0.3, 0.5
# The share of the ink that must be left when strokes are narrowed. A digit drawn with a pen a third
# as wide as the digit is tall keeps more.
LEAST_LEFT = 0.1


class CloseUp(NamedTuple):
    """A digit cut out of its picture, about CLOSE_UP pixels on its longer side."""

    ink: Array  # (height, width) float32 in [0, 1]
    low: Array  # the upper left corner of the digit's box in it, (x, y)
    high: Array  # the lower right corner
    width: float  # the mean width of its strokes, in its pixels


def prepare_picture(ink: Array) -> Array:
    """Return what the network sees of a picture of a digit, (28, 28) float32 in [0, 1].

    `ink` is (height, width) in [0, 1], as `paper.ink_of` returns it. Raises `DrawingError` if
    there is nothing to read.
    """
    return _placed(*_with_mnists_pen(_close_up(ink)), centred=True)


def stages_of_picture(ink: Array) -> tuple[Stage, ...]:
    """Return the four stages from a picture to what the network sees; as `prepare_picture`."""
    close_up = _close_up(ink)
    widened = _with_mnists_pen(close_up)
    return (
        Stage(
            "As you loaded it",
            "The whole picture, with its ink dark on white.",
            shrink_picture_plainly(ink, STAGE_SIDE),
        ),
        Stage(
            "Cut out",
            "Only the digit stays; specks and faint lines on the paper are left out.",
            close_up.ink,
        ),
        Stage(
            "Made as large as MNIST's digits",
            "Its longer side is now 20 pixels, and its strokes are as wide as those that the "
            "network learnt from.",
            _placed(*widened, centred=False),
        ),
        centred_stage(_placed(*widened, centred=True)),
    )


def shrink_picture_plainly(ink: Array, count: int = SIDE) -> Array:
    """Return the whole picture on square paper, scaled to (count, count) float32 in [0, 1]."""
    height, width = ink.shape
    side = float(max(height, width))
    across = _shares(width, (width - side) / 2, side, count)
    down = _shares(height, (height - side) / 2, side, count)
    return np.clip(down @ ink.astype(np.float32, copy=False) @ across.T, 0.0, 1.0)


def _close_up(ink: Array) -> CloseUp:
    """Find the digit in a picture and cut it out."""
    overview = _resized(ink, min(1.0, OVERVIEW / max(ink.shape)))
    strongest = overview.max()
    if not strongest > 0:
        raise DrawingError("The picture is empty: nothing stands out from its background.")
    inked = overview[overview > WEAKEST * strongest]
    edge = float(np.clip(threshold(inked / strongest), LOWEST_EDGE, HIGHEST_EDGE))
    low, high = _box(without_specks(overview > edge * strongest))
    # Two pixels of the overview more on each side, as far as the picture goes.
    pixel = np.array(ink.shape[::-1]) / np.array(overview.shape[::-1])
    left, top = np.floor(np.maximum(low - 2, 0) * pixel).astype(int)
    right, bottom = np.ceil((high + 2) * pixel).astype(int)
    scale = CLOSE_UP / float(((high - low) * pixel).max())
    cut = np.pad(_resized(np.pad(ink[top:bottom, left:right], 2), scale), 2)
    # Edges twice as steep, so that unevenness in paper and ink does not matter.
    sharp = np.clip(2 * (cut / cut.max() - edge) + 0.5, 0.0, 1.0)
    sharp *= without_specks(sharp > 0)
    low, high = _box(sharp >= min(0.5, float(sharp.max())))
    return CloseUp(sharp, low, high, _stroke_width(sharp))


def _resized(ink: Array, scale: float) -> Array:
    """Return the picture made `scale` times as large, at least one pixel; float32 in [0, 1]."""
    height, width = (max(1, round(length * scale)) for length in ink.shape)
    image = Image.fromarray(ink.astype(np.float32, copy=False))
    method = Image.Resampling.BOX if scale < 0.5 else Image.Resampling.BICUBIC
    return np.clip(np.asarray(image.resize((width, height), method)), 0.0, 1.0)


def _box(mask: Mask) -> tuple[Array, Array]:
    """Return the upper left and the lower right corner of the marked pixels, (x, y)."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    low, high = (columns[0], rows[0]), (columns[-1] + 1, rows[-1] + 1)
    return np.array(low, float), np.array(high, float)


def _stroke_width(ink: Array) -> float:
    """Return how wide strokes are on average, in pixels: twice their area over their outline.

    The length of the outline is the sum of all changes of shade (the coarea formula).
    """
    smooth = np.pad(ink, 2)
    for _ in range(2):  # down, then across
        smooth = ((smooth[:-2] + 2 * smooth[1:-1] + smooth[2:]) / 4).T
    down, across = np.gradient(smooth)
    return float(2 * smooth.sum() / np.hypot(down, across).sum())


def _with_mnists_pen(digit: CloseUp) -> tuple[Array, Array, Array, float]:
    """Return the digit with strokes as wide as MNIST's, its box, and its scale to 28 x 28."""
    longer = float((digit.high - digit.low).max())
    # By the length of its strokes without the pen's width, which is not scaled but chosen.
    scale = (BOX - PEN) / max(longer - digit.width, 1.0)
    growth = (PEN / scale - digit.width) / 2
    margin = int(np.ceil(max(growth, 0.0))) + 1
    full = np.pad(digit.ink, margin)
    ink = _with_moved_edges(full, growth)
    # Lines so close together that they were measured as one broad stroke would vanish.
    while ink.sum() < LEAST_LEFT * full.sum():
        growth = growth / 2 if growth < -0.1 else 0.0
        ink = _with_moved_edges(full, growth)
    return ink, digit.low + margin - growth, digit.high + margin + growth, scale


def _with_moved_edges(ink: Array, growth: float) -> Array:
    return _grown(ink, growth) if growth > 0 else 1 - _grown(1 - ink, -growth)


def _grown(ink: Array, radius: float) -> Array:
    """Return the ink with its edges moved outwards by `radius` pixels, which may be a fraction.

    By hand, since Pillow's filters work on squares, and a stroke would get corners.
    """
    reach = int(np.ceil(radius))
    padded = np.pad(ink, reach, mode="edge")
    grown = ink.copy()
    height, width = ink.shape
    for down in range(-reach, reach + 1):
        for across in range(-reach, reach + 1):
            share = radius + 1 - float(np.hypot(down, across))
            if share > 0:
                moved = padded[reach + down :, reach + across :][:height, :width]
                np.maximum(grown, moved * min(share, 1.0), out=grown)
    return grown


def _placed(ink: Array, low: Array, high: Array, scale: float, centred: bool) -> Array:
    """Return the digit in 28 x 28, with its ink's centre in the middle or else its box's."""
    field = SIDE / scale  # the length in the close-up of 28 pixels
    corner: Array = (low + high) / 2 - field / 2
    if centred:
        corner = centre_of_mass(ink) - MIDDLE / scale
        corner = np.clip(corner, np.minimum(high - field, low), low)  # nothing is cut off
    across = _shares(ink.shape[1], float(corner[0]), field)
    down = _shares(ink.shape[0], float(corner[1]), field)
    pixels = np.clip(down @ ink @ across.T, 0.0, 1.0)
    if is_full(pixels):
        raise DrawingError("There is ink everywhere; expected one digit on plain paper.")
    return pixels


def _shares(length: int, start: float, field: float, count: int = SIDE) -> Array:
    """Return how much of each of `count` cells each of `length` pixels covers, (count, length).

    The cells lie side by side, `field` long in all, and may reach past the pixels, where there is
    paper. So a long thin picture needs no paper around it, which would take gigabytes.
    """
    width = field / count
    first = start + np.arange(count)[:, None] * width
    pixel = np.arange(length)
    common = np.minimum(first + width, pixel + 1) - np.maximum(first, pixel)
    return (np.maximum(common, 0.0) / width).astype(np.float32)
