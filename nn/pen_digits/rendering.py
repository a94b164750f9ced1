"""Pen digits as images, drawn on a canvas as somebody would and prepared as a drawing is."""

from collections.abc import Iterable

import numpy as np

from nn.drawing.from_strokes import prepare_strokes, shrink_plainly
from nn.drawing.pen import DrawingError
from nn.functions import Array
from nn.mnist import IMAGE_PIXELS, Images, to_bytes
from nn.pen_digits.recordings import TABLET_SIDE, PenDigits, Strokes

CANVAS_SIDE = 280.0
PEN_WIDTH = 20.0


def rendered(
    data: PenDigits,
    pen_width: float = PEN_WIDTH,
    size: float | None = None,
    plain: bool = False,
    shown: Iterable[Strokes] | None = None,
) -> Images:
    """Return what a network sees of pen digits that are drawn on a canvas.

    Parameters
    ----------
    data : PenDigits
    pen_width : float
        In pixels of the canvas, which has 280 to a side.
    size : float, optional
        How many pixels tall each digit is made, in the middle of the canvas; its longer side where
        it would not fit otherwise. Without it, digits stay where and as large as they were.
    plain : bool
        Whether the canvas is only scaled down, instead of being prepared.
    shown : iterable, optional
        `data.digits` once more, as a progress bar gives them.

    Returns
    -------
    Images
        Of (n, 784) uint8. A drawing that cannot be read is an empty image.
    """
    images = np.zeros((len(data), IMAGE_PIXELS), np.uint8)
    for k, strokes in enumerate(data.digits if shown is None else shown):
        on_canvas = placed(strokes, size)
        try:
            if plain:
                image = shrink_plainly(on_canvas, pen_width, CANVAS_SIDE)
            else:
                image = prepare_strokes(on_canvas, pen_width)
        except DrawingError:
            continue
        images[k] = to_bytes(image.ravel())
    return Images(images, data.labels)


def placed(strokes: Strokes, size: float | None = None) -> list[Array]:
    """Return a digit's strokes in pixels of the canvas, as `rendered` places them."""
    if size is None or not strokes:
        return [way * (CANVAS_SIDE / TABLET_SIDE) for way in strokes]
    points = np.concatenate(strokes)
    low, high = points.min(axis=0), points.max(axis=0)
    width, height = high - low
    # A digit that is flat has no height to go by.
    fits = height > 0 and width * size / height <= CANVAS_SIDE
    scale = size / max(float(height if fits else max(width, height)), 1.0)
    return [(way - (low + high) / 2) * scale + CANVAS_SIDE / 2 for way in strokes]
