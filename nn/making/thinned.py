"""The strokes of a pen from MNIST's images, whose digits some 250 people wrote.

    an image -> twice as large, ink or paper -> lines one pixel wide -> strokes from end to end

A stroke keeps what a hand does and loses what a pen does: it can be varied, and drawn with the
pen of the app. Where the ink is so thick that loops and notches have run together, no line tells
what was meant, and an image gives no strokes.

Lines one pixel wide: T. Y. Zhang and C. Y. Suen, "A fast parallel algorithm for thinning digital
patterns", 1984.
"""

from collections.abc import Iterator

import numpy as np

from nn.answers import Flags
from nn.functions import Array
from nn.making.pen_strokes import Strokes
from nn.mnist import IMAGE_SIDE, Bytes

Pixel = tuple[int, int]  # row and column

LARGER = 2  # times, in each direction
INK = 0.45  # a larger pixel with less is paper
AT_A_TIME = 500  # images
# In pixels of the larger image.
THICKEST = 7.5  # the ink's area by the line's length
SPUR = 5  # a side line so short is only the ink's edge
SMOOTHED = 2  # points before and after each, whose mean it becomes

# The eight pixels around one, clockwise from the one above.
AROUND = (-1, 0), (-1, 1), (0, 1), (1, 1), (1, 0), (1, -1), (0, -1), (-1, -1)


def strokes_of(images: Bytes) -> Iterator[Strokes]:
    """Yield the strokes of each image, (p, 2) with p >= 2 in pixels of the larger image, or none.

    Takes (n, 784) in 0 to 255.
    """
    larger = _larger(IMAGE_SIDE)
    for first in range(0, len(images), AT_A_TIME):
        some = images[first : first + AT_A_TIME].reshape(-1, IMAGE_SIDE, IMAGE_SIDE)
        ink = larger @ (some / np.float32(255.0)) @ larger.T > INK
        lines = thinned(ink)
        length = np.maximum(lines.sum(axis=(1, 2)), 1)
        thick = ink.sum(axis=(1, 2)) / length > THICKEST
        for line, is_thick in zip(lines, thick, strict=True):
            yield [] if is_thick else [_smoothed(path) for path in _paths(line)]


def _larger(side: int) -> Array:
    """Return the weights of `side` pixels in LARGER times as many, between which it is linear."""
    places = (np.arange(LARGER * side) + 0.5) / LARGER - 0.5
    return np.clip(1 - np.abs(places[:, None] - np.arange(side)), 0.0, 1.0).astype(np.float32)


def thinned(ink: Flags) -> Flags:
    """Return images, (n, height, width), whose lines are one pixel wide.

    Pixels are taken from the edges of the ink until no more can go: one goes if that neither breaks
    a line nor shortens it.
    """
    padded = np.pad(ink, ((0, 0), (1, 1), (1, 1)))
    height, width = ink.shape[1:]
    here, *around = (  # views
        padded[:, 1 + y : 1 + y + height, 1 + x : 1 + x + width] for y, x in ((0, 0), *AROUND)
    )
    up, right, down, left = around[::2]
    while True:
        before = here.sum()
        for lower_right in (True, False):  # from two sides in turn, so that the middle stays
            count = np.sum(around, axis=0, dtype=np.int8)
            begins = [~a & b for a, b in zip(around, [*around[1:], around[0]], strict=True)]
            parts = np.sum(begins, axis=0, dtype=np.int8)  # of the ink around
            inside = right & down & (up | left) if lower_right else up & left & (right | down)
            here &= ~((count >= 2) & (count <= 6) & (parts == 1) & ~inside)
        if here.sum() == before:
            return here


def _paths(line: Flags) -> Iterator[list[Pixel]]:
    """Yield the ways along a thinned line, from end or crossing to the next; each step once.

    Short side lines are left out.
    """
    pixels = {(int(y), int(x)) for y, x in np.argwhere(line)}
    next_to = {pixel: _next_to(pixel, pixels) for pixel in pixels}
    gone: set[tuple[Pixel, Pixel]] = set()

    def way(here: Pixel, after: Pixel) -> list[Pixel]:
        path = [here]
        while (here, after) not in gone:
            gone.update({(here, after), (after, here)})
            path.append(after)
            if len(next_to[after]) == 2:
                here, after = after, next(p for p in next_to[after] if p != here)
        return path

    # Rings, which have no end, come last.
    for pixel in sorted(pixels, key=lambda pixel: len(next_to[pixel]) == 2):
        for after in next_to[pixel]:
            path = way(pixel, after)
            meeting = len(next_to[path[0]]), len(next_to[path[-1]])
            is_spur = len(path) <= SPUR + 1 and min(meeting) == 1 and max(meeting) > 2
            if len(path) > 1 and not is_spur:
                yield path


def _next_to(pixel: Pixel, pixels: set[Pixel]) -> list[Pixel]:
    """Return the pixels beside one; those at its corners only where no other leads there."""
    y, x = pixel
    beside = []
    for down, across in AROUND:
        is_corner = down and across
        if (y + down, x + across) not in pixels:
            continue
        if not is_corner or not {(y + down, x), (y, x + across)} & pixels:
            beside.append((y + down, x + across))
    return beside


def _smoothed(path: list[Pixel]) -> Array:
    """Return a path as points (x, y): every other one, without the steps from pixel to pixel."""
    points = np.array(path, np.float64)[:, ::-1]
    if path[0] == path[-1]:
        before, after = points[-1 - SMOOTHED : -1], points[1 : 1 + SMOOTHED]
    else:  # mirrored at its ends, so that these stay
        before, after = (
            2 * end - points[inner]
            for end, inner in (
                (points[0], slice(SMOOTHED, 0, -1)),
                (points[-1], slice(-2, -2 - SMOOTHED, -1)),
            )
        )
    sums = np.cumsum(np.vstack([np.zeros(2), before, points, after]), axis=0)
    width = len(before) + len(after) + 1
    means = (sums[width:] - sums[:-width]) / width
    return means[np.r_[0 : len(means) - 1 : 2, len(means) - 1]]
