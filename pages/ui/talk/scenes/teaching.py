"""Teaching on the stage: say what a drawing was, and see what the network has forgotten."""

import streamlit as st

from pages.ui.app import digits, frame, runs
from pages.ui.app.canvas import reader
from pages.ui.app.corrections import forgotten_by
from pages.ui.app.html import div, tag
from pages.ui.app.state.session import Session
from pages.ui.app.widgets import bound
from pages.ui.draw import drawing, it_was


def show(visitor: Session) -> None:
    """Show the canvas and the answer, the ten digits to choose from, and the effect."""
    frame.part(visitor.visit, _show, visitor, follows=lambda: runs.learning_or_in_use(visitor))
    reader.send_network(visitor)


def _show(visitor: Session) -> None:
    with st.container(key="talk_drawing_body"):
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
