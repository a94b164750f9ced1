"""Ink in pixels: its box, its size, and how wide its strokes are.

Ink is an array (height, width) in [0, 1], 0 is paper.
"""

import numpy as np
import scipy
from PIL import Image

from nn.drawing.blobs import Mask
from nn.functions import Array

# The share of the ink that must be left when strokes are narrowed. A digit drawn with a pen a third
# as wide as the digit is tall keeps more.
LEAST_LEFT = 0.1


def box(mask: Mask) -> tuple[Array, Array]:
    """Return the upper left and the lower right corner of the marked pixels, (x, y)."""
    rows, columns = scipy.ndimage.find_objects(mask.astype(np.int8))[0]
    low, high = (columns.start, rows.start), (columns.stop, rows.stop)
    return np.array(low, float), np.array(high, float)


def made_smaller(ink: Array, longer: int) -> Array:
    """Return the ink with at most `longer` pixels on its longer side, float32."""
    ink, scale = ink.astype(np.float32, copy=False), longer / max(ink.shape)
    if scale >= 1:
        return ink
    height, width = (max(1, round(length * scale)) for length in ink.shape)
    return np.asarray(Image.fromarray(ink).resize((width, height), Image.Resampling.BOX))


def in_cells(ink: Array, corner: Array, field: Array, cells: tuple[int, int]) -> Array:
    """Return the ink in a part of a picture, as an average of each cell that the part has.

    The part begins at its upper left `corner` and is `field` large, both (x, y) in pixels; `cells`
    are its columns and rows. It may reach past the picture, where there is paper. So a long thin
    picture needs no paper around it, which would take gigabytes.
    """
    across, down = map(_shares, ink.shape[::-1], corner, field, cells)
    return np.clip(down @ ink.astype(np.float32, copy=False) @ across.T, 0.0, 1.0)


def _shares(length: int, start: float, field: float, count: int) -> Array:
    """Return how much of each of `count` cells each of `length` pixels covers, (count, length)."""
    width = field / count
    first = (start + np.arange(count)[:, None] * width).astype(np.float32)
    pixel = np.arange(length, dtype=np.float32)
    # In place: of a long picture these arrays are the largest.
    common = np.minimum(first + np.float32(width), pixel + 1)
    common -= np.maximum(first, pixel)
    np.maximum(common, 0.0, out=common)
    common /= np.float32(width)
    return common


def mean_width(ink: Array) -> float:
    """Return how wide strokes are on average, in pixels: twice their area over their outline.

    The length of the outline is the sum of all changes of shade (the coarea formula).
    """
    smooth: Array = np.pad(ink.astype(np.float32, copy=False), 2)
    for _ in range(2):  # down, then across
        smooth = ((smooth[:-2] + 2 * smooth[1:-1] + smooth[2:]) / 4).T
    down, across = np.gradient(smooth)
    return float(2 * smooth.sum() / max(float(np.hypot(down, across).sum()), 1e-9))


def widened(ink: Array, growth: float) -> tuple[Array, float]:
    """Return the ink with its edges moved outwards by `growth` pixels, and by how much they were.

    A growth below 0 moves them inwards, but not so far that nearly all ink vanishes, as lines
    would that are so close together that they were measured as one broad stroke.
    """
    moved = _with_moved_edges(ink, growth)
    while moved.sum() < LEAST_LEFT * ink.sum():
        growth = growth / 2 if growth < -0.1 else 0.0
        moved = _with_moved_edges(ink, growth)
    return moved, growth


def _with_moved_edges(ink: Array, growth: float) -> Array:
    reach = int(np.ceil(abs(growth)))
    beyond = np.hypot(*np.ogrid[-reach : reach + 1, -reach : reach + 1]) - abs(growth)
    move = scipy.ndimage.grey_dilation if growth > 0 else scipy.ndimage.grey_erosion
    # A disc, so that strokes get no corners; its edge fades out, since growth may be a fraction.
    moved = move(ink, footprint=beyond < 1, structure=-np.maximum(beyond, 0.0), mode="nearest")
    return np.clip(moved, 0.0, 1.0).astype(np.float32)
