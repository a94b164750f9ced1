"""How wide the strokes of a digit are in its picture, and how to make them wider or narrower."""

import numpy as np

from nn.functions import Array

# The share of the ink that must be left when strokes are narrowed. A digit drawn with a pen a third
# as wide as the digit is tall keeps more.
LEAST_LEFT = 0.1


def mean_width(ink: Array) -> float:
    """Return how wide strokes are on average, in pixels: twice their area over their outline.

    `ink` is (height, width) in [0, 1]. The length of the outline is the sum of all changes of shade
    (the coarea formula).
    """
    smooth: Array = np.pad(ink.astype(np.float32, copy=False), 2)
    for _ in range(2):  # down, then across
        smooth = ((smooth[:-2] + 2 * smooth[1:-1] + smooth[2:]) / 4).T
    down, across = np.gradient(smooth)
    return float(2 * smooth.sum() / max(float(np.hypot(down, across).sum()), 1e-9))


def widened(ink: Array, growth: float) -> tuple[Array, float]:
    """Return the ink with its edges moved outwards by `growth` pixels, and by how much they were.

    A growth below 0 moves them inwards, but not so far that nearly all ink vanishes, as lines
    would that are so close together that they were measured as one broad stroke.
    """
    moved = _with_moved_edges(ink, growth)
    while moved.sum() < LEAST_LEFT * ink.sum():
        growth = growth / 2 if growth < -0.1 else 0.0
        moved = _with_moved_edges(ink, growth)
    return moved, growth


def _with_moved_edges(ink: Array, growth: float) -> Array:
    return _grown(ink, growth) if growth > 0 else 1 - _grown(1 - ink, -growth)


def _grown(ink: Array, radius: float) -> Array:
    """Return the ink with its edges moved outwards by `radius` pixels, which may be a fraction.

    By hand, since Pillow's filters work on squares, and a stroke would get corners.
    """
    reach = int(np.ceil(radius))
    padded = np.pad(ink, reach, mode="edge")
    grown = ink.copy()
    height, width = ink.shape
    for down in range(-reach, reach + 1):
        for across in range(-reach, reach + 1):
            share = radius + 1 - float(np.hypot(down, across))
            if share > 0:
                moved = padded[reach + down :, reach + across :][:height, :width]
                np.maximum(grown, moved * min(share, 1.0), out=grown)
    return grown
