"""How much ink each pixel of a picture has, whatever the paper and the light on it.

picture -> grey -> the paper's own shade, taken away -> dark ink or light -> ink
"""

import numpy as np
from PIL import Image, ImageFilter

from nn.functions import Array

# A smaller difference between black and white is no ink.
FAINTEST = 0.1
# The shades along the picture's edge may differ by this much before the light counts as uneven.
EVEN = 0.04
# Pixels of the longer side when uneven light is estimated, and a width in them that no stroke has.
COARSE = 64
WIDEST = 17
# Paper is never darker than this, so that noise in the darkest shadow does not count as ink.
DARKEST = 0.1


def ink_of(image: Image.Image) -> Array:
    """Return how much ink each pixel of an opaque picture has, (height, width) float32 in [0, 1].

    The paper's shade is the most common one along the picture's edge. Where a lamp or a shadow
    makes the edge uneven, everything narrow is removed instead, and what remains is the paper:
    strokes are narrow, shadows are not. Ink is the difference from the paper, either all darker or
    all lighter; the largest difference is full ink.
    """
    grey = np.asarray(image.convert("L"), np.float32) / 255
    edge = np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])
    low, high = np.percentile(edge, (10, 90))
    if high - low <= EVEN:
        difference = np.median(edge) - grey
        ink = np.maximum(difference if _cubed(difference) > 0 else -difference, 0.0)
    else:
        shade = grey if _is_dark(_coarse(grey)) else 1 - grey
        # A ratio, not a difference: ink in a shadow has less light to take away.
        ink = np.maximum(1 - shade / np.maximum(_paper(shade), DARKEST), 0.0)
    strongest = ink.max()
    return ink / strongest if strongest > FAINTEST else np.zeros_like(ink)


def _cubed(difference: Array) -> float:
    """Return the sum of third powers: in it, few pixels of ink outweigh much uneven paper."""
    return float((difference**3).sum())


def _coarse(grey: Array) -> Array:
    """Return the picture with at most COARSE pixels to its longer side."""
    scale = min(1.0, COARSE / max(grey.shape))
    height, width = (max(1, round(length * scale)) for length in grey.shape)
    return np.asarray(Image.fromarray(grey).resize((width, height), Image.Resampling.BOX))


def _is_dark(grey: Array) -> bool:
    """Tell whether ink is darker than paper, by what differs from a smooth course of the light."""
    height, width = grey.shape
    y, x = np.meshgrid(np.linspace(-1, 1, height), np.linspace(-1, 1, width), indexing="ij")
    terms = np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], axis=-1).reshape(-1, 6)
    weights = np.linalg.lstsq(terms, grey.ravel(), rcond=None)[0]
    return _cubed(terms @ weights - grey.ravel()) > 0


def _paper(grey: Array) -> Array:
    """Return the paper's shade at each pixel, for ink that is darker than it; same shape."""
    # A closing fills what is dark and narrow, and leaves what is dark and wide.
    closed = Image.fromarray(_coarse(grey))
    for near in ImageFilter.MaxFilter(WIDEST), ImageFilter.MinFilter(WIDEST):
        closed = closed.filter(near)
    return np.asarray(closed.resize(grey.shape[::-1], Image.Resampling.BILINEAR))
