"""The training digits that look most like a drawing.

This asks no network: it shows what is in the data. Pixels are compared one by one, so a digit that
is moved or slanted has other neighbours.
"""

import numpy as np

from nn.answers import Indices
from nn.errors import Refused
from nn.functions import Array
from nn.mnist import Images, check_drawing

BLOCK = 250  # images at a time: 0.8 MB of floats, which fit into the processor's cache


def nearest(x: Array, data: Images, count: int = 5) -> Indices:
    """Return the images nearest to a drawing, (784,) in [0, 1], by squared differences, in order.

    Of equally near ones the earlier comes first. Fewer than `count` are returned if there are fewer
    images. Raises `Refused` if `x` does not have their shape, or `count` is less than 1.
    """
    check_drawing(x, data.images.shape[1])
    if count < 1:
        raise Refused(f"Expected to look for at least 1 neighbour, got {count}.")
    # Fewer numbers to convert than the images have. In float64 it would take twice as long.
    ink = x.astype(np.float32) * np.float32(255.0)
    squared = np.empty(len(data), np.float32)
    for start in range(0, len(data), BLOCK):
        rows = slice(start, start + BLOCK)
        difference = data.images[rows] - ink
        squared[rows] = np.vecdot(difference, difference)
    return np.argsort(squared, kind="stable")[:count]
