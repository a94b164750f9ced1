"""The training digits that look most like a drawing.

This asks no network: it shows what is in the data. Pixels are compared one by one, so a digit that
is moved or slanted has other neighbours.

    |image - ink|^2 = |image|^2 - 2 image . ink + |ink|^2

The last term is the same for all images. In the middle one only pixels with ink count, a fifth of
them, so the images are kept once more with one pixel a row, in 47 MB.
"""

from functools import lru_cache
from threading import Lock

import numpy as np

from nn.answers import Indices
from nn.functions import Array
from nn.mnist import Bytes, Images

BLOCK = 8  # pixels of all images at a time: 2 MB of floats, which fit into the processor's cache
IMAGES_AT_A_TIME = 250  # 0.8 MB of floats, likewise
ROUNDING = 1e-5  # of the largest norm: more than float32 loses here

_one_at_a_time = Lock()


def nearest(x: Array, data: Images, count: int = 5) -> Indices:
    """Return the images nearest to a drawing, (784,) in [0, 1], by squared differences, in order.

    Of equally near ones the earlier comes first. Fewer than `count` are returned if there are fewer
    images.
    """
    with _one_at_a_time:  # or as many copies as there are visitors would be made at first
        pixels, norms = _by_pixel(data)
    # Fewer numbers to convert than the images have.
    ink = x.astype(np.float32) * np.float32(255.0)
    squared = norms.copy()  # squared distance less |ink|^2
    inked = np.flatnonzero(ink)
    for first in range(0, len(inked), BLOCK):
        rows = inked[first : first + BLOCK]
        squared -= 2 * ink[rows] @ pixels[rows].astype(np.float32)
    near = np.arange(len(data))
    if len(data) > count:  # compare exactly what may be among the nearest
        limit = np.partition(squared, count - 1)[count - 1] + ROUNDING * norms.max()
        near = np.flatnonzero(squared <= limit)
    difference = data.images[near] - ink.astype(np.float64)
    return near[np.argsort(np.vecdot(difference, difference), kind="stable")[:count]]


@lru_cache(maxsize=1)
def _by_pixel(data: Images) -> tuple[Bytes, Array]:
    """Return the images with one pixel a row, (784, n), and the squared norm of each, (n,)."""
    norms = np.empty(len(data), np.float32)
    for start in range(0, len(data), IMAGES_AT_A_TIME):
        some = data.images[start : start + IMAGES_AT_A_TIME].astype(np.float32)
        norms[start : start + IMAGES_AT_A_TIME] = np.vecdot(some, some)
    return np.ascontiguousarray(data.images.T), norms
