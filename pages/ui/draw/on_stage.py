"""The drawn digit on the stage: one canvas and one picture of the network, for all steps about it.

The browser keeps both from step to step, and goes to the next scene when it can paint it: stage.css
says what is seen of them by `data-tn-scene`. So the digit moves, and no step begins empty.
"""

from functools import partial

import streamlit as st

from nn.runs.run import Run
from nn.runs.run_view import RunState
from pages.ui.app import fragments, pictures
from pages.ui.app.html import div, span, tag
from pages.ui.app.server import sent_network
from pages.ui.app.state.session import Session
from pages.ui.app.state.views import FEW_NEURONS
from pages.ui.app.visitor import at_each_look, correcting, digits, networks
from pages.ui.draw import canvas_and_answer, it_was
from pages.ui.every_page import run_control
from pages.ui.live.picture import picture
from pages.ui.live.reading import reader

LOOK_SECONDS = 0.5  # between two looks at a run, and at the drawing
ZOOMS = "pixels", "neuron", "activation", "answer"


def _show(visitor: Session, scene: str) -> None:
    """Show the picture "beside" the canvas, another scene of it, or one of the picture's ZOOMS."""
    with st.container(key="talk_picture"):
        reader.part("picture")
    left, right = st.columns([408, 500])
    with left:
        canvas_and_answer.show_digit(visitor)
    with right:
        for name in ("answer", "outputs"):
            with st.container(key=name):
                reader.part(name)
    with st.container(key="talk_other"):
        reader.part("other", data_network=sent_network.addresses().get(FEW_NEURONS, ""))
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
    digits.keep_for_the_end(visitor)
    if scene == "teaching":
        _teach(visitor)
    if scene == "heart":
        names = networks.NAMES[FEW_NEURONS], networks.in_use(visitor).name
        st.html(div("tn-talk-names", *(span("", name) for name in names)))


def show(visitor: Session) -> None:
    """Show the canvas with what the network reads; while it learns, also how far it is."""
    run = visitor.training.run if visitor.network.choice == "run" else None
    hidden = networks.in_use(visitor).network.sizes[1:-1]
    # What learns answers as large as can be.
    has_picture = run is None and sum(hidden) <= pictures.MOST_IN_COLUMN
    _show(visitor, "beside" if has_picture else "outputs")
    if run:  # after its end as well: somebody may draw another digit
        fragments.show(visitor.visit, _progress, visitor, run, every=LOOK_SECONDS)


def _progress(visitor: Session, run: Run) -> None:
    """Say since when the drawn digit is read right, and how many others are by now."""
    view = run.snapshot()
    if not view.checkpoints:
        if view.state is RunState.READY:
            st.html(div("tn-talk-progress", tag("p", "It learns from your first stroke on.")))
        return
    newest = view.checkpoints[-1]
    words = [f"{100 * newest.test.accuracy:.0f} of 100 test digits are right"]
    read = digits.current(visitor)
    if not read.trouble and (right := digits.what_is_right(read)) is not None:
        since = at_each_look.right_since(at_each_look.looks_at(visitor, view, read), right)
        words.insert(0, f"Right since mini-batch {since.step:,}" if since else "Not right yet")
    st.html(div("tn-talk-progress", *(tag("p", said) for said in words)))


def _teach(visitor: Session) -> None:
    """Show the ten digits to choose from, and the effect."""
    with st.container(key="talk_teach"):
        st.html(div("tn-talk-words", "It was a"))
        it_was.choose_digit(visitor)
        if newest := correcting.newest_of(visitor, digits.current(visitor).image):
            effect = correcting.forgotten_by(visitor.visit, newest)
            learnt = "Learnt 1" if newest.correction.succeeded else "Not yet learnt"
            words = tag("p", f"{learnt}. Forgot {effect.lost:,}.", kind="tn-talk-number")
            below = f"of {effect.total:,} test digits. Newly right: {effect.gained:,}."
            st.html(div("tn-talk-large", words, tag("p", below)))


pixels, weighted_sum, activation, all_neurons = (partial(_show, scene=zoom) for zoom in ZOOMS)
teach = partial(_show, scene="teaching")
two_networks = partial(_show, scene="heart")
