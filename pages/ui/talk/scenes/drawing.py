"""The stage for a drawing: the canvas, and beside it the answer and its ten outputs."""

import streamlit as st

from pages.ui.app import frame, runs
from pages.ui.app.canvas import reader
from pages.ui.app.state.session import Session
from pages.ui.draw import drawing
from pages.ui.talk.scenes import pieces


def show(visitor: Session) -> None:
    """Show the canvas with what the network reads; while it learns, also how far it is."""
    learns = runs.network_learns(visitor.network, visitor.training)
    with st.container(key="talk_drawing_body"):
        frame.part(
            visitor.visit, drawing.show, visitor, follows=lambda: runs.learning_or_in_use(visitor)
        )
    reader.send_network(visitor)
    if visitor.network.choice == "run" and visitor.training.run:
        with st.container(key="talk_progress"):
            pieces.say_if_it_stands_still(visitor)
            st.fragment(_progress, run_every=reader.SECONDS if learns else None)(visitor, learns)


def _progress(visitor: Session, learnt: bool) -> None:
    """Say how well the network reads by now; the page runs anew when the run is over."""
    if runs.network_learns(visitor.network, visitor.training) != learnt:
        st.rerun()
    view = runs.view_of(visitor.training)
    if view and view.checkpoints:
        st.html(pieces.accuracy_so_far(view.checkpoints[-1]))
