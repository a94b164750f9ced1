"""Draw on the stage: the canvas and the answer, and teaching the network a digit."""

import streamlit as st

from pages.ui.app import digits, frame, runs
from pages.ui.app.canvas import reader
from pages.ui.app.corrections import forgotten_by
from pages.ui.app.html import div, tag
from pages.ui.app.state.session import Session
from pages.ui.app.widgets import bound
from pages.ui.draw import drawing, it_was
from pages.ui.talk.scenes import pieces


def show(visitor: Session) -> None:
    """Show the canvas with what the network reads; while it learns, also how far it is."""
    frame.part(
        visitor.visit, drawing.show, visitor, follows=lambda: runs.learning_or_in_use(visitor)
    )
    reader.send_network(visitor)
    if visitor.network.choice == "run" and visitor.training.run:
        with st.container(key="talk_progress"):
            pieces.say_if_it_stands_still(visitor)
            frame.part(visitor.visit, _progress, visitor, every=lambda: _pace(visitor))


def _pace(visitor: Session) -> float | None:
    """Return the seconds between two looks at the run, None where it is over."""
    return reader.SECONDS if runs.network_learns(visitor.network, visitor.training) else None


def _progress(visitor: Session) -> None:
    """Say how well the network reads by now."""
    view = runs.view_of(visitor.training)
    if view and view.checkpoints:
        st.html(pieces.accuracy_so_far(view.checkpoints[-1]))


def teach(visitor: Session) -> None:
    """Show the canvas and the answer, the ten digits to choose from, and the effect."""
    frame.part(visitor.visit, _teach, visitor, follows=lambda: runs.learning_or_in_use(visitor))
    reader.send_network(visitor)


def _teach(visitor: Session) -> None:
    drawing.show(visitor)
    with st.container(key="talk_teach"):
        _ask(visitor)
        _effect(visitor)


def _ask(visitor: Session) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="talk_teach_row"):
        st.html(div("tn-talk-words", "It was a"))
        bound(
            st.pills,
            "It was a",
            range(10),
            key="talk_it_was",
            value=None,
            then=lambda digit: it_was.correct_current(visitor, digit),
            required=True,
            label_visibility="collapsed",
        )


def _effect(visitor: Session) -> None:
    """Say what the newest correction has cost, as long as its drawing is there."""
    key, digit = visitor.views.draw.reads_already or (None, None)
    newest = it_was.just_corrected(visitor, digits.current(visitor))
    if key == it_was.key_of(visitor):
        st.html(div("tn-talk-words", f"It reads {digit} already. Draw one that it misreads."))
    elif newest:
        effect = forgotten_by(visitor.visit, newest)
        learnt = "Learnt" if newest.correction.there else "Not yet learnt"
        words = [
            f"{learnt}: this {newest.digit}. Forgotten: ",
            tag("b", f"{effect.lost:,}"),
            f" of {effect.total:,} test digits. Newly right: {effect.gained:,}.",
        ]
        st.html(div("tn-talk-words", *words))
