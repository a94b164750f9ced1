"""Where the digit is in a picture, and what of the ink belongs to it.

ink -> overview -> dark blobs, no specks -> the digit -> cut out, its edges made clear
"""

from typing import NamedTuple

import numpy as np
import scipy

from nn.drawing.blobs import Mask, threshold, without_lines, without_specks
from nn.drawing.ink import box, in_cells, made_smaller
from nn.drawing.mnist_pen import BOX, DrawingError
from nn.functions import Array

# Pixels of the longer side: of the whole picture, and of a digit that is cut out.
OVERVIEW = 800
CLOSE_UP = 4 * BOX
# A pixel below this share of the strongest is no ink, such as the lines of squared paper.
WEAKEST = 0.1
# The range, between paper and ink, in which the edge of a stroke may be.
LOWEST_EDGE, HIGHEST_EDGE = 0.3, 0.5
# How wide the digit's own soft edge may be, as a share of its longer side: a pixel of MNIST's. It
# is at least the second number, in pixels of the overview.
RIM, LEAST_RIM = 1 / BOX, 2
# Stains on the paper lighter than this share of the ink are removed whole.
MOST_STAIN = 0.3


class CloseUp(NamedTuple):
    """A digit cut out of its picture, with about CLOSE_UP pixels on its longer side or fewer."""

    ink: Array  # (height, width) float32 in [0, 1]
    low: Array  # the upper left corner of the digit's box in it, (x, y)
    high: Array  # the lower right corner


def overview_of(ink: Array) -> Array:
    """Return the picture with at most OVERVIEW pixels on its longer side, its most ink 1; float32.

    Raises `DrawingError` if there is no ink.
    """
    overview = made_smaller(ink, OVERVIEW)
    if not overview.max() > 0:
        raise DrawingError("The picture is empty: nothing stands out from its background.")
    return overview / overview.max()


def written(overview: Array) -> Mask:
    """Return which pixels somebody wrote: no shade of the paper, line or speck; same shape."""
    edge = threshold(overview[overview > WEAKEST])
    dark = overview > np.clip(edge, LOWEST_EDGE, HIGHEST_EDGE)
    return without_specks(without_lines(dark), overview)


def close_up(ink: Array) -> CloseUp:
    """Find the digit in a picture and cut it out; raises `DrawingError` if there is no ink."""
    overview = overview_of(ink)
    return cut_out(overview, written(overview))


def cut_out(overview: Array, digit: Mask) -> CloseUp:
    """Cut a digit out of a picture, given which pixels are its own."""
    low, high = box(digit)
    reach = max(LEAST_RIM, int(np.ceil(RIM * (high - low).max())))
    near = scipy.ndimage.maximum_filter(digit, 2 * reach + 1, mode="constant")
    cut = np.where(near, overview, 0.0)[scipy.ndimage.find_objects(near.astype(np.int8))[0]]
    dark, paper = np.percentile(overview[digit], 90), overview[~near]
    # How dark paper may be that has nothing written on it.
    stain = np.percentile(paper, 98) if len(paper) else 0.0
    # Edges so steep that stains do not matter; on clean paper as soft as they were.
    least = min(float(stain / dark), MOST_STAIN)
    clear = np.clip((cut / dark - least) / (1 - 2 * least), 0.0, 1.0).astype(np.float32)
    # Soft edges belong to the digit's box, blurred ones only half.
    low, high = box(clear > min(0.5, 5 * least))
    scale = CLOSE_UP / float((high - low).max())
    if scale >= 1:
        return CloseUp(clear, low, high)
    margin = 1  # of paper around the digit, which begins on a whole pixel
    cells = np.ceil((high - low) * scale) + 2 * margin
    small = in_cells(clear, low - margin / scale, cells / scale, tuple(cells.astype(int)))
    return CloseUp(small, np.full(2, float(margin)), margin + (high - low) * scale)
