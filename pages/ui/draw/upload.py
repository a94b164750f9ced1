"""A picture instead of a drawing: from a file, or from the camera."""

import io
import re
from urllib.parse import urlsplit

import streamlit as st

from nn.drawing.picture_files import FORMATS, MOST_PIXELS, open_picture
from nn.drawing.picture_to_pixels import prepare_picture
from pages.ui.app import uploads
from pages.ui.app.state.digit import CANVAS_SIDE, Digit, Picture
from pages.ui.app.state.session import Visit

MOST_MEGABYTES = 10
ENDINGS = [*(form.lower() for form in FORMATS), "jpg", "tif"]
LONGEST_NAME = 40
FILE, CAMERA = "A file", "Take a photo"
NO_CAMERA = (
    "The camera works only over https or on this computer. Choose *A file*: most phones offer "
    "their camera there."
)


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
    if source == CAMERA and not has_camera(st.context.url):
        st.info(NO_CAMERA, icon=":material/no_photography:")
    elif source == CAMERA:
        uploads.place(
            st.camera_input,
            "One digit on plain paper, close by",
            "photo",
            digit,
            visit,
            lambda file: _take(digit, file.getvalue(), "The photo"),
            help="The browser asks you first. If it does not let this page use the camera, choose "
            f"{FILE}: many phones offer their camera there too.",
        )
    else:
        uploads.place(
            st.file_uploader,
            f"One digit on plain paper, up to {MOST_MEGABYTES} MB and "
            f"{MOST_PIXELS // 1_000_000} million pixels",
            "picture",
            digit,
            visit,
            lambda file: _take(digit, file.getvalue(), _plain(file.name)),
            type=ENDINGS,
            max_upload_size=MOST_MEGABYTES,
        )


def has_camera(url: str | None) -> bool:
    """Tell whether a browser gives its camera to a page at this address; if unknown, it may.

    Browsers do so over https and on the computer itself ("Secure Contexts", W3C).
    """
    try:
        parts = urlsplit(url or "")
        scheme, host = parts.scheme, parts.hostname or ""
    except ValueError:
        return True
    here = host == "::1" or host.startswith("127.") or f".{host}".endswith(".localhost")
    return not host or scheme == "https" or here


def _take(digit: Digit, content: bytes, name: str) -> None:
    """Take a picture. Raises `Refused`, and changes nothing, if it cannot be read."""
    digit.picture = _picture(content, name)


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
