"""A picture instead of a drawing: from a file, or from the camera."""

import io
import re
from collections.abc import Callable
from typing import Any

import streamlit as st

from nn.drawing import blobs
from nn.drawing.picture_files import FORMATS, MOST_PIXELS, open_picture
from nn.drawing.picture_to_pixels import prepare_picture
from nn.functions import Array
from pages.ui.app import uploads
from pages.ui.app.server import host_names
from pages.ui.app.state.drawing import Picture, Sheet
from pages.ui.app.state.session import Visit

MOST_MEGABYTES = 10
LONGEST_NAME = 40
FILE, CAMERA = "A file", "Take a photo"
NO_CAMERA = (
    "The camera works only over https or on this computer. Choose *A file*: most phones offer "
    "their camera there."
)


def choose(
    sheet: Sheet,
    visit: Visit,
    check: Callable[[Array], object] = prepare_picture,
    what: str = "One digit on plain paper",
) -> None:
    """Show which picture is read, and a place for another one.

    `check` gets a picture's ink and raises `Refused` if there is nothing to read on it. `what` says
    what should be on it.
    """

    def take(file: Any, name: str) -> None:
        opened = open_picture(file, name)
        check(opened.ink)
        opened.image.thumbnail(sheet.drawing.size)  # it is shown in the canvas's place
        shown = io.BytesIO()
        opened.image.save(shown, "JPEG", quality=85)
        sheet.picture = Picture(opened.ink, name, shown.getvalue(), opened.remark)

    if sheet.picture:
        st.caption(": ".join(filter(None, [sheet.picture.name, sheet.picture.remark])))
    # Never the camera first: the browser asks for permission as soon as it is on the page.
    source = st.segmented_control(
        "From where",
        [FILE, CAMERA],
        default=FILE,
        key="picture_from",
        required=True,
        label_visibility="collapsed",
    )
    if source == CAMERA and not has_camera(st.context.url or ""):
        st.info(NO_CAMERA, icon=":material/no_photography:")
    elif source == CAMERA:
        uploads.place(
            st.camera_input,
            f"{what}, close by",
            "photo",
            visit,
            lambda file: take(file, "The photo"),
            help="The browser asks you first. If it does not let this page use the camera, choose "
            f"{FILE}: many phones offer their camera there too.",
        )
    else:
        uploads.place(
            st.file_uploader,
            f"{what}, up to {MOST_MEGABYTES} MB and {MOST_PIXELS // 1_000_000} million pixels",
            "picture",
            visit,
            lambda file: take(file, _plain(file.name)),
            type=[*map(str.lower, FORMATS), "jpg", "tif"],
            max_upload_size=MOST_MEGABYTES,
        )
    blobs.warm_up()  # while somebody looks for a picture


def has_camera(url: str) -> bool:
    """Tell whether a browser gives its camera to a page at this address; if unknown, it may.

    Browsers do so over https and on the computer itself ("Secure Contexts", W3C).
    """
    name = host_names.name_in(url)
    return not name or url.startswith("https:") or host_names.is_this_computer(name)


def _plain(name: str) -> str:
    """Return a file's name without signs of HTML or Markdown, and not too long."""
    plain = re.sub(r"[^\w .-]", "-", name)
    return plain if len(plain) <= LONGEST_NAME else f"…{plain[1 - LONGEST_NAME :]}"
