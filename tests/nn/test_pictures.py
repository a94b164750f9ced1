"""Image files of digits as cameras, painting programs and mischief make them."""

import io
import random
import struct
import warnings
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw

from nn import pictures
from nn.drawing import DrawingError, prepare_picture
from nn.functions import Array
from nn.pictures import PictureError, open_picture

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


def ink_in(content: bytes) -> Array:
    """Return the ink; a warning is an error here."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return open_picture(io.BytesIO(content))


PLAIN = ink_in(encoded(seven()))


def assert_alike(ink: Array, tolerance: float = 0.02) -> None:
    assert np.allclose(prepare_picture(ink), prepare_picture(PLAIN), atol=tolerance)


@pytest.mark.parametrize("form", pictures.FORMATS)
def test_every_format_is_read(form: str) -> None:
    assert_alike(ink_in(encoded(seven("RGB", "white", "black"), form)), 0.15)  # JPEG blurs


def test_a_path_is_read_as_a_stream_is(tmp_path: Path) -> None:
    path = tmp_path / "seven.png"
    path.write_bytes(encoded(seven()))
    assert_alike(open_picture(path))


@pytest.mark.parametrize(
    "image",
    [
        seven("1", 1, 0),
        seven("LA", (255, 255), (0, 255)),
        seven("RGBA", (0, 0, 0, 0), (0, 0, 0, 255)),
        seven("RGBA", (0, 0, 0, 0), (255, 255, 255, 255)),
        seven("RGBA", (255, 255, 255, 0), (255, 255, 255, 255)),
        seven("LA", (255, 0), (255, 255)),
        seven("RGB", "white", "navy").quantize(4),
    ],
)
def test_every_kind_of_png_is_read(image: Image.Image) -> None:
    assert_alike(ink_in(encoded(image)))


def test_cmyk_is_read() -> None:
    assert_alike(ink_in(encoded(seven("RGB", "white", "black").convert("CMYK"), "TIFF")))


def test_a_palette_with_a_transparent_shade_is_read() -> None:
    palette = seven("P", 0, 1)
    palette.putpalette([255, 255, 255, 255, 255, 255])  # white on white, but for the transparency
    assert_alike(ink_in(encoded(palette, transparency=0)))


@pytest.mark.parametrize(
    ("dtype", "paper", "ink"),
    [
        (np.uint16, 65_535, 0),
        (np.uint16, 100, 4000),  # a scanner's 12 bits
        (np.int32, 0, 2_000_000_000),
        (np.int32, -5000, 9000),
        (np.float32, 1.0, 0.0),
        (np.float32, -0.001, 0.002),
        (np.float32, 1e30, 3e30),
    ],
)
def test_deep_pictures_are_scaled_by_their_own_range(dtype: Any, paper: float, ink: float) -> None:
    drawn = np.asarray(seven()) == 0
    deep = Image.fromarray(np.where(drawn, ink, paper).astype(dtype))
    assert_alike(ink_in(encoded(deep, "TIFF")))


def test_a_deep_png_is_read() -> None:
    deep = np.where(np.asarray(seven()) == 0, 60_000, 500).astype(np.uint16)
    assert_alike(ink_in(encoded(Image.fromarray(deep))))


@pytest.mark.parametrize("orientation", [3, 6, 8])
def test_a_photo_is_turned_as_its_camera_says(orientation: int) -> None:
    turn = {3: Image.Transpose.ROTATE_180, 6: Image.Transpose.ROTATE_90}
    lying = seven("RGB", "white", "black").transpose(
        turn.get(orientation, Image.Transpose.ROTATE_270)
    )
    exif = Image.Exif()
    exif[0x0112] = orientation
    assert_alike(ink_in(encoded(lying, "PNG", exif=exif.tobytes())))


def test_a_broken_note_of_the_camera_does_not_matter() -> None:
    assert_alike(ink_in(encoded(seven(), exif=b"Exif\x00\x00MM\x00*\xff\xff\xff\xff")))


def test_of_an_animation_the_first_frame_is_read() -> None:
    blank = Image.new("L", SIZE, 255)
    animated = encoded(seven(), "GIF", save_all=True, append_images=[blank, blank])
    assert_alike(ink_in(animated))


def test_an_even_deep_picture_is_empty() -> None:
    flat = Image.fromarray(np.full((20, 20), 700, np.uint16))
    with pytest.raises(DrawingError, match="empty"):
        prepare_picture(ink_in(encoded(flat)))


# What is no picture


def refusal(content: bytes) -> str:
    with pytest.raises(PictureError) as caught:
        ink_in(content)
    return str(caught.value)


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(width: int, height: int, data: bytes) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")
    )


def test_text_and_emptiness_are_refused() -> None:
    for content in b"", b"Buy milk.", b"GIF89a":
        assert refusal(content).startswith("The picture ")


@pytest.mark.parametrize("side", [5_001, 10_000, 15_000, 100_000])
def test_too_many_pixels_are_refused_before_they_are_decoded(side: int) -> None:
    sentence = refusal(png(side, side, zlib.compress(b"")))
    assert "cannot be read: " in sentence and "25,000,000 pixels. Make it smaller." in sentence


def test_shades_that_are_no_numbers_are_refused() -> None:
    image = Image.fromarray(np.full((9, 9), np.nan, np.float32))
    assert "cannot be read: it has shades that are not numbers." in refusal(encoded(image, "TIFF"))


def test_a_file_that_cannot_be_opened_gives_a_sentence(tmp_path: Path) -> None:
    for path in tmp_path, tmp_path / "absent.png", Path("nul\0"), Path("long" * 1000):
        with pytest.raises(PictureError, match="cannot be read: "):
            open_picture(path)


def test_a_closed_stream_gives_a_sentence() -> None:
    stream = io.BytesIO(encoded(seven()))
    stream.close()
    with pytest.raises(PictureError, match="cannot be read: "):
        open_picture(stream)


@pytest.mark.parametrize("form", pictures.FORMATS)
def test_damaged_files_give_a_sentence_or_a_picture(form: str) -> None:
    content = encoded(seven("RGB", "white", "black"), form)
    dice = random.Random(form)
    for _ in range(150):
        damaged = bytearray(content)
        for _ in range(dice.randint(1, 6)):
            damaged[dice.randrange(len(damaged))] = dice.randrange(256)
        cut = dice.choice([len(damaged), dice.randrange(len(damaged))])
        try:
            ink = ink_in(bytes(damaged[:cut]))
        except PictureError:
            continue
        assert ink.ndim == 2 and np.isfinite(ink).all()
