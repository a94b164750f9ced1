"""Where one draws: the canvas, or in its place a picture or a test digit."""

import streamlit as st

from pages.ui import canvas, readout, subject
from pages.ui.session import Session, Source


def show(visitor: Session) -> None:
    """Show the choice of what is read, and that."""
    subject.choose(visitor)
    if visitor.source is Source.DRAWING:
        canvas.show()
        return
    if visitor.source is Source.TEST:
        subject.choose_test_digit(visitor)
    st.html(readout.picture(subject.current(visitor).image))
