"""The wide canvas or a picture, with the number over and below it: one fragment of the page."""

import streamlit as st

from nn.drawing.picture_to_digits import digits_of_picture
from nn.errors import Refused
from pages.ui.app.canvas import canvas, reader, upload
from pages.ui.app.html import Html, div
from pages.ui.app.state.digit import WIDE, Picture, Source
from pages.ui.app.state.session import Session
from pages.ui.numbers import asking, sheet


def show(visitor: Session) -> None:
    """Show where the number is written, and below it what is read."""
    with st.container(key="number_board"):
        if visitor.number.source is Source.DRAWING:
            canvas.show(visitor.number.drawing, _show_over)
        else:
            with st.container(key="drawing"):
                _show_over()
                st.html(_pictured(visitor.number.picture))
                _choose_picture(visitor)
    _show_answer(visitor)


def _choose_picture(visitor: Session) -> None:
    what = "A row of digits on plain paper"
    upload.choose(visitor.number, visitor.visit, digits_of_picture, what, WIDE)


def _show_over() -> None:
    """Show a box around each digit, over the canvas or the picture."""
    with st.container(key="number_over"):
        reader.part("boxes")


def _pictured(picture: Picture | None) -> Html:
    """Return a picture in the canvas's place, as large as fits there."""
    if picture is None:
        return div("tn-board tn-wide", canvas.uploaded(None))
    height, width = picture.ink.shape
    scale = min(WIDE[0] / width, WIDE[1] / height)
    style = f"width:{scale * width:.1f}px;height:{scale * height:.1f}px"
    return div("tn-board tn-wide", div("tn-pictured", canvas.uploaded(picture), style=style))


def _show_answer(visitor: Session) -> None:
    """Show the number in large type, what it asks, and how it was cut."""
    try:
        reading = sheet.read(visitor)
    except Refused as error:  # the page does not see an error in a fragment
        st.error(str(error))
        return
    with st.container(key="number_row"):
        with st.container(key="number_said"):
            reader.number(visitor, sheet.for_browser(visitor, reading))
        with st.container(key="number_asks", gap="xsmall"):
            asking.show(visitor, reading)
    with st.container(key="number_cut"):
        with st.container(horizontal=True, vertical_alignment="center", key="number_cut_top"):
            st.caption("How it was cut: what the network sees of each digit, and how sure it is")
            sheet.choose_bound(visitor.views.numbers, "number_least")
        reader.part("cut")
