"""Blobs of touching ink: a digit or a speck, and one digit or two.

ink -> threshold -> blobs -> the large ones
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from nn.functions import Array

Mask = npt.NDArray[np.bool_]
Indices = npt.NDArray[np.intp]

# A blob smaller than this share of the largest is a speck; the bar of a five is larger.
SPECK = 0.04
# A blob whose mean ink is below this share of the darkest one's was not made with the pen.
PALE = 0.7
# A blob is a ruled line if it is as long as this share of the picture, and thin: its pixels are at
# most this share of its length squared.
LINE, THIN = 0.8, 0.02
SHADES = 256
INK = 0.3  # the least ink of a pixel that counts for `side_by_side`
# Both sides of a gap must be this tall, as a share of all the ink: the bar of a five is not.
TALL = 0.6


def threshold(ink: Array) -> float:
    """Return the shade in [0, 1] that best separates two kinds of pixels (Otsu 1979).

    The means of the two kinds are farthest apart there, each weighted by its share of the pixels.
    Of several shades that do equally well it is the middle one.
    """
    counts = np.histogram(ink, bins=SHADES, range=(0.0, 1.0))[0].astype(np.float64)
    shades = (np.arange(SHADES) + 0.5) / SHADES
    below = np.cumsum(counts)
    ink_below = np.cumsum(counts * shades)
    above = below[-1] - below
    between = (ink_below[-1] * below - ink_below * below[-1]) ** 2 / np.maximum(below * above, 1.0)
    between[(below == 0) | (above == 0)] = 0.0
    best = np.flatnonzero(between >= between.max() * (1 - 1e-9))
    return float((best[0] + best[-1]) / 2 + 1) / SHADES


class _Blobs(NamedTuple):
    """What is known of each blob."""

    boxes: Array  # (blobs, 2, 2): the first row and column, and the last ones plus 1
    sizes: Array  # (blobs,): pixels
    weights: Array  # (blobs,): pixels, of which dark ones count for more
    shades: Array  # (blobs,): the mean ink


def without_specks(mask: Mask, ink: Array) -> Mask:
    """Return the mask without the blobs that are much smaller or fainter than the others.

    `ink` has the same shape. One pen is about equally dark everywhere, and darker than what light
    and lines leave on the paper.
    """

    def large(blobs: _Blobs) -> Mask:
        weighty = blobs.weights >= SPECK * blobs.weights.max()
        dark = blobs.shades >= PALE * blobs.shades[weighty].max()
        chosen: Mask = weighty & dark
        return chosen

    return _only(mask, ink, large)


def without_lines(mask: Mask, ink: Array) -> Mask:
    """Return the mask without lines ruled across the picture, unless there is nothing else."""

    def writing(blobs: _Blobs) -> Mask:
        extent = blobs.boxes[:, 1] - blobs.boxes[:, 0]  # (blobs, 2)
        across = (extent >= LINE * np.array(mask.shape)).any(axis=1)
        lines: Mask = across & (blobs.sizes <= THIN * extent.max(axis=1) ** 2)
        return lines if lines.all() else ~lines

    return _only(mask, ink, writing)


def count_blobs(mask: Mask) -> int:
    """Return how many blobs the mask has."""
    return len(np.unique(_blobs(mask)))


def blobs_of(mask: Mask) -> list[Mask]:
    """Return each blob of the mask as a mask of its own, in reading order."""
    pixels, blob = np.flatnonzero(mask), _blobs(mask)
    parts = []
    for number in np.unique(blob):
        part = np.zeros(mask.size, bool)
        part[pixels[blob == number]] = True
        parts.append(part.reshape(mask.shape))
    return parts


def _only(mask: Mask, ink: Array, chosen: Callable[[_Blobs], Mask]) -> Mask:
    """Return the mask with those of its blobs only that are chosen."""
    pixels = np.flatnonzero(mask)
    if not len(pixels):
        return mask
    _, blob = np.unique(_blobs(mask), return_inverse=True)
    places = np.stack(np.unravel_index(pixels, mask.shape), axis=1)
    sizes: Array = np.bincount(blob).astype(np.float64)
    boxes = np.zeros((len(sizes), 2, 2))
    boxes[:, 0] = max(mask.shape)
    np.minimum.at(boxes[:, 0], blob, places)
    np.maximum.at(boxes[:, 1], blob, places + 1)
    shades = ink[mask].astype(np.float64)
    weights = np.bincount(blob, weights=shades**3).astype(np.float64)
    known = _Blobs(boxes, sizes, weights, np.bincount(blob, weights=shades) / sizes)
    cleaned = np.zeros(mask.size, bool)
    cleaned[pixels[chosen(known)[blob]]] = True
    return cleaned.reshape(mask.shape)


def grown(mask: Mask, reach: int) -> Mask:
    """Return the mask with all pixels marked that are up to `reach` from a marked one."""
    height, width = mask.shape
    padded = np.pad(mask, reach)
    rows = [padded[down : down + height] for down in range(2 * reach + 1)]
    tall = np.any(rows, axis=0)
    columns = [tall[:, across : across + width] for across in range(2 * reach + 1)]
    marked: Mask = np.any(columns, axis=0)
    return marked


def largest_share(mask: Mask) -> float:
    """Return how much of the marked pixels the largest blob has, in [0, 1]."""
    sizes = np.bincount(_blobs(mask))
    return float(sizes.max() / sizes.sum()) if len(sizes) else 0.0


def side_by_side(image: Array) -> bool:
    """Tell whether the ink of a 28 x 28 image is in two tall parts with an empty column between.

    A network reads two digits as one. A single digit is seldom in two such parts: 73 of MNIST's
    70,000 are, and none of the 7,494 pen digits that the network draw learnt from. Two of MNIST's
    digits, half a digit's width apart or more, nearly always are.
    """
    ink = image >= INK
    columns = np.flatnonzero(ink.any(axis=0))
    tall = TALL * _height(ink)
    gaps = columns[1:][np.diff(columns) > 1]  # where ink begins again
    return any(min(_height(ink[:, :x]), _height(ink[:, x:])) >= tall for x in gaps)


def _height(ink: Mask) -> int:
    rows = np.flatnonzero(ink.any(axis=1))
    return int(rows[-1] - rows[0] + 1) if len(rows) else 0


def _blobs(mask: Mask) -> Indices:
    """Return the number of its blob for each marked pixel, in reading order.

    By hand, since neither NumPy nor Pillow labels blobs.
    """
    first, second = _touching(mask, np.cumsum(mask).reshape(mask.shape) - 1)
    blob = np.arange(int(mask.sum()))
    while True:
        a, b = blob[first], blob[second]
        apart = a != b
        if not apart.any():
            return blob
        # The lower number wins, for both pixels and for all pixels whose number leads there.
        np.minimum.at(blob, np.maximum(a, b)[apart], np.minimum(a, b)[apart])
        while (blob[blob] != blob).any():
            blob = blob[blob]


def _touching(mask: Mask, values: Indices) -> Indices:
    """Return the values of both pixels of each touching pair, (2, pairs)."""
    height, width = mask.shape
    pairs = []
    for down, across in ((0, 1), (1, 0), (1, 1), (1, -1)):
        left, right = max(0, -across), width - max(0, across)
        upper = np.s_[: height - down, left:right]
        lower = np.s_[down:, left + across : right + across]
        both = mask[upper] & mask[lower]
        pairs.append([values[upper][both], values[lower][both]])
    return np.concatenate(pairs, axis=1)
