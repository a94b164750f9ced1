"""Arrays as pictures, as small pieces of HTML."""

import base64
import io
from collections.abc import Sequence

import numpy as np
from PIL import Image

from nn.figures import colours
from nn.functions import Array
from nn.mnist import Bytes
from pages.ui.app.html import Html, div, tag

# Of a pixel that speaks for or against as strongly as any; the paper is white in both themes.
FOR, AGAINST = colours.POSITIVE[0], colours.NEGATIVE[0]
FAINT = 0.22  # how dark the drawing is under the colours
MOST_IN_COLUMN = 30  # neurons of a layer that the picture of the network shows
LIFT = 0.6  # below 1, so that weak colours are seen from the back row

SEEN = "What the network sees"


def picture(image: Array, alt: str = "") -> Html:
    """Return an image (height, width) in [0, 1], dark on white.

    `alt` says what it is, where it is not what the network sees; its size is said where that has
    no number of its own.
    """
    if not any(map(str.isdecimal, alt)):
        height, width = image.shape
        size = f"{width} pixels" if height == 1 else f"{width} by {height} pixels"
        alt = f"{alt or SEEN}: {size}, {np.count_nonzero(image)} of them with ink"
    return pixels(as_grey(image), alt)


def as_grey(image: Array) -> Bytes:
    """Return an image in [0, 1] as 0..255, ink dark on white."""
    return (255 - np.clip(image, 0, 1) * 255).astype(np.uint8)


def signed_picture(values: Array, image: Array, limit: float, alt: str) -> Html:
    """Return a picture of what speaks for (red) and against (blue), over the faint drawing.

    `values` are (784,) and `image`, the drawing, (28, 28) in [0, 1]. The value `limit`, above 0,
    gets the full red, its negative the full blue.
    """
    strength = np.clip(values.reshape(image.shape) / limit, -1.0, 1.0)[..., None]
    paper = 255.0 * (1.0 - FAINT * np.clip(image, 0, 1))[..., None]
    colour = np.where(strength > 0, colours.rgb(FOR), colours.rgb(AGAINST))
    share = np.abs(strength) ** LIFT
    return pixels((paper * (1 - share) + colour * share).astype(np.uint8), alt)


def png(rgb: Bytes) -> str:
    """Return a picture of colours, or of greys, as an address that carries it."""
    file = io.BytesIO()
    Image.fromarray(rgb).save(file, "PNG")
    return data_url(file.getvalue(), "image/png")


def data_url(content: bytes, kind: str) -> str:
    """Return a file of a MIME type as an address that carries it."""
    return f"data:{kind};base64,{base64.b64encode(content).decode('ascii')}"


def pixels(colours: Bytes, alt: str) -> Html:
    """Return a picture of colours, (height, width, 3), with a fourth for how opaque they are."""
    return tag("img", kind="tn-picture", decoding="sync", src=png(colours), alt=alt)


def figures(cells: Sequence[tuple[str, str, str]], kind: str = "") -> Html:
    """Return (title, picture, line below) side by side; `kind` is a class for their size."""
    boxes = [
        tag(
            "figure",
            tag("figcaption", title, kind="tn-title"),
            image,
            div("tn-under", below),
            kind="tn-figure",
        )
        for title, image, below in cells
    ]
    return div(f"tn-figures {kind}".strip(), *boxes)
