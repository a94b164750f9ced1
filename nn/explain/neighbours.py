"""The training digits that look most like a drawing.

This asks no network: it shows what is in the data. Pixels are compared one by one, so a digit that
is moved or slanted has other neighbours.
"""

from functools import lru_cache

import numpy as np

from nn.answers import Indices
from nn.functions import Array
from nn.mnist import Images

BLOCK = 500  # images at a time: 1.5 MB of float32, which fit into the processor's cache
# Rounding to float32 moves a squared difference, of at most 784 pixels of 255, by less than this.
ROUNDING = 8_000.0


def nearest(x: Array, data: Images, count: int) -> Indices:
    """Return the images nearest to a drawing, (784,) in [0, 1], by squared differences, in order.

    Of equally near ones the earlier comes first. Fewer than `count` are returned if there are fewer
    images.
    """
    # (a - b)^2 = a^2 - 2 a b + b^2, where b^2 is the same for all, and a b is 0 without ink. This
    # takes a third of the time; it is rounded, so the exact differences of the first ones decide.
    ink = x * 255.0
    inked = np.flatnonzero(ink)
    part = slice(inked[0], inked[-1] + 1) if len(inked) else slice(0)
    rounded = _squares(data) - 2 * _products(data, part, ink[part].astype(np.float32))
    count = min(count, len(data))
    rows = np.flatnonzero(rounded <= np.partition(rounded, count - 1)[count - 1] + ROUNDING)
    difference = data.images[rows] - ink
    order = np.argsort(np.vecdot(difference, difference), kind="stable")
    return rows[order[:count]]


@lru_cache(maxsize=1)
def _squares(data: Images) -> Array:
    """Return the square of each image, (n,), about."""
    blocks = (data.images[k : k + BLOCK].astype(np.float32) for k in range(0, len(data), BLOCK))
    return np.concatenate([np.vecdot(block, block) for block in blocks])


def _products(data: Images, part: slice, ink: Array) -> Array:
    """Return the product of each image with a part of the ink, (n,), about."""
    rows = (data.images[k : k + BLOCK, part] for k in range(0, len(data), BLOCK))
    return np.concatenate([block.astype(np.float32) @ ink for block in rows])
