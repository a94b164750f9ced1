"""Image files of digits: opened with care, since they may come from anyone.

    file -> its size, checked -> first frame, decoded and turned upright -> grey -> ink

What Pillow decodes is less than what it opens: a file may be cut short, lie about its size, or be
built to take all the memory. Whatever is wrong becomes a sentence.
"""

import struct
import warnings
import zlib
from pathlib import Path
from typing import BinaryIO

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from nn import drawing
from nn.errors import Refused
from nn.functions import Array

FORMATS = ("PNG", "JPEG", "BMP", "GIF", "TIFF", "WEBP")
MOST_PIXELS = 25_000_000

# What Pillow is known to raise on files that are damaged or built to do harm.
_DAMAGED = (
    OSError,
    SyntaxError,  # a broken PNG file
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    OverflowError,
    ZeroDivisionError,
    NotImplementedError,
    RuntimeError,
    EOFError,
    MemoryError,
    struct.error,
    zlib.error,
)
_BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)
# Modes with more than 256 shades, whose numbers have no agreed range.
_DEEP = ("I", "I;16", "I;16L", "I;16B", "I;16N", "F")


class PictureError(Refused):
    """A file that is no picture, cannot be decoded, or is too large."""


def open_picture(source: Path | BinaryIO) -> Array:
    """Return how much ink each pixel of an image file has.

    Parameters
    ----------
    source : Path or binary stream
        Of an animated picture the first frame is read; a photo is turned as its camera says.

    Returns
    -------
    (height, width) float32 in [0, 1], 1 is ink
        As `drawing.prepare_picture` takes it.

    Raises
    ------
    PictureError
        If it cannot be read as a picture, or has more than `MOST_PIXELS` pixels.
    """
    label = source if isinstance(source, Path) else getattr(source, "name", None)
    name = str(label) if isinstance(label, (str, Path)) else "The picture"
    try:
        # Pillow warns of damage that it can live with, and so can whoever wants the digit.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(source, formats=FORMATS) as image:
                _check_size(name, image)
                return _ink(_upright(image))
    except PictureError:
        raise
    except UnidentifiedImageError:
        known = ", ".join(FORMATS)
        raise PictureError(f"{name} is not a picture that can be read ({known}).") from None
    except _BOMBS:  # so large that Pillow does not open it
        raise PictureError(
            f"{name} cannot be read: it has more than {MOST_PIXELS:,} pixels. Make it smaller."
        ) from None
    except _DAMAGED as error:
        raise PictureError(f"{name} cannot be read: {_reason(error)}.") from error


def _check_size(name: str, image: Image.Image) -> None:
    if image.width * image.height > MOST_PIXELS:
        raise PictureError(
            f"{name} cannot be read: it is {image.width:,} x {image.height:,} pixels large, and "
            f"may have at most {MOST_PIXELS:,} pixels. Make it smaller."
        )


def _upright(image: Image.Image) -> Image.Image:
    """Return the picture as it is meant to be seen."""
    image.load()
    try:
        return ImageOps.exif_transpose(image)
    except _DAMAGED:  # what the camera wrote beside the picture cannot be read; the picture can
        return image


def _ink(image: Image.Image) -> Array:
    if image.mode in _DEEP:
        return drawing.ink_of(_in_256_shades(image))
    ink = drawing.ink_of(image)
    if not ink.any() and image.has_transparency_data:
        # White ink on transparent paper shows on black only.
        rgba = image.convert("RGBA")
        paper = Image.new("RGBA", rgba.size, "black")
        ink = drawing.ink_of(Image.alpha_composite(paper, rgba))
    return ink


def _in_256_shades(image: Image.Image) -> Image.Image:
    """Return the picture with its own darkest shade as black and its own lightest as white."""
    shades = np.asarray(image).astype(np.float32)
    if not np.isfinite(shades).all():
        raise ValueError("it has shades that are not numbers")
    low, high = shades.min(), shades.max()
    if not high - low > 0:
        return Image.new("L", image.size)
    scaled = (shades - low) * (np.float32(255) / (high - low))
    return Image.fromarray(np.round(scaled).astype(np.uint8))


def _reason(error: BaseException) -> str:
    """Return what is wrong in a few words, without the full stop."""
    if isinstance(error, MemoryError):
        return "it takes more memory than there is"
    words = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return " ".join(words.split())[:200].removesuffix(".")
