"""Pictures instead of drawings: what is taken over, what is refused, and what stays."""

import io
from collections.abc import Callable

import pytest
import streamlit as st
from PIL import Image, ImageDraw
from streamlit.runtime.uploaded_file_manager import DeletedFile
from streamlit.testing.v1 import AppTest

from pages.ui.app import uploads
from pages.ui.app.state.drawing import Source
from pages.ui.app.state.session import Session, Visit
from pages.ui.live import file_or_camera
from tests.pages.conftest import html_of, rerun, send, visitor
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
def at_picture(app: AppTest) -> AppTest:
    """Return the app with a drawn 7, and a picture to be chosen."""
    send(app, SEVEN)
    choose(app, Source.PICTURE)
    return app


def load(app: AppTest, content: bytes, name: str = "mine.png") -> Session:
    rerun(app.file_uploader[0].set_value((name, content, "image/png")))
    return visitor(app)


def test_a_picture_is_shown_and_read_and_outlives_other_pages_and_drawings(
    at_picture: AppTest,
) -> None:
    assert "No picture yet" in html_of(at_picture)
    uploader = at_picture.file_uploader[0]
    assert {".png", ".jpg", ".jpeg"} <= set(uploader.allowed_type)
    assert uploader.proto.max_upload_size_mb == 10 and "10 MB" in uploader.label
    load(at_picture, ONE)
    assert answer(at_picture) == "1"
    assert 'class="tn-loaded" src="data:image/jpeg' in html_of(at_picture)
    assert at_picture.caption[0].value == "mine.png"
    there_and_back(at_picture)
    assert answer(at_picture) == "1" and visitor(at_picture).digit.source is Source.PICTURE
    choose(at_picture, Source.DRAWING)
    assert answer(at_picture) == "7"
    choose(at_picture, Source.PICTURE)
    assert at_picture.caption[0].value == "mine.png"
    first = uploader.proto.id  # the next picture finds an empty place
    assert at_picture.file_uploader[0].proto.id != first
    load(at_picture, picture("JPEG", size=2), "second.jpg")
    assert at_picture.caption[0].value == "second.jpg"


def test_a_file_is_taken_once_and_who_sent_one_that_was_lost_hears_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    visit, taken = Visit(), list[object]()

    def choose(file: object) -> None:
        """Stand for Streamlit's field, in which somebody has just chosen a file."""

        def widget(label: str, *, key: str, on_change: Callable[[], None]) -> None:
            monkeypatch.setattr(st, "session_state", {key: file})
            on_change()
            on_change()  # the first run was cut off

        uploads.place(widget, "A file", "picture", visit, taken.append)

    monkeypatch.setattr(st, "rerun", lambda: None)
    choose(None)
    assert not visit.trouble
    kept = io.BytesIO(ONE)
    choose(kept)
    assert taken == [kept] and not visit.trouble
    choose(DeletedFile("an id"))
    assert "Send it again" in visit.trouble[0] and taken == [kept]


def test_the_camera_is_not_asked_for_before_somebody_wants_it(at_picture: AppTest) -> None:
    assert not at_picture.camera_input
    at_picture.button_group(key="picture_from").set_value("Take a photo").run()
    rerun(at_picture.camera_input[0].set_value(("p.jpg", picture("JPEG"), "image/jpeg")))
    assert answer(at_picture) == "1" and visitor(at_picture).digit.picture.name == "The photo"  # type: ignore[union-attr]
    there_and_back(at_picture)
    assert not at_picture.camera_input


def test_the_camera_is_offered_where_the_browser_has_one(
    at_picture: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    for url in ("http://localhost:8501/", "http://[::1]:8501/", "https://example.org/draw", ""):
        assert file_or_camera.has_camera(url)
    for url in ("http://192.168.1.5:8501/", "http://localhost.example.org/"):
        assert not file_or_camera.has_camera(url)
    monkeypatch.setattr(type(st.context), "url", property(lambda _: url))
    at_picture.button_group(key="picture_from").set_value("Take a photo").run()
    assert not at_picture.camera_input
    assert "only over https or on this computer" in at_picture.info[0].value


def test_what_may_surprise_is_read_and_said(at_picture: AppTest) -> None:
    load(at_picture, picture("JPEG", "CMYK"))
    assert answer(at_picture) == "1"
    assert "printing colours" in at_picture.caption[0].value


def test_a_name_cannot_format_the_page(at_picture: AppTest) -> None:
    load(at_picture, b"no", "![x](http://example.org/x.png)<b>.png")
    told = at_picture.warning[0].value
    assert not set("[]()<>!") & set(told.split(" is not ")[0])
    load(at_picture, ONE, "long" * 100 + ".png")
    assert len(visitor(at_picture).digit.picture.name) <= 40  # type: ignore[union-attr]
