"""Where the digit comes from: the canvas, or a picture or a test digit in its place."""

import streamlit as st

from pages.ui.app import digits, pictures
from pages.ui.app.canvas import canvas, upload
from pages.ui.app.html import div
from pages.ui.app.state.digit import Source
from pages.ui.app.state.session import Session


def show(visitor: Session) -> None:
    """Show where the digit comes from, the digit itself, and the tools for it."""
    digit = visitor.digit
    digits.choose(digit)
    if digit.source is Source.DRAWING:
        canvas.show(digit.drawing)
        return
    is_test = digit.source is Source.TEST
    with st.container(key="drawing"):
        image = digits.current(visitor).image
        content = pictures.picture(image) if is_test else canvas.uploaded(digit.picture)
        st.html(div("tn-board", content))  # as large as the canvas, in the same place
        if is_test:
            digits.choose_test_digit(visitor)
        else:
            upload.choose(digit, visitor.visit)
