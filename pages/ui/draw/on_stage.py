"""Draw on the stage: the canvas and the answer, and teaching the network a digit."""

import streamlit as st

from nn.runs.run_view import RunState
from pages.ui.app import fragments
from pages.ui.app.html import div
from pages.ui.app.state.session import Session
from pages.ui.app.visitor import correcting, digits, runs
from pages.ui.draw import canvas_and_answer, it_was
from pages.ui.every_page import run_control, sidebar
from pages.ui.live.reading import reader


def show(visitor: Session) -> None:
    """Show the canvas with what the network reads; while it learns, also how far it is."""
    canvas_and_answer.show(visitor)
    fragments.show(visitor.visit, _read, visitor, follows=lambda: reader.which(visitor))
    reader.send_network(visitor)
    if visitor.network.choice == "run" and (run := visitor.training.run):
        fragments.show(
            visitor.visit, _progress, visitor, every=lambda: sidebar.tick(run.snapshot())
        )


def _read(visitor: Session) -> None:
    """Have the digit read; a network that waits for a drawing begins to learn."""
    run = visitor.training.run if visitor.network.choice == "run" else None
    if run and run.state is RunState.READY and not digits.current(visitor).trouble:
        run_control.play(visitor)
        if run.state is not RunState.READY:  # or it could not begin
            st.rerun()
    canvas_and_answer.read(visitor)


def _progress(visitor: Session) -> None:
    """Say how well the network reads by now."""
    view = runs.view_of(visitor.training)
    if view and (view.checkpoints or view.state is RunState.READY):
        said = "It learns from your first stroke on."
        if view.checkpoints:
            said = runs.reached(view).replace("-", "\N{NON-BREAKING HYPHEN}")
        st.html(div("tn-talk-words tn-talk-progress", said))


def teach(visitor: Session) -> None:
    """Show the canvas and the answer, the ten digits to choose from, and the effect."""
    canvas_and_answer.show(visitor, network_too=False)  # whose place the ten digits take
    fragments.show(visitor.visit, _teach, visitor, follows=lambda: reader.which(visitor))
    reader.send_network(visitor)


def _teach(visitor: Session) -> None:
    canvas_and_answer.read(visitor)
    with st.container(key="talk_teach"):
        with st.container(horizontal=True, vertical_alignment="center", key="talk_teach_row"):
            st.html(div("tn-talk-words", "It was a"))
            it_was.choose_digit(visitor)
        if newest := correcting.newest_of(visitor, digits.current(visitor).image):
            effect = correcting.forgotten_by(visitor.visit, newest)
            learnt = "Learnt" if newest.correction.there else "Not yet learnt"
            words = (
                f"{learnt}: this {newest.digit}. Forgotten: {effect.lost:,} of {effect.total:,} "
                f"test digits. Newly right: {effect.gained:,}."
            )
            st.html(div("tn-talk-words", words))
