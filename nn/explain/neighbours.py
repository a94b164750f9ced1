"""The training digits that look most like a drawing.

This asks no network: it shows what is in the data. Pixels are compared one by one, so a digit that
is moved or slanted has other neighbours.
"""

import numpy as np

from nn.answers import Indices
from nn.functions import Array
from nn.sgd import Images

BLOCK = 200  # images at a time, whose differences fit into the processor's cache


def nearest(x: Array, data: Images, count: int) -> Indices:
    """Return the images nearest to a drawing, (784,) in [0, 1], by squared differences, in order.

    Of equally near ones the earlier comes first. Fewer than `count` are returned if there are fewer
    images.
    """
    differences = (block.images - 255.0 * x for block in data.in_blocks(BLOCK))
    squares = np.concatenate([np.vecdot(each, each) for each in differences])
    return np.argsort(squares, kind="stable")[:count]
