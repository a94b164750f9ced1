"""Image files of digits as cameras, painting programs and mischief make them."""

import io
import struct
import subprocess
import sys
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import ExifTags, Image, ImageDraw

from nn.drawing import picture_files
from nn.drawing.mnist_pen import DrawingError
from nn.drawing.picture_files import Opened, open_picture
from nn.drawing.picture_to_pixels import prepare_picture
from nn.errors import Refused
from nn.functions import Array
from tests.thorough import some

SIZE = (60, 80)


def seven(mode: str = "L", paper: Any = 255, ink: Any = 0) -> Image.Image:
    picture = Image.new(mode, SIZE, paper)
    pen = ImageDraw.Draw(picture)
    pen.line([(15, 15), (45, 15), (28, 65)], fill=ink, width=6)
    return picture


def encoded(image: Image.Image, form: str = "PNG", **options: Any) -> bytes:
    stream = io.BytesIO()
    image.save(stream, form, **options)
    return stream.getvalue()


def opened(content: bytes) -> Opened:
    return open_picture(io.BytesIO(content))


def ink_in(content: bytes) -> Array:
    return opened(content).ink


def note(orientation: int) -> bytes:
    """Return a camera's note of its orientation."""
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    return exif.tobytes()


PLAIN = ink_in(encoded(seven()))


def assert_alike(ink: Array, tolerance: float = 0.02) -> None:
    assert np.allclose(prepare_picture(ink), prepare_picture(PLAIN), atol=tolerance)


def deep(dtype: Any, paper: float, ink: float) -> Image.Image:
    """Return a seven in shades of which there are more than 256."""
    drawn = np.asarray(seven()) == 0
    return Image.fromarray(np.where(drawn, ink, paper).astype(dtype))


def turned(degrees: int) -> Image.Image:
    return seven("RGB", "white", "black").transpose(Image.Transpose[f"ROTATE_{degrees}"])


@pytest.mark.parametrize("form", picture_files.FORMATS)
def test_every_format_is_read(form: str) -> None:
    assert_alike(ink_in(encoded(seven("RGB", "white", "black"), form)), 0.25)  # JPEG blurs


@pytest.mark.parametrize(
    "content",
    [
        encoded(seven("1", 1, 0)),
        encoded(seven("LA", (255, 255), (0, 255))),
        encoded(seven("RGBA", (0, 0, 0, 0), (0, 0, 0, 255))),
        encoded(seven("RGBA", (0, 0, 0, 0), (255, 255, 255, 255))),
        encoded(seven("LA", (255, 0), (255, 255))),
        encoded(seven("RGB", "white", "navy").quantize(4)),
        encoded(seven("RGB", "white", "black").convert("CMYK"), "TIFF"),
        # More shades than 256 are scaled by their own range.
        encoded(deep(np.uint16, 500, 60_000)),
        encoded(deep(np.uint16, 100, 4000), "TIFF"),  # a scanner's 12 bits
        encoded(deep(np.int32, -5000, 9000), "TIFF"),
        encoded(deep(np.float32, 1.0, 0.0), "TIFF"),
        encoded(deep(np.float32, 1e30, 3e30), "TIFF"),
        # A camera says how it was held; a broken note of it does not matter.
        encoded(turned(180), exif=note(3)),
        encoded(turned(90), exif=note(6)),
        encoded(turned(270), exif=note(8)),
        encoded(seven(), exif=b"Exif\x00\x00MM\x00*\xff\xff\xff\xff"),
    ],
)
def test_every_kind_of_picture_is_read(content: bytes) -> None:
    assert_alike(ink_in(content))


def test_the_first_frame_of_an_animation_is_read_and_surprises_are_explained() -> None:
    frames = encoded(seven(), "GIF", save_all=True, append_images=[Image.new("L", SIZE, 255)] * 2)
    assert_alike(ink_in(frames))
    print_file = encoded(seven("CMYK", (0, 0, 0, 0), (0, 0, 0, 255)), "JPEG")
    assert "first frame" in opened(frames).remark and "CMYK" in opened(print_file).remark
    assert "darkest shade counts as black" in opened(encoded(seven("I;16", 9999, 3))).remark
    assert "turned upright" in opened(encoded(seven(), "JPEG", exif=note(6))).remark
    assert opened(encoded(seven())).remark == opened(encoded(seven(), "GIF")).remark == ""


@pytest.mark.parametrize(
    ("mode", "form"),
    [*((mode, "PNG") for mode in ("1", "P", "I;16")), *((mode, "JPEG") for mode in ("L", "CMYK"))],
)
def test_a_large_picture_is_made_smaller_and_reads_the_same(mode: str, form: str) -> None:
    large = seven().resize((1275, 1700)).convert(mode)
    picture = opened(encoded(large, form, compress_level=1))
    assert max(picture.ink.shape) < 2 * picture_files.ENOUGH
    assert picture.image.size == picture.ink.shape[::-1] and picture.image.mode == "RGB"
    assert_alike(picture.ink, 0.35 if form == "JPEG" else 0.25)


def test_the_picture_is_shown_on_the_paper_on_which_its_ink_is_seen() -> None:
    white_ink = seven("RGBA", (0, 0, 0, 0), (255, 255, 255, 255))
    image = opened(encoded(white_ink)).image
    assert image.getpixel((0, 0)) == (0, 0, 0) and image.getextrema()[0] == (0, 255)


# In a process of its own, whose memory only grows.
MEGABYTES_TO_OPEN = """
import resource, sys
from nn.drawing.picture_files import Image, open_picture
most = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
Image.init()
before = most()
open_picture(open(sys.argv[1], "rb"))
print((most() - before) / (1024**2 if sys.platform == "darwin" else 1024))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not say how much memory it took")
@pytest.mark.parametrize("mode", some(["RGBA", "RGB", "P"]))
def test_the_largest_picture_takes_little_memory(mode: str, tmp_path: Path) -> None:
    path = tmp_path / "large.png"
    Image.new(mode, (5000, 5000)).save(path, compress_level=1)
    taken = subprocess.check_output([sys.executable, "-c", MEGABYTES_TO_OPEN, path])
    assert float(taken) < 130  # the decoded picture alone is 100 MB


# Files that are no pictures


def refusal(content: bytes) -> str:
    with pytest.raises(Refused) as caught:
        ink_in(content)
    message = str(caught.value)
    assert message.startswith("The picture ")
    return message


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(width: int, height: int, data: bytes) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunks


@pytest.mark.parametrize("side", [5_001, 10_000, 100_000])
def test_too_many_pixels_are_refused_before_they_are_decoded(side: int) -> None:
    sentence = refusal(png(side, side, zlib.compress(b"")))
    assert "cannot be read: " in sentence and "25,000,000 pixels. Make it smaller." in sentence


def half(form: str) -> bytes:
    noise = Image.fromarray(np.random.default_rng(1).integers(0, 256, (90, 90), np.uint8))
    content = encoded(noise, form)
    return content[: len(content) // 2]


def layers(count: int) -> bytes:
    """Return a progressive photo that is built of many layers."""
    photo = encoded(seven(), "JPEG", progressive=True)
    begin = photo.rindex(b"\xff\xda")
    return photo[:begin] + photo[begin:-2] * count + photo[-2:]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        *((content, "is not a picture") for content in (b"", b"Buy milk.", b"GIF89a")),
        *((half(form), "it is cut short or damaged.") for form in ("PNG", "JPEG")),
        (layers(200), "layers; expected at most 100. Save it again"),
        (
            encoded(deep(np.float32, np.nan, np.nan), "TIFF"),
            "cannot be read: it has shades that are not numbers.",
        ),
    ],
)
def test_another_or_a_damaged_file_is_refused(content: bytes, sentence: str) -> None:
    assert sentence in refusal(content)


@pytest.mark.parametrize("shade", [0, 128, 255])
def test_an_even_picture_and_a_single_pixel_are_empty(shade: int) -> None:
    deep = Image.fromarray(np.full((20, 20), 5 * shade, np.uint16))
    for image in deep, *(Image.new("L", size, shade) for size in ((1, 1), (1, 40), (90, 60))):
        with pytest.raises(DrawingError, match="empty"):
            prepare_picture(ink_in(encoded(image)))


def test_a_file_that_is_closed_gives_a_sentence() -> None:
    closed = io.BytesIO(encoded(seven()))
    closed.close()
    with pytest.raises(Refused, match="mine.png cannot be read: "):
        open_picture(closed, "mine.png")
