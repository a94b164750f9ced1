"""The room guesses on its phones, where the speaker has a room: asked, counted, shown, compared.

Where there is none, or it cannot be reached, training.py asks for a guess by hand.
"""

from dataclasses import replace

import streamlit as st

from pages.ui.app import frame, numbers
from pages.ui.app.html import Html, div, join, tag
from pages.ui.app.numbers import counted
from pages.ui.app.room import guesses, questions, steering
from pages.ui.app.room import room as rules
from pages.ui.app.room.room import Room
from pages.ui.app.room.rooms import ROOMS
from pages.ui.app.room.store import StoreGone
from pages.ui.app.state.session import Session
from pages.ui.room import distribution

QUESTION = replace(questions.LISTED[questions.EPOCH], text="How many will it read after one epoch?")
SECONDS = 0.4  # between two looks at the room
GONE_SECONDS = 2.0  # likewise, while it cannot be reached
GONE = "The room cannot be reached just now. Ask for a guess by hand."
CLOSED = "The room with the phones is closed. Ask for a guess by hand."


def room_of(visitor: Session) -> tuple[Room | None, str]:
    """Return the speaker's open room; or None and why not, "" where none was opened."""
    host = visitor.room.host
    if host is None:
        return None, ""
    try:
        room = ROOMS.see(host)
        return (questions.with_truth(visitor, room), "") if room else (None, CLOSED)
    except StoreGone:
        return None, GONE


def is_asked(room: Room | None) -> bool:
    """Tell whether the room's question is the one of this step."""
    return bool(room and room.question and room.question.kind == questions.EPOCH)


def ask(visitor: Session) -> None:
    """Ask the room, unless phones can answer already."""
    room, _ = room_of(visitor)
    question = room.question if room else None
    if room and not (question and is_asked(room) and not question.revealed):
        questions.ask(visitor, QUESTION)


def reveal(visitor: Session) -> None:
    """Show the guesses, and take the middle one for what the room says."""
    steering.change(visitor, rules.revealed)
    room, _ = room_of(visitor)
    if room and is_asked(room) and room.guesses:
        visitor.views.train.guess = guesses.middle(room.guesses)


def close(visitor: Session) -> None:
    """Take no more guesses: from now on the room sees how it goes."""
    room, _ = room_of(visitor)
    if room and room.question and is_asked(room) and not room.question.revealed:
        reveal(visitor)


def result(visitor: Session) -> str:
    """Return the truth and how many phones were nearest, once the room may know; else ""."""
    room, _ = room_of(visitor)
    if not (room and room.question and is_asked(room) and room.question.truth and room.guesses):
        return ""
    return guesses.verdict(room.question, room.guesses)


def show(visitor: Session, accuracy: float) -> bool:
    """Show what the phones do, beside the `accuracy` by now; return whether there is a room's part.

    It may be over before anybody has guessed: then the speaker asks by hand.
    """
    room, sentence = room_of(visitor)
    is_empty = bool(room and room.question and room.question.revealed and not room.guesses)
    if room and is_asked(room) and not is_empty:
        stage = _stage(room)
        frame.part(visitor.visit, _look, visitor, accuracy, stage, every=SECONDS)
        return True
    if is_asked(room):
        sentence = "Nobody has guessed on a phone."
    with st.container(horizontal=True, vertical_alignment="center", key="talk_no_guesses"):
        if sentence:
            st.html(div("tn-talk-words", sentence))
        if room:
            label = "Ask again" if is_asked(room) else "Ask the phones"
            st.button(label, key="talk_ask", on_click=questions.ask, args=(visitor, QUESTION))
    return False


def wait(visitor: Session) -> None:
    """Show the room as soon as it can be reached again; the last thing on the stage."""
    if room_of(visitor)[1] == GONE:
        frame.part(
            visitor.visit,
            lambda: None,
            every=GONE_SECONDS,
            follows=lambda: room_of(visitor)[1] == GONE,
        )


def _stage(room: Room | None) -> tuple[bool, bool]:
    question = room.question if room else None
    return is_asked(room), bool(question and question.revealed)


def _look(visitor: Session, accuracy: float, stage: tuple[bool, bool]) -> None:
    room, _ = room_of(visitor)
    if room is None or room.question is None or _stage(room) != stage:
        st.rerun()
    count = len(room.guesses)
    if room.question.revealed:
        middle = guesses.in_words(room.question, guesses.middle(room.guesses))
        words = "in the middle of all guesses" if count > 1 else "the only guess"
        drawn = div("tn-talk-drawn", distribution.of(room.question, room.guesses))
        st.html(div("tn-talk-two tn-talk-shown", _large("The room says", middle, words), drawn))
        return
    have = "has" if len(room.phones) == 1 else "have"
    words = f"of {counted(len(room.phones), 'phone')} {have} guessed"
    now = _large("Now", numbers.percent(accuracy, 0), "of the test digits are right")
    st.html(div("tn-talk-two tn-talk-guesses", now, _large("The room", str(count), words)))
    with st.container(horizontal=True, horizontal_alignment="center", key="talk_reveal"):
        st.button(
            "Show the guesses",
            key="talk_show_guesses",
            type="primary",
            on_click=reveal,
            args=(visitor,),
        )


def _large(above: str, number: str, below: str) -> Html:
    words = [tag("p", text, kind="tn-talk-words") for text in (above, below)]
    return div("tn-talk-large", join([words[0], tag("p", number, kind="tn-talk-number"), words[1]]))
