"""The wide canvas or a picture, with the number over and below it: one fragment of the page."""

import streamlit as st

from nn.drawing.picture_to_digits import digits_of_picture
from pages.ui.app.canvas import canvas, reader, upload
from pages.ui.app.html import div
from pages.ui.app.state.digit import Source
from pages.ui.app.state.session import Session
from pages.ui.numbers import asking, sheet


def show(visitor: Session) -> None:
    """Show where the number is written, and below it what is read."""
    number = visitor.number
    with st.container(key="number_board"), st.container(key="drawing"):
        with st.container(key="number_over"):
            reader.part("boxes")
        if number.source is Source.DRAWING:
            canvas.show(number.drawing)
        else:
            st.html(div("tn-board tn-wide", canvas.uploaded(number.picture)))
            what = "A row of digits on plain paper"
            upload.choose(number, visitor.visit, digits_of_picture, what)
    _show_answer(visitor)


def _show_answer(visitor: Session) -> None:
    """Show the number in large type, what it asks, and how it was cut."""
    reading = sheet.read(visitor)
    with st.container(key="number_row"):
        with st.container(key="number_said"):
            says = sheet.for_browser(visitor, reading)
            reader.show(visitor, "said", says, visitor.number.drawing, sheet.SCRIPTS)
        with st.container(key="number_asks", gap="xsmall"):
            asking.show(visitor, reading)
    with st.container(key="number_cut"):
        with st.container(horizontal=True, vertical_alignment="center", key="number_cut_top"):
            st.caption("How it was cut: what the network sees of each digit, and how sure it is")
            sheet.choose_bound(visitor.views.numbers, "number_least")
        reader.part("cut")
