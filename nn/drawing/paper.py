"""How much ink each pixel of a picture has, whatever the paper and the light on it.

picture -> grey -> the paper's own shade, taken away -> dark ink or light -> ink
"""

import numpy as np
from PIL import Image

from nn.functions import Array

# Less of a difference between black and white than this is no ink.
FAINTEST = 0.1
# The paper's edge may differ by this much from itself before it counts as unevenly lit.
EVEN = 0.04
# Pixels of the longer side on which uneven light is looked at, and the side of a square in them
# that no stroke is wide enough to hold.
COARSE = 64
WIDEST = 17
# Paper is never darker than this, so that noise in the darkest shadow does not count as ink.
DARKEST = 0.1


def ink_of(image: Image.Image) -> Array:
    """Return how much ink each pixel of an opaque picture has, (height, width) float32 in [0, 1].

    The paper is what the picture's edge mostly is. Where a lamp or a shadow makes that uneven, it
    is what is left when everything narrow is taken away, which shadows are not. Ink is what
    differs from it, all darker or all lighter; what differs most is full ink.
    """
    grey = np.asarray(image.convert("L"), np.float32) / 255
    edge = np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])
    low, high = np.percentile(edge, (10, 90))
    if high - low <= EVEN:
        difference = np.median(edge) - grey
        ink = np.maximum(difference if _cubed(difference) > 0 else -difference, 0.0)
    else:
        shade = grey if _is_dark(_coarse(grey)) else 1 - grey
        # By what share it is darker, since in a shadow the ink has less light to take, too.
        ink = np.maximum(1 - shade / np.maximum(_paper(shade), DARKEST), 0.0)
    strongest = ink.max()
    return ink / strongest if strongest > FAINTEST else np.zeros_like(ink)


def _cubed(difference: Array) -> float:
    """Return the sum of third powers: in it, few pixels of ink outweigh much uneven paper."""
    return float((difference**3).sum())


def _coarse(grey: Array) -> Array:
    """Return the picture with COARSE pixels to its longer side, or as it is if it has fewer."""
    scale = min(1.0, COARSE / max(grey.shape))
    height, width = (max(1, round(length * scale)) for length in grey.shape)
    return np.asarray(Image.fromarray(grey).resize((width, height), Image.Resampling.BOX))


def _is_dark(grey: Array) -> bool:
    """Tell whether ink is darker than paper: by what sticks out of the light's smooth course."""
    height, width = grey.shape
    y, x = np.meshgrid(np.linspace(-1, 1, height), np.linspace(-1, 1, width), indexing="ij")
    terms = np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], axis=-1).reshape(-1, 6)
    weights = np.linalg.lstsq(terms, grey.ravel(), rcond=None)[0]
    return _cubed(terms @ weights - grey.ravel()) > 0


def _paper(grey: Array) -> Array:
    """Return the paper's shade at each pixel, for ink that is darker than it; same shape."""
    # A closing: the lightest shade near by, and of those the darkest near by. It fills whatever is
    # dark and narrow, and leaves what is dark and wide where it is.
    paper = Image.fromarray(1 - _lightest(1 - _lightest(_coarse(grey))))
    return np.asarray(paper.resize(grey.shape[::-1], Image.Resampling.BILINEAR))


def _lightest(shades: Array) -> Array:
    """Return the lightest shade in a square of WIDEST pixels round each pixel, same shape."""
    for _ in range(2):  # across, then down
        padded = np.pad(shades, ((0, 0), (WIDEST // 2, WIDEST // 2)), mode="edge")
        near = np.lib.stride_tricks.sliding_window_view(padded, WIDEST, axis=1)
        shades = near.max(axis=-1).T
    return shades
