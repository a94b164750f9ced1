"""A picture instead of a drawing: from a file, or from the camera."""

import io
import re
from functools import partial
from typing import Any

import streamlit as st
from PIL import Image

from nn.drawing.picture_files import FORMATS, MOST_PIXELS, open_picture
from nn.drawing.picture_to_pixels import prepare_picture
from pages.ui.app import frame, streamlit_internals
from pages.ui.app.digit import CANVAS_SIDE, Picture
from pages.ui.app.session import Session

MOST_MEGABYTES = 10
ENDINGS = [*(form.lower() for form in FORMATS), "jpg", "tif"]
LIMITS = f"up to {MOST_MEGABYTES} MB and {MOST_PIXELS // 1_000_000} million pixels"
LONGEST_NAME = 40
FILE, CAMERA = "A file", "Take a photo"
PHOTO = "The photo"


def choose(visitor: Session) -> None:
    """Show which picture is read, and a place for another one."""
    if visitor.digit.picture:
        st.caption(
            ": ".join(filter(None, [visitor.digit.picture.name, visitor.digit.picture.remark]))
        )
    # Never the camera by itself: the browser asks for leave as soon as it is on the page.
    how = st.segmented_control(
        "From where",
        [FILE, CAMERA],
        default=FILE,
        key="picture_from",
        required=True,
        label_visibility="collapsed",
    )
    if how == CAMERA:
        key = f"photo_{visitor.digit.uploads}"
        st.camera_input(
            "One digit on plain paper, close by",
            key=key,
            on_change=partial(_load, visitor, key),
            help="The browser asks you first. Where it gives no camera to this page, choose "
            f"{FILE}: many phones offer their camera there too.",
        )
    else:
        key = f"picture_{visitor.digit.uploads}"
        st.file_uploader(
            f"One digit on plain paper, {LIMITS}",
            type=ENDINGS,
            max_upload_size=MOST_MEGABYTES,
            key=key,
            on_change=partial(_load, visitor, key),
        )


def _load(visitor: Session, key: str) -> None:
    """Take over a picture that was sent; if it is none, everything stays and a sentence says so."""
    file = st.session_state[key]
    if file is None:
        return
    visitor.digit.uploads += 1
    with frame.told(visitor.visit):
        visitor.digit.picture = _read(file, key)
    streamlit_internals.forget_upload(file)


def _read(file: Any, key: str) -> Picture:
    content = io.BytesIO(file.getvalue())
    content.name = PHOTO if key.startswith("photo") else _plain(file.name)
    opened = open_picture(content)
    prepare_picture(opened.ink)  # refuses what has no digit on it
    return Picture(opened.ink, content.name, _as_shown(opened.image), opened.remark)


def _plain(name: str) -> str:
    """Return a file's name without what has a meaning in HTML or Markdown, and not too long."""
    plain = re.sub(r"[^\w .-]", "-", name)
    return plain if len(plain) <= LONGEST_NAME else f"…{plain[1 - LONGEST_NAME :]}"


def _as_shown(image: Image.Image) -> bytes:
    small = image.copy()
    small.thumbnail((CANVAS_SIDE, CANVAS_SIDE))
    stream = io.BytesIO()
    small.save(stream, "JPEG", quality=85)
    return stream.getvalue()
