"""Arrays as pictures, as small pieces of HTML."""

import base64
import io

import numpy as np
from PIL import Image

from nn.functions import Array
from nn.mnist import Bytes
from pages.ui.app.html import Html, div, tag

# As on the weight maps: red is positive, blue is negative.
FIRING = "#d6604d"
NEGATIVE = "#4393c3"
FIRING_RGB, NEGATIVE_RGB, GREY_RGB = (214, 96, 77), (67, 147, 195), (128, 128, 128)
# Of a pixel that speaks for or against as strongly as any: red, green, blue.
FOR, AGAINST = (178, 24, 43), (33, 102, 172)
FAINT = 0.22  # how dark the drawing is under the colours
LIFT = 0.6  # below 1, so that weak colours are seen from the back row

SEEN = "What the network sees"
TINY_COLUMNS = 32
MOST_TINY = 512  # larger layers get twice the columns, so that none is taller
TINY, TINY_GAP = 10, 2  # pixels of a square; it is shown at about half its size
SILENT = 0.13  # how dark the square of a silent neuron is


def picture(image: Array, alt: str = "") -> Html:
    """Return an image (height, width) in [0, 1], dark on white.

    `alt` says what it is, where it is not what the network sees; its size is said where that has
    no number of its own.
    """
    is_whole = any(map(str.isdecimal, alt))
    return pixels(as_grey(image), alt if is_whole else in_words(image, alt or SEEN))


def in_words(image: Array, what: str) -> str:
    """Return the text alternative of an image (height, width) in [0, 1], which is `what`."""
    height, width = image.shape
    size = f"{width} pixels" if height == 1 else f"{width} by {height} pixels"
    return f"{what}: {size}, {np.count_nonzero(image)} of them with ink"


def as_grey(image: Array) -> Bytes:
    """Return an image in [0, 1] as 0..255, ink dark on white."""
    return (255 - np.clip(image, 0, 1) * 255).astype(np.uint8)


def signed_picture(values: Array, image: Array, limit: float, alt: str) -> Html:
    """Return a picture of what speaks for (red) and against (blue), over the faint drawing.

    `values` are (784,) and `image`, the drawing, (28, 28) in [0, 1]. The value `limit`, above 0,
    gets the full red, its negative the full blue.
    """
    return pixels(signed_colours(values, image, limit), alt)


def signed_colours(values: Array, image: Array, limit: float) -> Bytes:
    """Return the colours of `signed_picture`, (28, 28, 3)."""
    strength = np.clip(values.reshape(image.shape) / limit, -1.0, 1.0)[..., None]
    paper = 255.0 * (1.0 - FAINT * np.clip(image, 0, 1))[..., None]
    colour = np.where(strength > 0, np.array(FOR), np.array(AGAINST))
    share = np.abs(strength) ** LIFT
    return (paper * (1 - share) + colour * share).astype(np.uint8)


def legend(for_it: str, against_it: str) -> Html:
    """Return what the colours of `signed_picture` mean: in these words, and for faint ink."""
    little = int(255 * (1 - FAINT))
    marks = [
        (FOR, for_it),
        (AGAINST, against_it),
        ((little, little, little), "ink that says little"),
    ]
    spans = [tag("span", tag("i", style=f"background:rgb{rgb}"), text) for rgb, text in marks]
    return div("tn-legend", *spans)


def png(colours: Bytes) -> str:
    """Return a picture of colours, or of greys, as an address that carries it."""
    file = io.BytesIO()
    Image.fromarray(colours).save(file, "PNG")
    return data_url(file.getvalue(), "image/png")


def data_url(content: bytes, kind: str) -> str:
    """Return a file of a MIME type as an address that carries it."""
    return f"data:{kind};base64,{base64.b64encode(content).decode('ascii')}"


def pixels(colours: Bytes, alt: str) -> Html:
    """Return a picture of colours, (height, width, 3), with a fourth for how opaque they are."""
    return tag("img", kind="tn-picture", decoding="sync", src=png(colours), alt=alt)
