"""Pen digits as images: drawn on a canvas as a person would, and prepared like any drawing."""

from collections.abc import Callable

import numpy as np

from nn.drawing.pen import DrawingError
from nn.drawing.strokes_to_pixels import prepare_strokes, shrink_plainly
from nn.functions import Array
from nn.mnist import IMAGE_PIXELS, Images, to_bytes
from nn.pen_digits.files import Strokes
from nn.pen_digits.recordings import TABLET_SIDE, PenDigits

CANVAS_SIDE = 280.0
PEN_WIDTH = 20.0


def rendered(
    data: PenDigits,
    pen_width: float = PEN_WIDTH,
    size: float | None = None,
    plain: bool = False,
    drawn: Callable[[], object] | None = None,
) -> Images:
    """Return what a network sees of pen digits on a canvas; unreadable ones give empty images.

    `pen_width` and `size` are in pixels of the canvas. `size` is the height of each digit in the
    middle of the canvas, or its longer side where it would not fit otherwise; without it, digits
    keep their places and sizes. `plain` scales the canvas down instead of preparing the drawing.
    `drawn` is called after each digit, for a progress bar.
    """
    images = np.zeros((len(data), IMAGE_PIXELS), np.uint8)
    for k, strokes in enumerate(data.digits):
        on_canvas = placed(strokes, size)
        try:
            if plain:
                image = shrink_plainly(on_canvas, pen_width, CANVAS_SIDE)
            else:
                image = prepare_strokes(on_canvas, pen_width)
            images[k] = to_bytes(image.ravel())
        except DrawingError:
            pass
        if drawn:
            drawn()
    return Images(images, data.labels)


def placed(strokes: Strokes, size: float | None = None) -> list[Array]:
    """Return a digit's strokes in pixels of the canvas, as `rendered` places them."""
    if size is None or not strokes:
        return [points * (CANVAS_SIDE / TABLET_SIDE) for points in strokes]
    corners = np.concatenate(strokes)
    low, high = corners.min(axis=0), corners.max(axis=0)
    width, height = high - low
    # A flat digit has no height.
    fits = height > 0 and width * size / height <= CANVAS_SIDE
    scale = size / max(float(height if fits else max(width, height)), 1.0)
    return [(points - (low + high) / 2) * scale + CANVAS_SIDE / 2 for points in strokes]
