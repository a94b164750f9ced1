"""Where one draws: the canvas, or in its place a picture or a test digit."""

import base64

import streamlit as st

from pages.ui.app import digits, pictures
from pages.ui.app.digit import Picture, Source
from pages.ui.app.session import Session
from pages.ui.draw import canvas, upload


def show(visitor: Session) -> None:
    """Show the choice of what is read, that, and what can be done with it."""
    digits.choose(visitor.digit)
    if visitor.digit.source is Source.DRAWING:
        canvas.show()
        return
    with st.container(key="drawing"):
        if visitor.digit.source is Source.TEST:
            st.html(_box(pictures.picture(digits.current(visitor).image)))
            digits.choose_test_digit(visitor)
        else:
            st.html(_box(_loaded(visitor.digit.picture)))
            upload.choose(visitor)


def _box(content: str) -> str:
    """Return a box as large as the canvas, which stands in the same place."""
    return f'<div class="tn-board">{content}</div>'


def _loaded(picture: Picture | None) -> str:
    if picture is None:
        return '<div class="tn-no-picture">No picture yet</div>'
    if not picture.shown:
        return pictures.picture(picture.ink)
    data = base64.b64encode(picture.shown).decode("ascii")
    return f'<img class="tn-loaded" src="data:image/jpeg;base64,{data}" alt="{picture.name}">'
