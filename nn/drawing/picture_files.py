"""Image files of digits: opened with care, since they may come from anyone.

    file -> its size, checked -> first frame, decoded, upright, made smaller -> grey -> ink

A file that Pillow opens may still be cut short, lie about its size, or be built to take all the
memory. Every such error becomes a sentence.
"""

import logging
import math
import threading
import warnings
from contextlib import suppress
from dataclasses import dataclass
from typing import BinaryIO

import numpy as np
from PIL import ExifTags, Image, ImageFile, ImageOps, UnidentifiedImageError

from nn.drawing.picture_to_ink import ink_of
from nn.errors import Refused, reason
from nn.functions import Array

FORMATS = ("PNG", "JPEG", "BMP", "GIF", "TIFF", "WEBP")
MOST_PIXELS = 25_000_000
MOST_BYTES = 8 * MOST_PIXELS  # of a file; what comes after them is not read
# As many pixels on the longer side are enough. A picture with twice as many or more is made smaller
# first, since 25 million pixels as floats take many times the memory of the file.
ENOUGH = 800
# Each scan of a progressive JPEG goes over the whole picture again. Cameras write about ten; a file
# built to do harm has many thousands.
MOST_SCANS = 100
BAND = 64  # rows of the smaller picture that are made at a time, to bound the memory
# Modes with more than 256 shades, whose numbers have no agreed range.
_DEEP = ("I", "I;16", "I;16L", "I;16B", "I;16N", "F")

# Whoever loads a file is told what is wrong with it; Pillow would write it to the log as well.
logging.getLogger("PIL").setLevel(logging.CRITICAL)
# It also warns of damage that does not stop it. Here, and not around each picture: which warnings
# are shown is one list for all threads.
warnings.filterwarnings("ignore", module=r"PIL\.")

# However many visitors load a picture at once, only one is decoded, to bound the memory.
_one_at_a_time = threading.Lock()


@dataclass(frozen=True, eq=False)
class Opened:
    """The picture in an image file."""

    ink: Array  # (height, width) float32 in [0, 1], for `prepare_picture`
    image: Image.Image  # the picture itself, upright, of the same size, RGB
    remark: str  # changes that may surprise, in sentences; "" for a plain picture


def open_picture(source: BinaryIO, name: str = "The picture") -> Opened:
    """Decode an image file and find the ink in it.

    Returns the first frame of an animation, and turns a photo as its camera says. The result has
    less than twice `ENOUGH` pixels on its longer side.

    Raises `Refused` if the file cannot be read as a picture, or has more than `MOST_PIXELS`
    pixels.
    """
    try:
        with _one_at_a_time, Image.open(source, formats=FORMATS) as image:
            _check(image)
            return _opened(image)
    except UnidentifiedImageError:
        formats = ", ".join(FORMATS)
        raise Refused(f"{name} is not a picture that can be read ({formats}).") from None
    except Exception as error:  # a damaged file may have Pillow raise anything
        raise Refused(f"{name} cannot be read: {_reason(error)}.") from error


def _check(image: ImageFile.ImageFile) -> None:
    """Raise ValueError, before the picture is decoded, if that takes too long."""
    if image.width * image.height > MOST_PIXELS:
        raise ValueError(
            f"it has {image.width:,} x {image.height:,} pixels; expected at most "
            f"{MOST_PIXELS:,} pixels. Make it smaller"
        )
    if image.format in ("JPEG", "MPO") and image.fp:
        begin = image.fp.tell()
        scans = image.fp.read().count(b"\xff\xda")
        image.fp.seek(begin)
        if scans > MOST_SCANS:
            raise ValueError(
                f"it is made of {scans:,} layers; expected at most {MOST_SCANS}. Save it again as "
                "a plain picture"
            )


def _opened(image: Image.Image) -> Opened:
    mode, (width, height) = image.mode, image.size
    enough = ENOUGH / max(width, height)
    image.draft(None, (math.ceil(width * enough), math.ceil(height * enough)))  # JPEG only
    image.load()
    turned = animated = False
    with suppress(Exception):  # the camera's notes may be unreadable where the picture is not
        turned = image.getexif().get(ExifTags.Base.Orientation, 1) != 1
        ImageOps.exif_transpose(image, in_place=True)
    ink, on_paper = _ink(_smaller(image))
    # Not MPO: the second frame of a photo is only a small copy.
    with suppress(Exception):
        animated = image.format in ("GIF", "PNG", "WEBP") and getattr(image, "is_animated", False)
    remarks = [
        "It is animated: this is its first frame." * animated,
        "Its printing colours (CMYK) were changed to screen colours." * (mode == "CMYK"),
        "Its darkest shade counts as black, its lightest as white." * (mode in _DEEP),
        "It was turned upright, as its camera noted." * turned,
    ]
    return Opened(ink, on_paper.convert("RGB"), " ".join(filter(None, remarks)))


def _smaller(image: Image.Image) -> Image.Image:
    """Return the picture with under twice `ENOUGH` pixels on its longer side."""
    factor = max(image.size) // ENOUGH
    if factor < 2:
        return image
    rows = BAND * factor
    strips = (
        image.crop((0, top, image.width, min(top + rows, image.height)))
        for top in range(0, image.height, rows)
    )
    bands = [_averageable(strip).reduce(factor) for strip in strips]
    whole = Image.new(bands[0].mode, (bands[0].width, sum(band.height for band in bands)))
    for number, band in enumerate(bands):
        whole.paste(band, (0, BAND * number))
    return whole


def _averageable(image: Image.Image) -> Image.Image:
    """Return the picture in a mode in which the mean of two pixels makes sense."""
    if image.mode in _DEEP:
        return Image.fromarray(np.asarray(image).astype(np.float32))
    if image.has_transparency_data:
        return image.convert("RGBA")
    return image.convert("RGB") if image.mode in ("1", "P") else image


def _ink(image: Image.Image) -> tuple[Array, Image.Image]:
    """Return each pixel's ink, and the picture on a paper on which it is visible."""
    if image.mode in _DEEP:
        image = _in_256_shades(image)
    if not image.has_transparency_data:
        return ink_of(image), image
    rgba = image.convert("RGBA")
    white, black = (
        Image.alpha_composite(Image.new("RGBA", rgba.size, paper), rgba).convert("RGB")
        for paper in ("white", "black")
    )
    ink = ink_of(white)
    # White ink on transparent paper is visible on black only.
    return (ink, white) if ink.any() else (ink_of(black), black)


def _in_256_shades(image: Image.Image) -> Image.Image:
    shades = np.asarray(image).astype(np.float32)
    if not np.isfinite(shades).all():
        raise ValueError("it has shades that are not numbers")
    low, high = shades.min(), shades.max()
    if not high - low > 0:
        return Image.new("L", image.size)
    scaled = (shades - low) * (np.float32(255) / (high - low))
    return Image.fromarray(np.round(scaled).astype(np.uint8))


def _reason(error: Exception) -> str:
    if isinstance(error, Image.DecompressionBombError):
        return f"it has more than {MOST_PIXELS:,} pixels. Make it smaller"
    if isinstance(error, MemoryError):
        return "it takes more memory than there is"
    words = reason(error) or type(error).__name__
    if "truncated" in words or "broken data stream" in words:
        return "it is cut short or damaged"
    return " ".join(words.split())[:200].removesuffix(".")
