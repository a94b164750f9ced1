"""The guess in a talk: a room's phones are asked, or the speaker asks and types the answer."""

import streamlit as st

from pages.ui.app import formats, fragments
from pages.ui.app.html import Html, div, span, tag
from pages.ui.app.state.session import Session
from pages.ui.app.visitor import networks
from pages.ui.class_room import rules, steering
from pages.ui.class_room.guessing import field, histogram, questions, the_truth
from pages.ui.class_room.guessing.guess_in_words import how_many, in_words, middle


def show(visitor: Session) -> None:
    """Ask the room, and say how well the network reads before it has learnt."""
    used = networks.in_use(visitor)
    test = networks.test_of(visitor.visit, used, "talk_guess")
    now, question = formats.percent(test.accuracy, 0), questions.of_epoch(visitor.training.config)
    st.html(histogram.STYLE)
    fragments.show(
        visitor.visit,
        _look,
        visitor,
        now,
        every=lambda: steering.ROOM_SECONDS if visitor.room.host else None,
        follows=lambda: (room := _room_with_guesses(visitor)) and the_truth.stage(room),
    )
    with st.container(
        horizontal=True, horizontal_alignment="center", vertical_alignment="center", key="talk_ask"
    ):
        if not (room := _room_with_guesses(visitor)):
            if visitor.room.host:
                label, act, args = "Ask the phones", the_truth.ask, (visitor, question)
                st.button(label, key="talk_ask_phones", on_click=act, args=args)
        elif room.question and not room.question.revealed:
            label, act, args = "Show the guesses", the_truth.reveal, (visitor, room.question)
            st.button(label, key="talk_show_guesses", type="primary", on_click=act, args=args)


def _room_with_guesses(visitor: Session) -> rules.Room | None:
    """Return the speaker's room while it guesses or has guessed; else the speaker asks."""
    room = field.room_with(visitor, questions.of_epoch(visitor.training.config))
    is_over = room and room.question and room.question.revealed and not room.guesses
    return None if is_over else room


def _look(visitor: Session, now: str) -> None:
    """Show what the phones do, or what the speaker typed, beside the accuracy by `now`."""
    room, kind = _room_with_guesses(visitor), "tn-talk-guesses"
    if room is None or room.question is None:
        question = questions.of_epoch(visitor.training.config)
        guess = visitor.guesses.get(question)
        said = "?" if guess is None else in_words(question, guess)
        st.html(div("tn-talk-guess", _large("The room says", said), _scale(now, guess)))
        return
    if room.question.revealed:
        kind, number = "tn-talk-shown", in_words(room.question, middle(room.guesses))
        below = "in the middle of all guesses" if len(room.guesses) > 1 else "the only guess"
        left = _large("The room says", number, below)
        right = histogram.of(room.question, room.guesses)
    else:
        count, below = how_many(room).split(" ", 1)
        left = _large("Now", now, "of the test digits are right")
        right = _large("The room", count, below)
    st.html(div(f"tn-talk-two {kind}", left, right))


def _scale(now: str, guess: float | None) -> Html:
    """Return a line from 0 to 100 % with the accuracy now; remote.js moves the guess on it."""
    marker = tag("b", kind="tn-talk-marker", style="" if guess is None else f"left:{guess:g}%")
    here = span("tn-talk-now", f"now {now}", style=f"left:{now.split()[0]}%")
    return div(
        "tn-talk-scale", marker, here, *(span("", f"{k}\N{NO-BREAK SPACE}%") for k in (0, 100))
    )


def _large(above: str, number: str, *below: str) -> Html:
    sentences = [tag("p", text, kind="tn-talk-words") for text in (above, *below)]
    sentences.insert(1, tag("p", number, kind="tn-talk-number"))
    return div("tn-talk-large", *sentences)


def ask(visitor: Session) -> None:
    """Ask the room, unless phones can answer already."""
    question = questions.of_epoch(visitor.training.config)
    room = field.room_with(visitor, question)
    if visitor.room.host and (not room or not room.question or room.question.revealed):
        the_truth.ask(visitor, question)
