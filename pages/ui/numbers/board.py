"""The wide canvas or a picture, with the number over and below it: one fragment of the page."""

from pathlib import Path

import streamlit as st

from nn.drawing.picture_to_digits import digits_of_picture
from nn.errors import Refused
from pages.ui.app import html
from pages.ui.app.canvas import canvas, number_readout, upload
from pages.ui.app.html import div
from pages.ui.app.state.digit import WIDE, Picture, Source
from pages.ui.app.state.session import Session
from pages.ui.numbers import asking, sheet

SCRIPT = Path(__file__).with_name("wide.js")  # makes the canvas as wide as the window


@st.fragment
def show(visitor: Session, every: float | None, then: object) -> None:
    """Show where the number is written, and what is read; again every so many seconds.

    `then` is what `sheet.in_common` was when the page ran.
    """
    show_over, show_answer = _show_over, _show_answer
    if every:  # clocks; without them, one run is enough for all that follows a click
        show_over = st.fragment(_show_over, run_every=every)
        show_answer = st.fragment(_show_answer, run_every=every)
    with st.container(key="number_board"):
        html.component("wide", SCRIPT)(key="wide")  # style.css gives it no room
        if visitor.number.source is Source.DRAWING:
            canvas.show(visitor.number.drawing, lambda: show_over(visitor))
        else:
            with st.container(key="drawing"):
                show_over(visitor)
                _choose_picture(visitor)
    show_answer(visitor, then)


def _choose_picture(visitor: Session) -> None:
    what = "A row of digits on plain paper"
    upload.choose(visitor.number, visitor.visit, digits_of_picture, what, WIDE)


def _show_over(visitor: Session) -> None:
    """Show a box around each digit, over the canvas or the picture."""
    try:
        reading = sheet.read(visitor)
    except Refused:  # the answer's place says why
        return
    marks = number_readout.boxes(reading.digits, reading.size)
    if visitor.number.source is Source.DRAWING:
        with st.container(key="number_over"):
            st.html(marks)
    else:
        st.html(_pictured(visitor.number.picture, marks))


def _pictured(picture: Picture | None, marks: html.Html) -> html.Html:
    """Return a picture in the canvas's place, with something over it."""
    if picture is None:
        return div("tn-board tn-wide", canvas.uploaded(None), marks)
    height, width = picture.ink.shape
    scale = min(WIDE[0] / width, WIDE[1] / height)
    style = f"width:{scale * width:.1f}px;height:{scale * height:.1f}px"
    return div("tn-board tn-wide", div("tn-pictured", canvas.uploaded(picture), marks, style=style))


def _show_answer(visitor: Session, then: object) -> None:
    """Show the number in large type, what it asks, and how it was cut."""
    if visitor.visit.needs_page or sheet.in_common(visitor) != then:  # trouble stands above
        st.rerun()
    try:
        reading = sheet.read(visitor)
    except Refused as error:  # the page does not see an error in a fragment
        st.error(str(error))
        return
    with st.container(key="reading"):  # takes no room
        st.html(sheet.for_browser(visitor, reading))
    with st.container(key="number_row"):
        with st.container(key="number_said"):
            st.html(number_readout.said(reading.digits, reading.least, reading.trouble))
        with st.container(key="number_asks"):
            asking.show(visitor, reading)
    with st.container(key="number_cut"):
        with st.container(horizontal=True, vertical_alignment="center", key="number_cut_top"):
            st.caption("How it was cut: what the network sees of each digit, and how sure it is")
            sheet.choose_bound(visitor.views.numbers, "number_least")
        st.html(number_readout.cut(reading.digits))
