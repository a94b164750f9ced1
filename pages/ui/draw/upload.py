"""A picture instead of a drawing: from a file, or from the camera."""

import io
import re
from functools import partial

import streamlit as st
from PIL import Image
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile

from nn.drawing.picture_files import FORMATS, MOST_PIXELS, open_picture
from nn.drawing.picture_to_pixels import prepare_picture
from pages.ui.app import frame
from pages.ui.app.session import Picture, Session
from pages.ui.draw import canvas

MOST_MEGABYTES = 10
ENDINGS = [*(form.lower() for form in FORMATS), "jpg", "tif"]
LIMITS = f"up to {MOST_MEGABYTES} MB and {MOST_PIXELS // 1_000_000} million pixels"
LONGEST_NAME = 40
FILE, CAMERA = "A file", "Take a photo"
PHOTO = "The photo"


def choose(visitor: Session) -> None:
    """Show which picture is read, and a place for another one."""
    if visitor.picture:
        st.caption(": ".join(filter(None, [visitor.picture.name, visitor.picture.remark])))
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
        key = f"photo_{visitor.uploads}"
        st.camera_input(
            "One digit on plain paper, close by",
            key=key,
            on_change=partial(_load, visitor, key),
            help="The browser asks you first. Where it gives no camera to this page, choose "
            f"{FILE}: many phones offer their camera there too.",
        )
    else:
        key = f"picture_{visitor.uploads}"
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
    visitor.uploads += 1
    with frame.told(visitor):
        visitor.picture = _read(file, key)
    _forget(file)


def _read(file: UploadedFile, key: str) -> Picture:
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
    small.thumbnail((canvas.SIDE, canvas.SIDE))
    stream = io.BytesIO()
    small.save(stream, "JPEG", quality=85)
    return stream.getvalue()


def _forget(file: UploadedFile) -> None:
    """Free the memory of a file that has been read; Streamlit would keep it with the session."""
    context = get_script_run_ctx()
    if context and isinstance(context.uploaded_file_mgr, MemoryUploadedFileManager):
        context.uploaded_file_mgr.remove_file(context.session_id, file.file_id)
