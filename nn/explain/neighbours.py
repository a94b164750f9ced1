"""Which handwriting a drawing looks like most: the training digits nearest to it.

No network is asked: this shows what was in the data, whatever a network made of it. Nearness counts
pixel by pixel, so a digit that is moved or slanted has other neighbours.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nn.errors import Refused
from nn.functions import Array
from nn.mnist import Bytes, Images, check_drawing

BLOCK = 250  # rows at a time: 1.6 MB of floats, which the processor keeps close by


@dataclass(frozen=True)
class Neighbours:
    """The images nearest to a drawing, the nearest first; of equally near ones the earlier.

    Attributes
    ----------
    indices : (count,) int
        Their rows in the data set.
    labels : (count,) uint8
        0 to 9.
    distances : (count,)
        The square root of the sum of squared differences between pixels in [0, 1]: 0 for the
        same image, 28 between a page all ink and an empty one.
    """

    indices: npt.NDArray[np.intp]
    labels: Bytes
    distances: Array

    def __len__(self) -> int:
        return len(self.labels)


def nearest(x: Array, data: Images, count: int = 5) -> Neighbours:
    """Return the images of `data` that are nearest to a drawing, pixel by pixel.

    Every image is compared, so what is found is exact.

    Parameters
    ----------
    x : (784,) in [0, 1]
    data : Images
    count : int
        From 1; fewer are returned if there are fewer images.

    Raises
    ------
    Refused
        If `x` has another shape than an image, or `count` is less than 1.
    """
    check_drawing(x, data.images.shape[1])
    if count < 1:
        raise Refused(f"Expected to look for at least 1 neighbour, got {count}.")
    ink = x.astype(np.float64) * 255.0  # fewer numbers to convert than the images have
    squared = np.empty(len(data))
    for start in range(0, len(data), BLOCK):
        rows = slice(start, start + BLOCK)
        difference = data.images[rows] - ink
        squared[rows] = np.vecdot(difference, difference)
    indices = np.argsort(squared, kind="stable")[:count]
    return Neighbours(indices, data.labels[indices], np.sqrt(squared[indices]) / 255.0)
