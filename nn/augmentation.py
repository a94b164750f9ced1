"""Small warps of the training images: chapter 3, "Artificially expanding the training data".

Each pixel of the new image is read from a slightly different place in the old one. Affine warps
move, turn, scale and slant all places together; elastic ones push them about by a smooth random
field, as the small muscles of a hand do (Simard, Steinkraus, Platt, "Best practices for
convolutional neural networks", 2003).
"""

import numpy as np

from nn.functions import Array
from nn.mnist import IMAGE_SIDE as SIDE

KINDS = "none", "affine", "elastic", "both"

# Images warped at a time: the work takes about 40 kB an image.
BLOCK = 200

# How far a warp goes: one standard deviation, except for the shift.
SHIFT = 1.5  # pixels at most, each way
TURN = 0.12  # radians
SCALE = 0.08
SLANT = 0.12
WOBBLE = 1.1  # pixels
GRID = 5  # points each way, at which the elastic field is drawn; it is smooth between them


def _bumps() -> Array:
    """Return the weight of each grid point at each pixel, (GRID * GRID, 784)."""
    points = np.linspace(0, SIDE - 1, GRID)
    distance = np.arange(SIDE)[None, :] - points[:, None]
    line = np.exp(-0.5 * (distance / (SIDE / (GRID - 1) * 0.6)) ** 2)
    line /= np.sqrt((line**2).sum(axis=0))  # one standard deviation stays one everywhere
    return np.einsum("ir,jc->ijrc", line, line).reshape(GRID * GRID, -1).astype(np.float32)


# Each pixel's row and column, (2, 784), from the middle.
_PLACES = np.indices((SIDE, SIDE), np.float32).reshape(2, -1) - np.float32((SIDE - 1) / 2)
_BUMPS = _bumps()


def augment(x: Array, rng: np.random.Generator, kind: str) -> Array:
    """Return the images of `x`, (n, 784) in any range, each warped at random.

    Pixels from outside an image are 0. `kind` is one of KINDS.
    """
    if kind == "none":
        return x
    n, affine, elastic = len(x), kind in ("affine", "both"), kind in ("elastic", "both")
    if affine:
        matrices = _affine(rng, n)
        shifts = rng.uniform(-SHIFT, SHIFT, (n, 2, 1)).astype(np.float32)
    if elastic:
        grid = rng.standard_normal((n, 2, GRID * GRID), dtype=np.float32)
    warped = np.empty_like(x)
    for start in range(0, n, BLOCK):
        rows = slice(start, start + BLOCK)
        source = np.broadcast_to(_PLACES, (len(x[rows]), 2, SIDE * SIDE))
        if affine:
            source = matrices[rows] @ source + shifts[rows]
        if elastic:
            source = source + np.float32(WOBBLE) * (grid[rows] @ _BUMPS)
        warped[rows] = _sample(x[rows], source + np.float32((SIDE - 1) / 2))
    return warped


def _affine(rng: np.random.Generator, n: int) -> Array:
    """Return n matrices (n, 2, 2) that turn, scale and slant by a little."""
    angle = rng.normal(0.0, TURN, n)
    height, width = np.exp(rng.normal(0.0, SCALE, (2, n)))
    slant = rng.normal(0.0, SLANT, n)
    sin, cos = np.sin(angle), np.cos(angle)
    turn = np.array([[cos, -sin], [sin, cos]]).transpose(2, 0, 1)
    shape = np.array([[height, np.zeros(n)], [slant, width]]).transpose(2, 0, 1)
    return (turn @ shape).astype(np.float32)


def _sample(x: Array, source: Array) -> Array:
    """Read the images at fractional places (n, 2, 784): bilinear interpolation."""
    n = len(x)
    # Paper on all sides, so that places outside need no special case.
    wide = SIDE + 3
    padded = np.zeros((n, wide, wide), x.dtype)
    padded[:, 1:-2, 1:-2] = x.reshape(n, SIDE, SIDE)
    place = np.clip(source + np.float32(1.0), 0.0, SIDE + 1.0)
    corner = place.astype(np.intp)
    row, column = (place - corner).astype(x.dtype).transpose(1, 0, 2)
    flat = padded.ravel()
    at = corner[:, 0] * wide + corner[:, 1]
    at += (np.arange(n) * wide**2)[:, None]
    top = flat[at] * (1 - column) + flat[at + 1] * column
    bottom = flat[at + wide] * (1 - column) + flat[at + wide + 1] * column
    return top * (1 - row) + bottom * row
