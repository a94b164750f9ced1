"""Blobs of touching ink: a digit or a speck, and one digit or two.

ink -> threshold -> blobs -> the large ones
"""

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


def without_specks(mask: Mask, ink: Array) -> Mask:
    """Return the mask without the blobs that are much smaller or fainter than the others.

    `ink` has the same shape. One pen is about equally dark everywhere, and darker than what light
    and lines leave on the paper.
    """
    if not mask.any():
        return mask
    blobs, count = _labelled(mask)
    shades = ink[mask].astype(np.float64)
    sizes, sums, weights = (
        np.bincount(blobs[mask] - 1, weights=shades**power, minlength=count) for power in (0, 1, 3)
    )  # dark pixels count for more
    weighty, mean = weights >= SPECK * weights.max(), sums / sizes
    return _only(blobs, weighty & (mean >= PALE * mean[weighty].max()))


def without_lines(mask: Mask) -> Mask:
    """Return the mask without lines ruled across the picture, unless there is nothing else."""
    from scipy import ndimage

    blobs, count = _labelled(mask)
    sizes = np.bincount(blobs[mask], minlength=count + 1)[1:]
    boxes = ndimage.find_objects(blobs)
    extent = np.array([[part.stop - part.start for part in box] for box in boxes]).reshape(-1, 2)
    across = (extent >= LINE * np.array(mask.shape)).any(axis=1)
    lines: Mask = across & (sizes <= THIN * extent.max(axis=1, initial=0) ** 2)
    return mask if lines.all() else _only(blobs, ~lines)


def count_blobs(mask: Mask) -> int:
    """Return how many blobs the mask has."""
    return _labelled(mask)[1]


def blobs_of(mask: Mask) -> list[Mask]:
    """Return each blob of the mask as a mask of its own, in reading order."""
    blobs, count = _labelled(mask)
    return [blobs == number for number in range(1, count + 1)]


def grown(mask: Mask, reach: int) -> Mask:
    """Return the mask with all pixels marked that are up to `reach` from a marked one."""
    from scipy import ndimage

    marked: Mask = ndimage.maximum_filter(mask, size=2 * reach + 1, mode="constant")
    return marked


def largest_share(mask: Mask) -> float:
    """Return how much of the marked pixels the largest blob has, in [0, 1]."""
    sizes = np.bincount(_labelled(mask)[0][mask])
    return float(sizes.max() / sizes.sum()) if len(sizes) else 0.0


def _only(blobs: Indices, chosen: Mask) -> Mask:
    """Return the mask of those blobs that are chosen, (blobs,)."""
    mask: Mask = np.concatenate([[False], chosen])[blobs]
    return mask


def _labelled(mask: Mask) -> tuple[Indices, int]:
    """Return the number of its blob for each pixel, from 1 in reading order, and their count.

    Pixels touch by a corner, too; 0 is paper.
    """
    from scipy import ndimage  # here, since its import takes a while: only when a picture comes

    blobs, count = ndimage.label(mask, np.ones((3, 3)))
    return blobs, int(count)


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
