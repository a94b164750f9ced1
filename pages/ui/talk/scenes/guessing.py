"""The room guesses on its phones, where the speaker has a room: asked, counted, shown, compared.

Where there is none, or it cannot be reached, the speaker asks for a guess by hand.
"""

import streamlit as st

from pages.ui.app import frame, html, networks, numbers
from pages.ui.app.html import Html, div, tag
from pages.ui.app.room import guesses, questions, steering
from pages.ui.app.room import room as rules
from pages.ui.app.room.room import Room
from pages.ui.app.room.store import StoreGone
from pages.ui.app.state.room import Question
from pages.ui.app.state.session import Session
from pages.ui.app.widgets import bound
from pages.ui.room import distribution
from pages.ui.room import guess as host

QUESTION = questions.LISTED[questions.EPOCH]
GUESSES = (10, 20, 30, 40, 50, 60, 70, 80, 90, 95)  # per cent
SECONDS = 0.4  # between two looks at the room
GONE = "The room cannot be reached just now. Ask for a guess by hand."
CLOSED = "The room with the phones is closed. Ask for a guess by hand."
NOBODY = "Nobody has guessed on a phone."


def show(visitor: Session) -> None:
    """Ask the room, and say how well the network reads before it has learnt."""
    test = networks.test_of(visitor.visit, networks.in_use(visitor), "talk_guess")
    now = numbers.percent(test.accuracy, 0)
    html.styles(host.STYLE)
    room, sentence = _room_of(visitor)
    if room and (question := _asked(room)):
        if room.guesses or not question.revealed:
            frame.part(visitor.visit, _look, visitor, now, host.stage(room), every=SECONDS)
            return
        sentence = NOBODY
    with st.container(horizontal=True, vertical_alignment="center", key="talk_no_guesses"):
        if sentence:
            st.html(div("tn-talk-words", sentence))
        if room:
            label = "Ask again" if sentence else "Ask the phones"
            st.button(label, key="talk_ask", on_click=questions.ask, args=(visitor, QUESTION))
    _ask_by_hand(visitor, now)
    if sentence == GONE:  # the room's part comes as soon as it can be reached again
        steering.wait(visitor)


def _room_of(visitor: Session) -> tuple[Room | None, str]:
    """Return the speaker's open room; or None and why not, "" where none was opened."""
    if visitor.room.host is None:
        return None, ""
    try:
        room = questions.seen(visitor)
        return room, "" if room else CLOSED
    except StoreGone:
        return None, GONE


def _asked(room: Room | None) -> Question | None:
    """Return the room's question, if it is the one of this step."""
    question = room.question if room else None
    return question if question and question.kind == questions.EPOCH else None


def _look(visitor: Session, now: str, stage: tuple[object, ...]) -> None:
    """Show what the phones do, beside the accuracy by `now`."""
    room, _ = _room_of(visitor)
    if room is None or room.question is None or host.stage(room) != stage:
        st.rerun()
    if room.question.revealed:
        middle = guesses.in_words(room.question, guesses.middle(room.guesses))
        words = "in the middle of all guesses" if len(room.guesses) > 1 else "the only guess"
        drawn = div("tn-talk-drawn", distribution.of(room.question, room.guesses))
        st.html(div("tn-talk-two tn-talk-shown", _large("The room says", middle, words), drawn))
        return
    count, words = guesses.how_many(room).split(" ", 1)
    share = _large("Now", now, "of the test digits are right")
    st.html(div("tn-talk-two tn-talk-guesses", share, _large("The room", count, words)))
    with st.container(horizontal=True, horizontal_alignment="center", key="talk_reveal"):
        st.button(
            "Show the guesses",
            key="talk_show_guesses",
            type="primary",
            on_click=reveal,
            args=(visitor,),
        )


def _ask_by_hand(visitor: Session, now: str) -> None:
    train = visitor.views.train
    said = "?" if train.guess is None else f"{train.guess:g} %"
    two = _large("Now", now), _large("The room says", said)
    st.html(div("tn-talk-two tn-talk-guesses", *two))

    def take(value: float | None) -> None:
        train.guess = None if value is None else float(value)

    with st.container(key="talk_guess_row"):
        bound(
            st.pills,
            "The room's guess",
            GUESSES,
            format_func=lambda value: f"{value} %",
            key="talk_guess_pills",
            value=int(train.guess) if train.guess in GUESSES else None,
            then=take,
            label_visibility="collapsed",
        )
        bound(
            st.number_input,
            "Another number, in per cent",
            0.0,
            100.0,
            key="talk_guess_number",
            value=train.guess,
            then=take,
            step=1.0,
            format="%g",
            placeholder="another number",
            label_visibility="collapsed",
        )


def _large(above: str, number: str, *below: str) -> Html:
    words = [tag("p", text, kind="tn-talk-words") for text in (above, *below)]
    words.insert(1, tag("p", number, kind="tn-talk-number"))
    return div("tn-talk-large", *words)


def ask(visitor: Session) -> None:
    """Ask the room, unless phones can answer already."""
    room, _ = _room_of(visitor)
    question = _asked(room)
    if room and (question is None or question.revealed):
        questions.ask(visitor, QUESTION)


def reveal(visitor: Session) -> None:
    """Show the guesses, and take the middle one for what the room says."""
    steering.change(visitor, rules.revealed)
    room, _ = _room_of(visitor)
    if room and _asked(room) and room.guesses:
        visitor.views.train.guess = guesses.middle(room.guesses)


def close(visitor: Session) -> None:
    """Take no more guesses: from now on the room sees how it goes."""
    question = _asked(_room_of(visitor)[0])
    if question and not question.revealed:
        reveal(visitor)


def result(visitor: Session) -> str:
    """Return the truth and how many phones were nearest, once the room may know; else ""."""
    room, _ = _room_of(visitor)
    question = _asked(room)
    if not (room and question and question.truth and room.guesses):
        return ""
    return guesses.verdict(question, room.guesses)
