"""How much ink each pixel of a picture has, whatever the paper, the light and the crop.

    picture -> grey -> dark ink or light ink, whichever looks more like handwriting
        -> if neither does: the light on the paper, taken away -> ink

Handwriting is in one piece, its strokes are narrow, and it leaves most of the picture's edge to the
paper, even where it is cropped without a margin. The paper may have one shade, which is tried
first, or lie in uneven light.
"""

import numpy as np
import scipy
from PIL import Image, ImageFilter

from nn.drawing.blobs import Mask, labelled, threshold
from nn.drawing.ink import made_smaller, mean_width
from nn.functions import Array

# A smaller difference between black and white is no ink.
FAINTEST = 0.1
# A colour is used instead of grey if ink stands out in it so many times as much.
MORE_CONTRAST = 1.25
# Pixels of the longer side when uneven light is estimated, and when readings are judged.
COARSE = 160
JUDGED = 80
# No stroke is wider, as a share of the longer side.
WIDEST_STROKE = 0.27
# Paper is never darker than this, so that noise in the darkest shadow does not count as ink.
DARKEST = 0.1
# Strokes wider than this share of the picture speak against a reading.
BROAD = 0.2
# Beyond this doubt uneven light may explain the picture, if the darkest of the paper has a share of
# the light between these. Beyond the second doubt the paper need not be uneven: faint lines, or
# clouds in it, are more than a small digit.
BELIEVED, HOPELESS = 0.3, 0.65
LEAST_LIGHT, EVEN = 0.25, 0.9
# Paper that a lamp lights in the middle may look like light ink, with little doubt. Dark ink in
# uneven light is the better reading if its doubt is less by so much.
CLEARLY_LESS = 0.05
NARROWEST_PHOTO = 0.4  # a photo's width, as a share of its height; a cropped 1 is narrower
# Light ink in uneven light is rare: it has to stand out so many times as much as anything dark.
MUCH = 3.0
AROUND = 21  # pixels of JUDGED around one: so many that strokes are the smaller part
ROUNDS = 3  # in which the light's course is fitted to paper alone


def ink_of(image: Image.Image) -> Array:
    """Return how much ink each pixel of an opaque picture has, (height, width) float32 in [0, 1].

    The most ink in the picture is 1. A picture in which nothing stands out has none.
    """
    grey = _grey(image)
    if np.ptp(grey) <= FAINTEST:
        return np.zeros_like(grey)
    readings = [_on_even_paper(shade) for shade in (grey, 1 - grey)]
    doubts = [_doubt(reading) for reading in readings]
    best = int(np.argmin(doubts))
    ink = readings[best]
    if doubts[best] > CLEARLY_LESS and grey.shape[1] > NARROWEST_PHOTO * grey.shape[0]:
        in_light = _if_light_explains_it(grey, best == 1, doubts[best])
        ink = ink if in_light is None else in_light
    strongest = ink.max()
    return ink / strongest if strongest > FAINTEST else np.zeros_like(ink)


def _if_light_explains_it(grey: Array, is_light: bool, doubt: float) -> Array | None:
    """Return the ink in uneven light; None if the reading on paper of one shade is better."""
    is_dark = not is_light or _is_dark(grey)
    may_be_lit_paper = is_light and is_dark
    if doubt <= BELIEVED and not may_be_lit_paper:
        return None
    shade = grey if is_dark else 1 - grey
    paper = _paper_in(shade)
    darkest, lightest = np.percentile(paper, (1, 99))
    if darkest <= LEAST_LIGHT * lightest:
        return None
    ink = _in_uneven_light(shade, paper)
    if doubt > BELIEVED and (doubt > HOPELESS or darkest <= EVEN * lightest):
        return ink
    return ink if may_be_lit_paper and _doubt(ink) < doubt - CLEARLY_LESS else None


def _grey(image: Image.Image) -> Array:
    """Return grey or, as for yellow ink, the colour in which more stands out; in [0, 1]."""
    grey = np.asarray(image.convert("L"), np.float32) / 255
    if image.mode in ("1", "L"):
        return grey
    colours = [np.asarray(band, np.float32) / 255 for band in image.convert("RGB").split()]
    contrast = [_contrast(colour) for colour in colours]
    best = int(np.argmax(contrast))
    return colours[best] if contrast[best] > MORE_CONTRAST * _contrast(grey) else grey


def _contrast(grey: Array) -> float:
    """Return how much stands out from most of the picture, however small it is."""
    coarse = made_smaller(grey, COARSE)
    return float(np.cbrt((np.abs(coarse - np.median(coarse)) ** 3).mean()))


def _on_even_paper(shade: Array) -> Array:
    """Return the ink on paper of one shade, of which ink is the darker part; same shape."""
    between = threshold(shade)
    lighter = shade[shade >= between]
    # Above the middle, since the soft edges of strokes count as paper here.
    paper = float(np.percentile(lighter, 95)) if len(lighter) else 1.0
    return np.maximum(paper - shade, 0.0)


def _is_dark(grey: Array) -> bool:
    """Tell whether ink is darker than paper, in uneven light.

    Most of what is near a stroke is paper. In the sum of third powers, few pixels of ink outweigh
    much uneven paper.
    """
    coarse = made_smaller(grey, JUDGED)
    flat = coarse / _smooth_light(coarse)
    around = np.asarray(Image.fromarray(flat).filter(ImageFilter.MedianFilter(AROUND)))
    cubed = (around - flat) ** 3
    return bool(cubed[cubed > 0].sum() * MUCH > -cubed[cubed < 0].sum())


def _paper_in(shade: Array) -> Array:
    """Return the shade of the paper under darker ink, COARSE pixels on the longer side."""
    coarse = made_smaller(shade, COARSE)
    light, reach = _smooth_light(coarse), int(WIDEST_STROKE * max(coarse.shape)) // 2
    # A closing fills what is dark and narrow, which strokes are. Of a slope the first is right in
    # the middle of the picture, the second at its edge.
    plain, levelled = (
        scipy.ndimage.grey_closing(paper, 2 * reach + 1, mode="nearest")
        for paper in (coarse, coarse / light)
    )
    return np.minimum(plain, light * levelled)


def _in_uneven_light(shade: Array, paper: Array) -> Array:
    """Return the ink that is darker than the paper under it, whatever light that has."""
    whole = Image.fromarray(paper.astype(np.float32))
    under = np.asarray(whole.resize(shade.shape[::-1], Image.Resampling.BILINEAR))
    # A ratio, not a difference: ink in a shadow has less light to take away.
    ink = 1 - shade / np.maximum(under, DARKEST)
    return np.maximum(ink - max(float(np.median(ink)), 0.0), 0.0)


def _smooth_light(coarse: Array) -> Array:
    """Return a smooth course of the light over a picture, fitted to its paper; same shape."""
    height, width = coarse.shape
    y, x = np.meshgrid(np.linspace(-1, 1, height), np.linspace(-1, 1, width), indexing="ij")
    terms = np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], axis=-1).reshape(-1, 6)
    shades = coarse.ravel()
    light, paper = np.empty_like(shades), np.ones(len(shades), bool)
    for _ in range(ROUNDS):
        weights = np.linalg.lstsq(terms[paper], shades[paper], rcond=None)[0]
        light = np.maximum(terms @ weights, DARKEST)
        off = shades / light - 1
        paper = np.abs(off) < max(0.03, 2.5 * float(np.median(np.abs(off))))
    return light.reshape(coarse.shape).astype(np.float32)


def _doubt(ink: Array) -> float:
    """Return how little a reading looks like handwriting: 0 if it does, 1 and more if not."""
    if ink.max() <= FAINTEST:
        return np.inf
    small = made_smaller(ink / ink.max(), JUDGED)
    inked: Mask = small > threshold(small)
    largest = np.bincount(labelled(inked)[0][inked], minlength=1).max()
    edge = np.concatenate([inked[0], inked[-1], inked[:, 0], inked[:, -1]])
    broad = mean_width(inked.astype(np.float32)) / max(inked.shape)
    return float(edge.mean() + 1 - largest / max(inked.sum(), 1) + 3 * max(0.0, broad - BROAD))
