"""MNIST's pen: the straight pieces of strokes become pixels.

    strokes -> pieces -> each pixel's distance to the nearest piece -> ink

Pieces are straight, an array (s, 2, 2): where each starts and ends, (x, y) with y downwards. A
pixel's ink depends on its distance alone. So a stroke looks the same wherever it lies between two
pixels, and it gets no darker where it crosses itself.
"""

from collections.abc import Sequence

import numpy as np

from nn.drawing.strokes import SHORTEST, arc_lengths
from nn.errors import Refused
from nn.functions import Array
from nn.mnist import IMAGE_SIDE

SIDE = IMAGE_SIDE
BOX = 20  # the longer side of a digit, in pixels
# Where the centre of mass goes. In MNIST's training images it is at 14.51 and 14.50 on average: the
# middle of the fifteenth pixel from the left and from the top.
MIDDLE = 14.5
# The width of MNIST's strokes, and over how many pixels their edge fades out. Found by trying: with
# these, networks that learnt from MNIST alone read the most real pen strokes, and there is as much
# ink as in MNIST (a mean pixel of 0.13).
PEN = 2.4
SOFTNESS = 1.0

# Pieces of a stroke shorter than this share of a pixel are joined.
JOINED = 0.2
# Added to distances in units of JOINED. Points a whole number of units apart are common, since a
# mouse moves by whole pixels, and rounding must not decide to which unit they belong.
OFF_THE_MARK = 1e-6
# Distances measured at a time, to bound the memory.
DISTANCES_AT_A_TIME = 400_000
# No digit of MNIST fills more than 78 % of its 20 x 20 box.
MOST_INK = 0.85


class DrawingError(Refused):
    """There is no digit to read: no ink, only a dot, a point far outside, or ink everywhere."""


def pieces(strokes: Sequence[Array], finest: float) -> Array:
    """Return the straight pieces of strokes, (p, 2) each with p >= 1; a dot is a piece too.

    Points nearer to each other along the stroke than `finest` count as one, so that a stroke of
    very many points is drawn as quickly as any. No line moves by more than that.
    """
    lines = []
    for stroke in strokes:
        units = np.floor(arc_lengths(stroke) / finest + OFF_THE_MARK)
        _, corners = np.unique(units, return_index=True)
        corners = np.append(corners, len(stroke) - 1)  # the end is always reached
        lines.append(np.stack([stroke[corners[:-1]], stroke[corners[1:]]], axis=1))
    return np.concatenate(lines)


def box(line: Array) -> tuple[Array, Array]:
    """Return the upper left and the lower right corner of points or pieces, (2,) each."""
    points = line.reshape(-1, 2)
    return points.min(axis=0), points.max(axis=0)


def render(line: Array, side: int = SIDE, pen: float = PEN) -> Array:
    """Draw pieces, given in pixels, with a round pen; (side, side) float32 in [0, 1].

    Stops where there is too much ink for a digit, since more cannot make it one.
    """
    nearest: Array = np.full((side, side), np.inf)
    middles, reach = np.arange(side) + 0.5, (pen + SOFTNESS) / 2
    at_a_time = DISTANCES_AT_A_TIME // side**2
    for first in range(0, len(line), at_a_time):
        some = line[first : first + at_a_time]
        low, high = box(some)  # farther from it there is no ink
        left, top = np.clip(low - reach, 0, side).astype(int)
        right, bottom = np.clip(high + reach + 1, 0, side).astype(int)
        near = nearest[top:bottom, left:right]
        np.minimum(near, _distances(some, middles[left:right], middles[top:bottom]), out=near)
        if side == SIDE and is_full(_inked(nearest, pen)):
            break
    return _inked(nearest, pen)


def is_full(image: Array) -> bool:
    """Tell whether there is more ink on the 28 x 28 pixels than a digit has."""
    return bool(image.sum() > MOST_INK * BOX * BOX)


def centre_of_mass(image: Array) -> Array:
    """Return where the ink balances, (x, y) in pixels from the upper left corner."""
    down, across = image.sum(axis=1, dtype=np.float64), image.sum(axis=0, dtype=np.float64)
    balance = [np.arange(len(ink)) @ ink / ink.sum() for ink in (across, down)]
    return np.array(balance) + 0.5


def _inked(nearest: Array, pen: float) -> Array:
    """Return each pixel's ink, the share of SOFTNESS on the stroke, from its squared distance."""
    distance, half = np.sqrt(nearest), SOFTNESS / 2
    covered = np.minimum(distance + half, pen / 2) - np.maximum(distance - half, -pen / 2)
    return np.clip(covered / SOFTNESS, 0.0, 1.0).astype(np.float32)


def _distances(line: Array, columns: Array, rows: Array) -> Array:
    """Return pixels' squared distances to the nearest of the pieces, (rows, columns)."""
    starts, along = line[:, 0], line[:, 1] - line[:, 0]  # (s, 2)
    length = np.maximum((along**2).sum(axis=1), SHORTEST)  # squared; a dot has none
    x = columns - starts[:, :1]  # (s, columns), from the piece's start
    y = rows - starts[:, 1:]  # (s, rows)
    across, down = along[:, :1] / length[:, None], along[:, 1:] / length[:, None]
    share = (y * down)[:, :, None] + (x * across)[:, None, :]  # (s, rows, columns)
    np.clip(share, 0.0, 1.0, out=share)
    off = x[:, None, :] - share * along[:, :1, None]
    off *= off
    share *= along[:, 1:, None]
    np.subtract(y[:, :, None], share, out=share)
    share *= share
    off += share
    return off.min(axis=0)
