"""Image files of digits as cameras, painting programs and mischief make them."""

import io
import random
import struct
import subprocess
import sys
import time
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw

from nn.drawing import picture_files
from nn.drawing.paper import ink_of
from nn.drawing.pen import DrawingError
from nn.drawing.picture_files import Opened, PictureError, open_picture
from nn.drawing.picture_to_pixels import prepare_picture
from nn.functions import Array

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
    exif[picture_files.ORIENTATION] = orientation
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
def test_every_format_is_read_from_a_path_as_from_a_stream(form: str, tmp_path: Path) -> None:
    content = encoded(seven("RGB", "white", "black"), form)
    assert_alike(ink_in(content), 0.25)  # JPEG blurs
    (tmp_path / "seven").write_bytes(content)
    assert np.array_equal(open_picture(tmp_path / "seven").ink, ink_in(content))


@pytest.mark.parametrize(
    "content",
    [
        encoded(seven("1", 1, 0)),
        encoded(seven("LA", (255, 255), (0, 255))),
        encoded(seven("RGBA", (0, 0, 0, 0), (0, 0, 0, 255))),
        encoded(seven("RGBA", (0, 0, 0, 0), (255, 255, 255, 255))),
        encoded(seven("RGBA", (255, 255, 255, 0), (255, 255, 255, 255))),
        encoded(seven("LA", (255, 0), (255, 255))),
        encoded(seven("RGB", "white", "navy").quantize(4)),
        encoded(seven("RGB", "white", "black").convert("CMYK"), "TIFF"),
        # More shades than 256 are scaled by their own range.
        encoded(deep(np.uint16, 500, 60_000)),
        encoded(deep(np.uint16, 65_535, 0), "TIFF"),
        encoded(deep(np.uint16, 100, 4000), "TIFF"),  # a scanner's 12 bits
        encoded(deep(np.int32, 0, 2_000_000_000), "TIFF"),
        encoded(deep(np.int32, -5000, 9000), "TIFF"),
        encoded(deep(np.float32, 1.0, 0.0), "TIFF"),
        encoded(deep(np.float32, -0.001, 0.002), "TIFF"),
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


def test_a_palette_with_a_transparent_shade_is_read() -> None:
    palette = seven("P", 0, 1)
    palette.putpalette([255, 255, 255, 255, 255, 255])  # white on white, but for the transparency
    assert_alike(ink_in(encoded(palette, transparency=0)))


def test_the_first_frame_of_an_animation_is_read_and_surprises_are_explained() -> None:
    frames = encoded(seven(), "GIF", save_all=True, append_images=[Image.new("L", SIZE, 255)] * 2)
    assert_alike(ink_in(frames))
    assert opened(frames).remark == "It is animated: this is its first frame."
    assert opened(encoded(seven("CMYK", (0, 0, 0, 0), (0, 0, 0, 255)), "JPEG")).remark == (
        "Its printing colours (CMYK) were changed to screen colours."
    )
    assert "darkest shade counts as black" in opened(encoded(seven("I;16", 9999, 3))).remark
    assert "turned upright" in opened(encoded(seven(), "JPEG", exif=note(6))).remark
    assert opened(encoded(seven())).remark == opened(encoded(seven(), "GIF")).remark == ""


@pytest.mark.parametrize("form", ["PNG", "JPEG", "TIFF"])
@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "RGBA", "RGB", "CMYK", "I;16", "F"])
def test_a_large_picture_is_made_smaller_and_reads_the_same(form: str, mode: str) -> None:
    large = seven().resize((1275, 1700))
    if mode in ("LA", "RGBA"):
        image = Image.new(mode, large.size)
        image.putalpha(Image.eval(large, lambda shade: 255 - shade))
    elif mode in ("I;16", "F"):
        shades = np.asarray(large, np.float32) * 200
        image = Image.fromarray(shades.astype(np.uint16) if mode == "I;16" else shades)
    else:
        image = large.convert(mode)
    try:
        content = encoded(image, form, compress_level=1)
    except OSError:  # the format has no such mode
        return
    picture = opened(content)
    assert max(picture.ink.shape) < 2 * picture_files.ENOUGH
    assert picture.image.size == picture.ink.shape[::-1] and picture.image.mode == "RGB"
    assert_alike(picture.ink, 0.35 if form == "JPEG" else 0.25)


def test_the_picture_is_shown_on_the_paper_on_which_its_ink_is_seen() -> None:
    white_ink = seven("RGBA", (0, 0, 0, 0), (255, 255, 255, 255))
    image = opened(encoded(white_ink)).image
    assert image.getpixel((0, 0)) == (0, 0, 0) and image.getextrema()[0] == (0, 255)


@pytest.mark.parametrize(
    ("image", "most"),
    [
        (Image.new("RGBA", (5000, 5000), (255, 0, 0, 9)), 130),
        (Image.new("RGB", (5000, 5000)), 130),
        (Image.new("P", (5000, 5000)), 100),
    ],
    ids=lambda part: getattr(part, "mode", None),
)
def test_the_largest_picture_takes_little_memory(
    image: Image.Image, most: int, tmp_path: Path
) -> None:
    path = tmp_path / "large.png"
    image.save(path, compress_level=1)
    assert memory_taken(path) < most  # the decoded picture alone is 75 MB, or 100, or 25


def test_one_picture_is_decoded_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    together: list[int] = []
    inside = 0

    def watch(image: Image.Image) -> Opened:
        nonlocal inside
        inside += 1
        together.append(inside)
        time.sleep(0.02)
        inside -= 1
        return Opened(np.zeros((1, 1)), image, "")

    content = encoded(seven())
    monkeypatch.setattr(picture_files, "_opened", watch)
    with ThreadPoolExecutor(4) as visitors:
        list(visitors.map(opened, [content] * 6))
    assert together == [1] * 6


def memory_taken(path: Path) -> float:
    """Return by how many MB a fresh process grows at most when it opens the file."""
    pytest.importorskip("resource", reason="Windows does not say")
    unit = 1024**2 if sys.platform == "darwin" else 1024
    script = (
        "import resource, sys; from pathlib import Path; from nn.drawing.picture_files import *\n"
        "most = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "Image.init(); before = most()\n"
        "try: open_picture(Path(sys.argv[1]))\n"
        "except PictureError: pass\n"
        f"print((most() - before) / {unit})"
    )
    return float(subprocess.check_output([sys.executable, "-c", script, path]))


# Files that are no pictures


def refusal(content: bytes) -> str:
    with pytest.raises(PictureError) as caught:
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


@pytest.mark.parametrize("side", [5_001, 10_000, 15_000, 100_000])
def test_too_many_pixels_are_refused_before_they_are_decoded(side: int) -> None:
    sentence = refusal(png(side, side, zlib.compress(b"")))
    assert "cannot be read: " in sentence and "25,000,000 pixels. Make it smaller." in sentence


def test_fifty_million_pixels_are_refused_before_they_are_decoded(tmp_path: Path) -> None:
    path = tmp_path / "large.png"
    Image.new("L", (10_000, 5_000)).save(path, compress_level=1)
    assert "10,000 x 5,000 pixels" in refusal(path.read_bytes())
    assert memory_taken(path) < 10


def test_an_enormous_text_beside_the_picture_is_refused() -> None:
    plain, after_header = encoded(seven()), 8 + 25
    text = zlib.compress(bytes(80_000_000), 1)
    for kind, name in (b"zTXt", b"note"), (b"iCCP", b"icc"):
        extra = chunk(kind, name + b"\0\0" + text)
        content = plain[:after_header] + extra + plain[after_header:]
        assert "too much text is stored beside the picture." in refusal(content)


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


def test_a_file_that_cannot_be_opened_gives_a_sentence(tmp_path: Path) -> None:
    closed = io.BytesIO(encoded(seven()))
    closed.close()
    for source in tmp_path, tmp_path / "absent.png", Path("nul\0"), Path("long" * 1000), closed:
        with pytest.raises(PictureError, match="cannot be read: "):
            open_picture(source)


@pytest.mark.parametrize("form", picture_files.FORMATS)
def test_damaged_files_give_a_sentence_or_a_picture(
    form: str, caplog: pytest.LogCaptureFixture
) -> None:
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
    assert not caplog.records  # who loads the file is told, and nobody else


@pytest.mark.parametrize("gap", [3, 4, 5, 6, 8])
def test_hatching_that_looks_like_one_broad_stroke_does_not_vanish(gap: int) -> None:
    image = Image.new("L", (400, 400), 255)
    pen = ImageDraw.Draw(image)
    for y in range(100, 300, gap):
        pen.line([(100, y), (300, y)], 0, 1)
    try:
        prepared = prepare_picture(ink_of(image))
    except DrawingError:
        return  # a sentence is as good
    assert np.isfinite(prepared).all() and prepared.max() > 0.1
