"""The drawn digit on the stage: one canvas and one picture of the network, for all steps about it.

The browser keeps both from step to step, and goes to the next scene when it can paint it: talk.css
says what is seen of them by `data-tn-scene`. So the digit moves, and no step begins empty.
"""

from functools import partial

import streamlit as st

from nn.runs.run_view import RunState
from pages.ui.app import fragments
from pages.ui.app.html import div
from pages.ui.app.state.session import Session
from pages.ui.app.visitor import correcting, digits, networks, runs
from pages.ui.draw import canvas_and_answer, it_was
from pages.ui.every_page import run_control, sidebar
from pages.ui.live.picture import picture
from pages.ui.live.reading import reader

ZOOMS = "pixels", "neuron", "activation", "answer"


def _show(visitor: Session, scene: str) -> None:
    """Show the picture "beside" the canvas, the ten outputs, or one of the picture's ZOOMS."""
    with st.container(key="talk_picture"):
        reader.part("picture")
    left, right = st.columns([408, 500])
    with left:
        canvas_and_answer.show_digit(visitor)
    with right:
        for name in ("answer", "outputs"):
            with st.container(key=name):
                reader.part(name)
    fragments.show(visitor.visit, _read, visitor, scene, follows=lambda: reader.which(visitor))
    reader.send_network(visitor)


def _read(visitor: Session, scene: str) -> None:
    """Have the digit read; a network that waits for a drawing begins to learn."""
    is_zoom, is_drawn = scene in ZOOMS, not digits.current(visitor).trouble
    run = visitor.training.run if visitor.network.choice == "run" and not is_zoom else None
    if run and run.state is RunState.READY and is_drawn:
        run_control.play(visitor)
        if run.state is not RunState.READY:  # or it could not begin
            st.rerun()
    shown = picture.view(visitor, scene if is_zoom else "answer", beside=not is_zoom)
    # A test digit stands in where nothing is drawn that a zoom can show.
    has_picture, has_canvas = is_zoom or scene == "beside", is_drawn or not is_zoom
    reader.digit(visitor, shown if has_picture else None, has_canvas, scene)
    if scene == "teaching":
        _teach(visitor)


def show(visitor: Session) -> None:
    """Show the canvas with what the network reads; while it learns, also how far it is."""
    hidden = networks.in_use(visitor).network.sizes[1:-1]
    _show(visitor, "beside" if sum(hidden) <= canvas_and_answer.FEW else "outputs")
    if visitor.network.choice == "run" and (run := visitor.training.run):
        fragments.show(
            visitor.visit, _progress, visitor, every=lambda: sidebar.tick(run.snapshot())
        )


def _progress(visitor: Session) -> None:
    """Say how well the network reads by now."""
    view = runs.view_of(visitor.training)
    if view and (view.checkpoints or view.state is RunState.READY):
        said = "It learns from your first stroke on."
        if view.checkpoints:
            said = runs.reached(view).replace("-", "\N{NON-BREAKING HYPHEN}")
        st.html(div("tn-talk-words tn-talk-progress", said))


def _teach(visitor: Session) -> None:
    """Show the ten digits to choose from, and the effect."""
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


pixels, weighted_sum, activation, all_neurons = (partial(_show, scene=zoom) for zoom in ZOOMS)
teach = partial(_show, scene="teaching")
