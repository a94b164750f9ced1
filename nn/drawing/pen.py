"""MNIST's pen: straight pieces of a stroke become pixels.

    strokes -> pieces -> each pixel's distance to the nearest piece -> ink

A pixel's ink follows from its distance alone, so a stroke looks the same wherever between two
pixels it lies, and crossing itself makes it no darker.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from nn.errors import Refused
from nn.functions import Array
from nn.mnist import IMAGE_SIDE

SIDE = IMAGE_SIDE
BOX = 20  # the longer side of a digit, in pixels
# Where the centre of mass goes: on average MNIST's training images have theirs at 14.51 and 14.50,
# in the middle of the fifteenth pixel from the left and from the top.
MIDDLE = 14.5
# MNIST's pen: how wide its strokes are, and over how many pixels their edge fades out. Found by
# trying: with these, networks that learnt from MNIST alone read the most of real pen strokes, and
# there is as much ink as in MNIST (a mean pixel of 0.13).
PEN = 2.4
SOFTNESS = 1.0

# Shorter than this share of a pixel, a piece of a stroke is not looked at by itself.
FINEST = 0.2
# Added to the way in units of FINEST: points a whole number of units apart are common (a mouse
# moves by whole pixels), and rounding must not decide to which unit they belong.
OFF_THE_MARK = 1e-6
# Distances measured at a time, to bound the memory.
DISTANCES_AT_A_TIME = 400_000
# No digit of MNIST fills more than 78 % of its 20 x 20 box.
MOST_INK = 0.85


class DrawingError(Refused):
    """There is no digit to read: no ink, only a dot, a point nowhere, or ink everywhere."""


class Pieces(NamedTuple):
    """Straight pieces of a pen's way.

    Attributes
    ----------
    starts, ends : (s, 2)
        Where each begins and ends, (x, y) with y downwards; a dot ends where it begins.
    """

    starts: Array
    ends: Array

    def box(self) -> tuple[Array, Array]:
        """Return the upper left and the lower right corner of all pieces, (2,) each."""
        points = np.concatenate(self)
        return points.min(axis=0), points.max(axis=0)

    def moved(self, origin: Array, scale: float, to: Array | float) -> "Pieces":
        """Return the pieces made `scale` times as large, `origin` at `to`."""
        return Pieces((self.starts - origin) * scale + to, (self.ends - origin) * scale + to)


def pieces(strokes: Sequence[Array], finest: float) -> Pieces:
    """Return the straight pieces that strokes are made of.

    Parameters
    ----------
    strokes : sequence of (p, 2)
        With p >= 1 points each.
    finest : float
        Points nearer to each other along the way than this are taken as one, so that a stroke of
        very many points is as quickly drawn as any. No line moves by more than that.
    """
    starts, ends = [], []
    for stroke in strokes:
        way = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(stroke, axis=0).T))])
        _, kept = np.unique(np.floor(way / finest + OFF_THE_MARK), return_index=True)
        kept = np.append(kept, len(stroke) - 1)  # the end is always reached
        starts.append(stroke[kept[:-1]])
        ends.append(stroke[kept[1:]])
    return Pieces(np.concatenate(starts), np.concatenate(ends))


def render(line: Pieces, side: int = SIDE, pen: float = PEN) -> Array:
    """Draw pieces, given in pixels, with a round pen; (side, side) float32 in [0, 1].

    Where the ink is too much for a digit, not all of it may be drawn: more cannot make it one.
    """
    nearest: Array = np.full((side, side), np.inf)
    at_a_time = max(1, DISTANCES_AT_A_TIME // side**2)
    for first in range(0, len(line.starts), at_a_time):
        piece = slice(first, first + at_a_time)
        np.minimum(nearest, _distances(line.starts[piece], line.ends[piece], side), out=nearest)
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
    """Return each pixel's ink from its squared distance to the pen's way, float32 in [0, 1].

    It is the share of the pixel's width, or of SOFTNESS, that lies on the stroke: where the pen
    is finer than that, no pixel gets all of it.
    """
    distance, half = np.sqrt(nearest), SOFTNESS / 2
    covered = np.minimum(distance + half, pen / 2) - np.maximum(distance - half, -pen / 2)
    return np.clip(covered / SOFTNESS, 0.0, 1.0).astype(np.float32)


def _distances(starts: Array, ends: Array, side: int) -> Array:
    """Return each pixel's squared distance to the nearest of the pieces, (side, side)."""
    middles = np.arange(side) + 0.5
    along = ends - starts  # (s, 2)
    length = np.maximum((along**2).sum(axis=1), 1e-12)  # squared; a dot has none
    x = middles - starts[:, :1]  # (s, side), from the piece's start
    y = middles - starts[:, 1:]
    across, down = along[:, :1] / length[:, None], along[:, 1:] / length[:, None]
    share = (y * down)[:, :, None] + (x * across)[:, None, :]  # (s, side, side)
    np.clip(share, 0.0, 1.0, out=share)
    off = x[:, None, :] - share * along[:, :1, None]
    off *= off
    share *= along[:, 1:, None]
    np.subtract(y[:, :, None], share, out=share)
    share *= share
    off += share
    return off.min(axis=0)
