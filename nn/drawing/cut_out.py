"""Where the digit is in a picture, and what of the ink belongs to it.

ink -> overview -> dark blobs, no specks -> the digit -> cut out, its edges made clear
"""

from typing import NamedTuple

import numpy as np
from PIL import Image

from nn.drawing.blobs import Mask, grown, threshold, without_lines, without_specks
from nn.drawing.pen import BOX, DrawingError
from nn.functions import Array

# Pixels of the longer side: of the whole picture when the digit is looked for, then of the digit.
OVERVIEW = 800
CLOSE_UP = 4 * BOX
# A pixel below this share of the strongest is no ink, such as the lines of squared paper.
WEAKEST = 0.1
# The range, between paper and ink, in which the edge of a stroke may be.
LOWEST_EDGE, HIGHEST_EDGE = 0.3, 0.5
# How wide the digit's own soft edge may be, as a share of its longer side: a pixel of MNIST's. In
# pixels of the overview it is at least the second number.
RIM, LEAST_RIM = 1 / BOX, 2
# Stains on the paper lighter than this share of the ink are removed whole.
MOST_STAIN = 0.3


class CloseUp(NamedTuple):
    """A digit cut out of its picture, with about CLOSE_UP pixels on its longer side or fewer."""

    ink: Array  # (height, width) float32 in [0, 1]
    low: Array  # the upper left corner of the digit's box in it, (x, y)
    high: Array  # the lower right corner


def overview_of(ink: Array) -> Array:
    """Return the picture with at most OVERVIEW pixels on its longer side; float32 in [0, 1].

    Raises `DrawingError` if there is no ink.
    """
    overview = resized(ink, min(1.0, OVERVIEW / max(ink.shape)))
    if not overview.max() > 0:
        raise DrawingError("The picture is empty: nothing stands out from its background.")
    return overview


def written(overview: Array) -> Mask:
    """Return which pixels somebody wrote: no shade of the paper, line or speck; same shape."""
    ink = overview / overview.max()
    edge = threshold(ink[ink > WEAKEST])
    dark = ink > np.clip(edge, LOWEST_EDGE, HIGHEST_EDGE)
    return without_specks(without_lines(dark), ink)


def close_up(ink: Array) -> CloseUp:
    """Find the digit in a picture and cut it out; raises `DrawingError` if there is no ink."""
    overview = overview_of(ink)
    return cut_out(ink, overview, written(overview))


def cut_out(ink: Array, overview: Array, digit: Mask) -> CloseUp:
    """Cut a digit out of a picture, given which pixels of the overview are its own."""
    low, high = box(digit)
    near = grown(digit, max(LEAST_RIM, int(np.ceil(RIM * (high - low).max()))))
    low, high = box(near)
    pixel = np.array(ink.shape[::-1]) / np.array(overview.shape[::-1])
    left, top = np.floor(low * pixel).astype(int)
    # Rounding may go a pixel beyond the picture.
    right, bottom = np.minimum(np.ceil(high * pixel), ink.shape[::-1]).astype(int)
    own = Image.fromarray(near[int(low[1]) : int(high[1]), int(low[0]) : int(high[0])])
    own = own.resize((int(right - left), int(bottom - top)), Image.Resampling.NEAREST)
    cut = np.where(np.asarray(own), ink[top:bottom, left:right], 0.0)
    dark, stain = float(np.percentile(overview[digit], 90)), _stain(overview, near)
    # Edges so steep that stains do not matter; on clean paper as soft as they were.
    least = min(stain / dark, MOST_STAIN)
    clear = np.clip((cut / dark - least) / (1 - 2 * least), 0.0, 1.0).astype(np.float32)
    # Soft edges belong to the digit's box, blurred ones only half.
    low, high = box(clear > min(0.5, 5 * least))
    scale = CLOSE_UP / float((high - low).max())
    if scale >= 1:
        return CloseUp(clear, low, high)
    return _made_smaller(clear, low, high, scale)


def _stain(overview: Array, near: Mask) -> float:
    """Return how dark paper may be that has nothing written on it."""
    paper = overview[~near]
    return float(np.percentile(paper, 98)) if len(paper) else 0.0


def _made_smaller(ink: Array, low: Array, high: Array, scale: float) -> CloseUp:
    """Return a close-up, one pixel of paper around the digit's box; it begins on a whole pixel."""
    margin = 1
    columns, rows = np.ceil((high - low) * scale).astype(int) + 2 * margin
    left, top = low - margin / scale
    across = shares(ink.shape[1], float(left), columns / scale, int(columns))
    down = shares(ink.shape[0], float(top), rows / scale, int(rows))
    small = np.clip(down @ ink @ across.T, 0.0, 1.0)
    return CloseUp(small, np.full(2, float(margin)), margin + (high - low) * scale)


def resized(ink: Array, scale: float) -> Array:
    """Return the picture made `scale` times as large, at least one pixel; float32 in [0, 1]."""
    height, width = (max(1, round(length * scale)) for length in ink.shape)
    image = Image.fromarray(ink.astype(np.float32, copy=False))
    method = Image.Resampling.BOX if scale < 1 else Image.Resampling.BICUBIC
    return np.clip(np.asarray(image.resize((width, height), method)), 0.0, 1.0)


def box(mask: Mask) -> tuple[Array, Array]:
    """Return the upper left and the lower right corner of the marked pixels, (x, y)."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    low, high = (columns[0], rows[0]), (columns[-1] + 1, rows[-1] + 1)
    return np.array(low, float), np.array(high, float)


def shares(length: int, start: float, field: float, count: int) -> Array:
    """Return how much of each of `count` cells each of `length` pixels covers, (count, length).

    The cells lie side by side, `field` long in all, and may reach past the pixels, where there is
    paper. So a long thin picture needs no paper around it, which would take gigabytes.
    """
    width = field / count
    first = (start + np.arange(count)[:, None] * width).astype(np.float32)
    pixel = np.arange(length, dtype=np.float32)
    # In place: of a long picture these arrays are the largest.
    common = np.minimum(first + np.float32(width), pixel + 1)
    common -= np.maximum(first, pixel)
    np.maximum(common, 0.0, out=common)
    common /= np.float32(width)
    return common
