"""The digit and the answer beside it, on Draw and on the stage."""

import streamlit as st

from pages.ui.app.state.session import Session
from pages.ui.draw import answer, board


def show(visitor: Session) -> None:
    """Show the canvas or what is in its place, and the answer."""
    left, right = st.columns([408, 500], gap="medium")
    with left:
        board.show(visitor)
    with right:
        answer.show(visitor)
