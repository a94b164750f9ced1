"""A picture instead of a drawing: from a file, or from the camera."""

import io
import re

import streamlit as st

from nn.drawing.picture_files import FORMATS, MOST_PIXELS, open_picture
from nn.drawing.picture_to_pixels import prepare_picture
from pages.ui.app import frame, widgets
from pages.ui.app.state.digit import CANVAS_SIDE, Digit, Picture
from pages.ui.app.state.session import Visit
from pages.ui.app.streamlit_internals import forget_upload

MOST_MEGABYTES = 10
ENDINGS = [*(form.lower() for form in FORMATS), "jpg", "tif"]
LONGEST_NAME = 40
FILE, CAMERA = "A file", "Take a photo"


def choose(digit: Digit, visit: Visit) -> None:
    """Show which picture is read, and a place for another one."""
    if digit.picture:
        st.caption(": ".join(filter(None, [digit.picture.name, digit.picture.remark])))
    # Never the camera first: the browser asks for permission as soon as it is on the page.
    source = st.segmented_control(
        "From where",
        [FILE, CAMERA],
        default=FILE,
        key="picture_from",
        required=True,
        label_visibility="collapsed",
    )
    key = f"{'photo' if source == CAMERA else 'picture'}_{digit.uploads}"
    if source == CAMERA:
        st.camera_input(
            "One digit on plain paper, close by",
            key=key,
            on_change=lambda: _load(digit, visit, key, "The photo"),
            help="The browser asks you first. If it does not let this page use the camera, choose "
            f"{FILE}: many phones offer their camera there too.",
        )
    else:
        st.file_uploader(
            f"One digit on plain paper, up to {MOST_MEGABYTES} MB and "
            f"{MOST_PIXELS // 1_000_000} million pixels",
            type=ENDINGS,
            max_upload_size=MOST_MEGABYTES,
            key=key,
            on_change=lambda: _load(digit, visit, key),
        )


def _load(digit: Digit, visit: Visit, key: str, name: str = "") -> None:
    """Take a picture; if it cannot be read, a sentence says so and nothing changes."""
    file = widgets.uploaded(key)
    if file is None:
        return
    digit.uploads += 1
    with frame.told(visit):
        digit.picture = _picture(file.getvalue(), name or _plain(file.name))
    forget_upload(file)


def _picture(content: bytes, name: str) -> Picture:
    file = io.BytesIO(content)
    file.name = name
    opened = open_picture(file)
    prepare_picture(opened.ink)  # raises Refused if there is no digit on it
    small = opened.image.copy()
    small.thumbnail((CANVAS_SIDE, CANVAS_SIDE))
    stream = io.BytesIO()
    small.save(stream, "JPEG", quality=85)
    return Picture(opened.ink, name, stream.getvalue(), opened.remark)


def _plain(name: str) -> str:
    """Return a file's name without signs of HTML or Markdown, and not too long."""
    plain = re.sub(r"[^\w .-]", "-", name)
    return plain if len(plain) <= LONGEST_NAME else f"…{plain[1 - LONGEST_NAME :]}"
