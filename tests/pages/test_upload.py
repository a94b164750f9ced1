"""Pictures instead of drawings: what is taken over, what is refused, and what stays."""

import io
import struct
import zlib

import numpy as np
import pytest
import streamlit as st
from PIL import Image, ImageDraw
from streamlit.testing.v1 import AppTest

from pages.ui.app.state.digit import Source
from pages.ui.app.state.session import Session
from pages.ui.app.streamlit_internals import guard
from tests.pages.conftest import Sent, html_of, path, rerun, visitor
from tests.pages.test_draw import SEVEN, answer, choose, there_and_back


def picture(form: str = "PNG", mode: str = "RGB", size: int = 1, **options: object) -> bytes:
    """Return a file with a 1 on it."""
    image = Image.new("RGB", (80 * size, 120 * size), "white")
    pen = ImageDraw.Draw(image)
    pen.line([(40 * size, 15 * size), (38 * size, 105 * size)], "black", 9 * size)
    return file_of(image.convert(mode), form, **options)


def file_of(image: Image.Image, form: str = "PNG", **options: object) -> bytes:
    stream = io.BytesIO()
    image.save(stream, form, **options)
    return stream.getvalue()


ONE = picture()


@pytest.fixture
def at_picture(app: AppTest, send: Sent) -> AppTest:
    """Return the app with a drawn 7, and a picture to be chosen."""
    send(app, SEVEN)
    choose(app, Source.PICTURE)
    return app


def load(app: AppTest, content: bytes, name: str = "mine.png") -> Session:
    rerun(app.file_uploader[0].set_value((name, content, "image/png")))
    return visitor(app)


def test_a_picture_is_shown_and_read_and_outlives_other_pages_and_drawings(
    at_picture: AppTest, send: Sent
) -> None:
    assert "No picture yet" in html_of(at_picture)
    assert "No picture is loaded yet" in html_of(at_picture)
    uploader = at_picture.file_uploader[0]
    assert "up to 10 MB and 25 million pixels" in uploader.label
    assert {".png", ".jpg", ".jpeg"} <= set(uploader.allowed_type)
    assert uploader.proto.max_upload_size_mb == 10
    load(at_picture, ONE)
    assert answer(at_picture) == "1"
    assert 'class="tn-loaded" src="data:image/jpeg' in html_of(at_picture)
    assert at_picture.caption[0].value == "mine.png"
    there_and_back(at_picture)
    assert answer(at_picture) == "1" and visitor(at_picture).digit.source is Source.PICTURE
    choose(at_picture, Source.DRAWING)
    assert answer(at_picture) == "7"
    send(at_picture, {"objects": [path((280, 84), (273, 476))]})
    assert answer(at_picture) == "1"
    choose(at_picture, Source.PICTURE)
    assert at_picture.caption[0].value == "mine.png"


def test_the_camera_is_not_asked_for_before_somebody_wants_it(at_picture: AppTest) -> None:
    assert not at_picture.camera_input
    at_picture.button_group(key="picture_from").set_value("Take a photo").run()
    rerun(at_picture.camera_input[0].set_value(("p.jpg", picture("JPEG"), "image/jpeg")))
    assert answer(at_picture) == "1" and visitor(at_picture).digit.picture.name == "The photo"  # type: ignore[union-attr]
    there_and_back(at_picture)
    assert not at_picture.camera_input


@pytest.mark.parametrize(
    ("url", "there"),
    [
        ("http://localhost:8501/", True),
        ("http://127.0.0.1:8501/", True),
        ("http://[::1]:8501/", True),
        ("https://example.org/draw", True),
        (None, True),
        ("http://192.168.1.5:8501/", False),
        ("http://localhost.example.org/", False),
        ("http://[fe80::1]/", False),
    ],
)
def test_the_camera_is_offered_where_the_browser_has_one(
    at_picture: AppTest, monkeypatch: pytest.MonkeyPatch, url: str | None, there: bool
) -> None:
    monkeypatch.setattr(type(st.context), "url", property(lambda _: url))
    at_picture.button_group(key="picture_from").set_value("Take a photo").run()
    assert bool(at_picture.camera_input) == there
    told = [info.value for info in at_picture.info]
    assert any("only over https or on this computer" in text for text in told) != there
    assert at_picture.button_group(key="picture_from").value == "Take a photo"


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def huge(width: int, height: int) -> bytes:
    """Return a file of a few bytes that claims to be large."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


REFUSED = {
    "nothing": (b"", "is not a picture that can be read"),
    "text": (b"Buy milk.", "is not a picture that can be read"),
    "50 million pixels": (huge(10_000, 5_000), "at most 25,000,000 pixels"),
    "a bomb": (huge(100_000, 100_000), "more than 25,000,000 pixels"),
    "white": (file_of(Image.new("L", (90, 90), "white")), "The picture is empty"),
    "one pixel": (file_of(Image.new("L", (1, 1), "white")), "The picture is empty"),
    "cut short": (ONE[: len(ONE) // 2], "it is cut short or damaged"),
    "all ink": (
        ONE[:33] + chunk(b"zTXt", b"t\0\0" + zlib.compress(bytes(70_000_000))) + ONE[33:],
        "too much text is stored beside the picture",
    ),
}


def test_what_cannot_be_read_gets_a_sentence_and_nothing_is_lost(at_picture: AppTest) -> None:
    before = load(at_picture, ONE).digit.picture
    for kind, (content, sentence) in REFUSED.items():
        load(at_picture, content, "other.png")
        assert sentence in at_picture.warning[0].value, kind
        assert visitor(at_picture).digit.picture is before and answer(at_picture) == "1"
    choose(at_picture, Source.DRAWING)
    assert answer(at_picture) == "7"


UPSIDE_DOWN = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x03\0\0\0\0\0\0"
DEEP = np.asarray(Image.open(io.BytesIO(ONE)).convert("L"), np.uint16) * 200
SURPRISING = {
    "mine.png": file_of(Image.fromarray(DEEP)),
    "its first frame": picture("GIF", save_all=True, append_images=[Image.new("RGB", (80, 120))]),
    "printing colours": picture("JPEG", "CMYK"),
    "turned upright": picture("JPEG", exif=UPSIDE_DOWN),
}


def test_what_may_surprise_is_read_and_said(at_picture: AppTest) -> None:
    for sentence, content in SURPRISING.items():
        load(at_picture, content)
        assert answer(at_picture) == "1"
        assert sentence in at_picture.caption[0].value


def test_a_name_cannot_format_the_page(at_picture: AppTest) -> None:
    load(at_picture, b"no", "![x](http://example.org/x.png)<b>.png")
    told = at_picture.warning[0].value
    assert not set("[]()<>!") & set(told.split(" is not ")[0])
    load(at_picture, ONE, "long" * 100 + ".png")
    assert len(visitor(at_picture).digit.picture.name) <= 40  # type: ignore[union-attr]


def test_each_picture_finds_an_empty_place(at_picture: AppTest) -> None:
    first = at_picture.file_uploader[0].proto.id
    load(at_picture, ONE)
    assert at_picture.file_uploader[0].proto.id != first
    assert at_picture.file_uploader[0].value is None
    load(at_picture, picture("JPEG", size=2), "second.jpg")
    assert at_picture.caption[0].value == "second.jpg"


def test_a_picture_that_was_read_is_not_kept_in_streamlit_s_memory(
    at_picture: AppTest, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    removed = []
    manager = "streamlit.runtime.memory_uploaded_file_manager.MemoryUploadedFileManager.remove_file"
    monkeypatch.setattr(manager, lambda _, session, file: removed.append(file))
    load(at_picture, ONE)
    assert len(removed) == 1
    guard.say_once.cache_clear()
    monkeypatch.delattr(manager)
    load(at_picture, picture("JPEG", size=2), "second.jpg")
    assert answer(at_picture) == "1" and at_picture.caption[0].value == "second.jpg"
    assert "a picture that was read stays in memory" in caplog.text


def test_a_file_that_was_read_already_is_not_read_again(
    at_picture: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A run of the page that another cuts off is told of its file twice."""
    load(at_picture, ONE)
    files = "streamlit.runtime.memory_uploaded_file_manager.MemoryUploadedFileManager.get_files"
    monkeypatch.setattr(files, lambda *_, **__: [])
    for uploader in at_picture.file_uploader:  # the page's and the sidebar's
        rerun(uploader.set_value(("gone", b"", "text/plain")))
        assert answer(at_picture) == "1" and not at_picture.warning
