"""From what a hand drew to the 28 x 28 pixels that the network knows.

MNIST's makers cropped each digit, scaled it so that the longer side of its box is 20 pixels, and
put its centre of mass in the middle of 28 x 28 (LeCun, Cortes, Burges, "The MNIST database").
A network that learnt from such pictures reads badly what comes to it in any other way, so a
drawing goes the same way, wherever and however large it was drawn:

    strokes -> as large as MNIST's digits -> drawn with MNIST's pen -> centred
    picture -> ink found -> a window round it -> scaled to 28 x 28 in one go

Strokes are better than a picture: they can be scaled first and drawn afterwards, so that a small
digit does not become a thick one.
"""

from collections.abc import Sequence

import numpy as np
from PIL import Image

from nn.errors import Refused
from nn.functions import Array
from nn.mnist import IMAGE_SIDE

SIDE = IMAGE_SIDE
BOX = 20  # the longer side of a digit, in pixels
# Where its centre of mass goes: on average MNIST's digits have theirs at 14.50 and 14.49, in the
# middle of the fifteenth pixel from the left and from the top.
MIDDLE = 14.5
# MNIST's pen: how wide its strokes are, and over how many pixels their edge fades out. Found by
# trying: with these, networks that learnt from MNIST alone read the most of real pen strokes, and
# there is as much ink as in MNIST (a mean pixel of 0.13).
PEN = 2.4
SOFTNESS = 1.0

# Shorter than this share of a pixel, a piece of a stroke is not looked at by itself.
FINEST = 0.2
# Pieces measured against all 784 pixels at a time, to bound the memory.
PIECES_AT_A_TIME = 512
# No digit of MNIST fills more than 78 % of its 20 x 20 box.
MOST_INK = 0.85


class DrawingError(Refused):
    """There is no digit to read: no ink, only a dot, a point nowhere, or ink everywhere."""


def prepare_strokes(strokes: Sequence[Array], pen: float = 0.0) -> Array:
    """Return what the network sees of a drawing.

    Parameters
    ----------
    strokes : sequence of (p, 2)
        The pen's way, each stroke a row of points (x, y), y downwards; any unit.
    pen : float
        How wide the pen was, in the same unit: a drawing no longer than half of it is a dot. It
        matters for nothing else, since the drawing is made again with MNIST's pen.

    Returns
    -------
    (28, 28) float32 in [0, 1], 1 is ink

    Raises
    ------
    DrawingError
        If there is nothing to read; the message is for the person who drew.
    """
    ways = [np.asarray(stroke, np.float64).reshape(-1, 2) for stroke in strokes if len(stroke)]
    if not ways:
        raise DrawingError("Nothing is drawn yet. Draw a digit from 0 to 9.")
    points = np.concatenate(ways)
    if not np.isfinite(points).all():
        raise DrawingError("The drawing has a point that is nowhere. Clear it and draw again.")
    low, high = points.min(axis=0), points.max(axis=0)
    longer = float((high - low).max())
    if longer <= pen / 2:
        raise DrawingError("That is only a dot. Draw a digit from 0 to 9, as large as you like.")
    scale = (BOX - PEN) / longer
    ways = [(way - (low + high) / 2) * scale + SIDE / 2 for way in ways]
    image = _render(ways)
    if _is_full(image):
        raise DrawingError("There is ink everywhere. Clear it and draw one digit.")
    # Drawn again where it belongs, and not moved by whole pixels: so it does not matter where
    # between two pixels a drawing happened to lie.
    half = (high - low) * scale / 2 + PEN / 2
    # Nothing is cut: the way ends where the ink meets the edge.
    room = SIDE / 2 - half
    shift = np.clip(MIDDLE - centre_of_mass(image), -room, room)
    return _render([way + shift for way in ways])


def prepare_picture(ink: Array) -> Array:
    """Return what the network sees of a picture of a digit.

    Parameters
    ----------
    ink : (height, width) in [0, 1]
        1 is ink. `ink_of` makes it from an image.

    Returns
    -------
    (28, 28) float32 in [0, 1], 1 is ink

    Raises
    ------
    DrawingError
        If there is nothing to read.
    """
    marked = ink > 0.1
    rows, columns = np.flatnonzero(marked.any(axis=1)), np.flatnonzero(marked.any(axis=0))
    if not len(rows):
        raise DrawingError("The picture is empty: nothing stands out from its background.")
    low = np.array([columns[0], rows[0]], float)
    high = np.array([columns[-1] + 1, rows[-1] + 1], float)
    scale = BOX / (high - low).max()
    field = SIDE / scale  # how much of the picture 28 pixels are
    centre = centre_of_mass(np.where(marked, ink, 0.0))
    corner = np.clip(centre - MIDDLE / scale, high - field, low)  # nothing is cut
    across = _shares(ink.shape[1], corner[0], field)
    down = _shares(ink.shape[0], corner[1], field)
    pixels = np.clip(down @ ink.astype(np.float32, copy=False) @ across.T, 0.0, 1.0)
    if _is_full(pixels):
        raise DrawingError("There is ink everywhere; expected one digit on plain paper.")
    return pixels


def _shares(length: int, start: float, field: float) -> Array:
    """Return what share each pixel of a line has in each of the 28 that stand for it.

    The window may reach over the line's ends, and what is there is paper. So a long thin picture
    needs no paper made round it, which would take gigabytes.

    Parameters
    ----------
    length : int
        Pixels in the line.
    start, field : float
        Where on the line the window begins, and how long it is, in pixels.

    Returns
    -------
    (28, length) float32
        A row adds up to 1 where it lies on the line.
    """
    width = field / SIDE
    middles = start + (np.arange(SIDE) + 0.5) * width
    half = max(width, 1.0) / 2  # of a picture that is made larger, the nearest pixel
    first = np.floor(middles - half + 0.5)  # the first pixel whose middle lies in it
    after = np.maximum(np.floor(middles + half + 0.5), first + 1)
    pixel = np.arange(length)
    inside = (first[:, None] <= pixel) & (pixel < after[:, None])
    return (inside / (after - first)[:, None]).astype(np.float32)


def ink_of(image: Image.Image) -> Array:
    """Return how much ink each pixel of a picture has, (height, width) float32 in [0, 1].

    The background is what the picture's edge mostly is, so that dark on light and light on dark
    both work; what differs from it most is full ink.
    """
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        rgba = image.convert("RGBA")
        paper = Image.new("RGBA", rgba.size, "white")
        image = Image.alpha_composite(paper, rgba)
    grey = np.asarray(image.convert("L"), np.float32) / 255
    edge = np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])
    difference = np.abs(grey - np.median(edge))
    strongest = difference.max()
    return difference / strongest if strongest > 0.1 else np.zeros_like(difference)


def _is_full(image: Array) -> bool:
    """Tell whether there is more ink on the image than a digit has."""
    return bool(image.sum() > MOST_INK * BOX * BOX)


def centre_of_mass(image: Array) -> Array:
    """Return where the ink balances, (x, y) in pixels from the upper left corner."""
    down, across = image.sum(axis=1, dtype=np.float64), image.sum(axis=0, dtype=np.float64)
    balance = [np.arange(len(ink)) @ ink / ink.sum() for ink in (across, down)]
    return np.array(balance) + 0.5


def _render(strokes: Sequence[Array]) -> Array:
    """Draw strokes, given in pixels of 28 x 28, with MNIST's pen; (28, 28) float32 in [0, 1]."""
    starts, ends = _pieces(strokes)
    nearest: Array = np.full(SIDE * SIDE, np.inf)
    for first in range(0, len(starts), PIECES_AT_A_TIME):
        piece = slice(first, first + PIECES_AT_A_TIME)
        np.minimum(nearest, _distances(starts[piece], ends[piece]), out=nearest)
        if _is_full(_inked(nearest)):  # more strokes cannot make it a digit
            break
    return _inked(nearest).reshape(SIDE, SIDE)


def _inked(nearest: Array) -> Array:
    """Return each pixel's ink from its squared distance to the pen's way, float32 in [0, 1]."""
    covered = (PEN / 2 - np.sqrt(nearest)) / SOFTNESS + 0.5
    return np.clip(covered, 0.0, 1.0).astype(np.float32)


def _pieces(strokes: Sequence[Array]) -> tuple[Array, Array]:
    """Return the straight pieces that the strokes are made of, their starts and ends (s, 2)."""
    starts, ends = [], []
    for stroke in strokes:
        way = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(stroke, axis=0).T))])
        _, kept = np.unique(np.floor(way / FINEST), return_index=True)
        kept = np.append(kept, len(stroke) - 1)  # the end is always reached
        starts.append(stroke[kept[:-1]])
        ends.append(stroke[kept[1:]])
    return np.concatenate(starts), np.concatenate(ends)


_PIXELS: Array = (
    np.stack(np.meshgrid(np.arange(SIDE), np.arange(SIDE)), axis=-1).reshape(-1, 2) + 0.5
)


def _distances(starts: Array, ends: Array) -> Array:
    """Return each pixel's squared distance to the nearest of the pieces, (784,)."""
    along = ends - starts  # (s, 2)
    length = np.maximum((along**2).sum(axis=1), 1e-12)  # squared; a dot has none
    from_start = _PIXELS[None] - starts[:, None]  # (s, 784, 2)
    share = np.clip((from_start @ along[:, :, None])[..., 0] / length[:, None], 0.0, 1.0)
    off = from_start - share[..., None] * along[:, None]
    return (off**2).sum(axis=2).min(axis=0)
