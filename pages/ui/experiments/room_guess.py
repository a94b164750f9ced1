"""An experiment's first question as the room gets it: asked, counted, and who was nearest."""

import streamlit as st

from pages.ui.app import frame
from pages.ui.app.room import guesses, predictions, questions
from pages.ui.app.room.room import Room
from pages.ui.app.room.rooms import ROOMS
from pages.ui.app.room.store import StoreGone
from pages.ui.app.state.room import Question
from pages.ui.app.state.session import Session

SECONDS = 1.0  # between two looks at the room
ASK_ROOM = (
    "Its phones get this question, in place of the one that they may have. The first result closes "
    "the guessing and shows the guesses."
)


def offer(visitor: Session, question: Question) -> None:
    """Offer to ask the room, or show how many phones have guessed by now."""
    here = visitor.room.host
    if here is None:
        return
    room = asked(visitor, question)
    if room and room.question and not room.question.revealed:
        frame.part(visitor.visit, _count, visitor, question, every=SECONDS)
        return
    st.button(
        "Ask the room",
        key="prediction_ask_room",
        icon=":material/groups:",
        help=ASK_ROOM,
        on_click=questions.ask,
        args=(visitor, question),
    )


def _count(visitor: Session, question: Question) -> None:
    room = asked(visitor, question)
    if not (room and room.question and not room.question.revealed):
        st.rerun()
    st.markdown(f"**{guesses.how_many(room)}.**", width="content")


def asked(visitor: Session, question: Question) -> Room | None:
    """Return the visitor's room if this question is the one it has; it hears the truth by then."""
    host = visitor.room.host
    try:
        room = ROOMS.see(host) if host else None
        room = room and questions.with_truth(visitor, room)
    except StoreGone:
        return None
    same = room and room.question and predictions.is_same(room.question, question)
    return room if same else None


def in_the_room(question: Question, said: list[float]) -> str:
    """Return what the room has guessed and how many were nearest, in sentences."""
    if not said:
        return ""
    return f"The room: {guesses.summary(question, said)} {guesses.who_was_nearest(question, said)}"
