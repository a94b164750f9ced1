"""The digit and the answer beside it: one fragment, so a stroke runs nothing else of the page."""

import streamlit as st

from pages.ui.app.canvas import live
from pages.ui.app.state.session import Session
from pages.ui.draw import answer, board


@st.fragment
def show(visitor: Session, learns: bool) -> None:
    """Show the canvas or what is in its place, and the answer; follow a network that learns."""
    left, right = st.columns([408, 500], gap="medium")
    with left:
        board.show(visitor)
    with right:
        if learns:
            st.fragment(answer.show, run_every=live.SECONDS)(visitor)
        else:
            answer.show(visitor)
    if visitor.visit.needs_page:  # trouble stands above, outside this fragment
        st.rerun()
