"""The training digits that look most like a drawing.

This asks no network: it shows what is in the data. Pixels are compared one by one, so a digit that
is moved or slanted has other neighbours.
"""

import numpy as np

from nn.answers import Indices
from nn.functions import Array
from nn.mnist import Images

BLOCK = 200  # images at a time: 1.3 MB of floats, which fit into the processor's cache


def nearest(x: Array, data: Images, count: int) -> Indices:
    """Return the images nearest to a drawing, (784,) in [0, 1], by squared differences, in order.

    Of equally near ones the earlier comes first. Fewer than `count` are returned if there are fewer
    images.
    """
    squared, ink = np.empty(len(data)), x * 255.0
    for start in range(0, len(data), BLOCK):
        rows = slice(start, start + BLOCK)
        difference = data.images[rows] - ink
        squared[rows] = np.vecdot(difference, difference)
    return np.argsort(squared, kind="stable")[:count]
