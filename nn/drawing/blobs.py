"""Which pixels of a picture are a digit's: dark enough, and in no speck.

ink -> threshold -> blobs -> those that are large enough
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from nn.functions import Array

Mask = npt.NDArray[np.bool_]

# A blob smaller than this share of the largest is a speck; the bar of a five is larger.
SPECK = 0.04

SHADES = 256


def threshold(ink: Array) -> float:
    """Return the shade that best parts two kinds of pixels (Otsu 1979).

    Parameters
    ----------
    ink : (...) in [0, 1]

    Returns
    -------
    float
        In [0, 1]: where the means of the two kinds are farthest apart, each weighed by its share;
        in the middle of the shades that do so equally well.
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


def without_specks(mask: Mask) -> Mask:
    """Return the mask without the blobs that are much smaller than its largest."""
    pixels = np.flatnonzero(mask)
    if not len(pixels):
        return mask
    blob = _blobs(mask)
    sizes = np.bincount(blob)
    kept = np.zeros(mask.size, bool)
    kept[pixels[sizes[blob] >= SPECK * sizes.max()]] = True
    return kept.reshape(mask.shape)


def _blobs(mask: Mask) -> npt.NDArray[np.intp]:
    """Return for each marked pixel, in reading order, which blob of touching pixels it is in."""
    number = np.cumsum(mask).reshape(mask.shape) - 1
    one, other = (np.concatenate(ends) for ends in zip(*_touching(mask, number), strict=True))
    blob = np.arange(int(mask.sum()))
    while True:
        a, b = blob[one], blob[other]
        apart = a != b
        if not apart.any():
            return blob
        # The lower number wins, for both and for all whose number leads there.
        np.minimum.at(blob, np.maximum(a, b)[apart], np.minimum(a, b)[apart])
        while (blob[blob] != blob).any():
            blob = blob[blob]


def _touching(
    mask: Mask, values: npt.NDArray[Any]
) -> list[tuple[npt.NDArray[Any], npt.NDArray[Any]]]:
    """Return the values at both ends of each step between touching pixels, to the right or down."""
    ends = []
    for down, across in ((0, 1), (1, 0), (1, 1), (1, -1)):
        height, width = mask.shape
        left, right = max(0, -across), width - max(0, across)
        here = np.s_[: height - down, left:right]
        there = np.s_[down:, left + across : right + across]
        both = mask[here] & mask[there]
        ends.append((values[here][both], values[there][both]))
    return ends
