"""Blobs of touching ink, and which of them somebody wrote.

ink -> threshold -> blobs -> the large and dark ones that are no ruled line

scipy.ndimage finds them. It takes about a second to import, so it is imported at its first use:
with a picture, or with `warm_up` just before, and never for strokes.
"""

import threading
from contextlib import suppress
from functools import cache

import numpy as np
import numpy.typing as npt
import scipy

from nn.answers import Indices
from nn.functions import Array

Mask = npt.NDArray[np.bool_]

# A blob smaller than this share of the largest is a speck; the bar of a five is larger.
SPECK_SHARE = 0.04
# A blob whose mean ink is below this share of the darkest one's was not made with the pen.
PALEST = 0.7
# A blob is a ruled line if it is as long as this share of the picture, and thin: its pixels are at
# most this share of its length squared.
LINE, THIN = 0.8, 0.02
SHADES = 256


@cache
def warm_up() -> threading.Thread:
    """Import in the background what pictures need, once; return the thread that does."""
    thread = threading.Thread(target=lambda: scipy.ndimage, name="scipy")
    with suppress(RuntimeError):  # where no thread can start, the first picture takes longer
        thread.start()
    return thread


def threshold(ink: Array) -> float:
    """Return the shade in [0, 1] that best separates two kinds of pixels (Otsu 1979).

    The means of the two kinds are farthest apart there, each weighted by its share of the pixels.
    Of several shades that do equally well it is the middle one.
    """
    counts = np.histogram(ink, bins=SHADES, range=(0.0, 1.0))[0].astype(np.float64)
    shades = (np.arange(SHADES) + 0.5) / SHADES
    below, ink_below = np.cumsum(counts), np.cumsum(counts * shades)
    apart = ink_below[-1] * below - ink_below * below[-1]
    between = apart**2 / np.maximum(below * (below[-1] - below), 1.0)
    best = np.flatnonzero(between >= between.max() * (1 - 1e-9))
    return float((best[0] + best[-1]) / 2 + 1) / SHADES


def labelled(mask: Mask) -> tuple[Indices, int]:
    """Return the number of its blob for each pixel, from 1 in reading order, and their count.

    Pixels touch by a corner, too; 0 is paper.
    """
    blobs, count = scipy.ndimage.label(mask, np.ones((3, 3)))
    return blobs, int(count)


def without_specks(mask: Mask, ink: Array) -> Mask:
    """Return the mask without the blobs that are much smaller or fainter than the others.

    `ink` has the same shape. One pen is about equally dark everywhere, and darker than what light
    and lines leave on the paper.
    """
    blobs, count = labelled(mask)
    if not count:
        return mask
    numbers, shades = np.arange(1, count + 1), ink.astype(np.float64)
    weights = scipy.ndimage.sum_labels(shades**3, blobs, numbers)  # dark pixels count for more
    mean = scipy.ndimage.mean(shades, blobs, numbers)
    weighty = weights >= SPECK_SHARE * weights.max()
    return _only(blobs, weighty & (mean >= PALEST * mean[weighty].max()))


def without_lines(mask: Mask) -> Mask:
    """Return the mask without lines ruled across the picture, unless there is nothing else."""
    blobs, count = labelled(mask)
    sizes = np.bincount(blobs[mask], minlength=count + 1)[1:]
    boxes = scipy.ndimage.find_objects(blobs)
    extent = np.array([[part.stop - part.start for part in box] for box in boxes]).reshape(-1, 2)
    across = (extent >= LINE * np.array(mask.shape)).any(axis=1)
    lines: Mask = across & (sizes <= THIN * extent.max(axis=1, initial=0) ** 2)
    return mask if lines.all() else _only(blobs, ~lines)


def _only(blobs: Indices, chosen: Mask) -> Mask:
    """Return the mask of those blobs that are chosen, (blobs,)."""
    mask: Mask = np.concatenate([[False], chosen])[blobs]
    return mask
