"""Where a guess is given, alone or by the room, and what is said of it beside the result."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from nn.experiments.study import Study
from nn.runs.run import Run
from pages.ui.app import fragments, html
from pages.ui.app.glossary import marked
from pages.ui.app.state.room import Question
from pages.ui.app.state.session import Session
from pages.ui.app.widgets import bound, button
from pages.ui.class_room import rules, steering, store
from pages.ui.class_room.guessing import guess_in_words, the_truth

ASK_ROOM = (
    "Phones get this question in place of any other. When you start, guessing ends and all guesses "
    "are shown."
)


def show(visitor: Session, question: Question) -> None:
    """Ask for a guess about a run or an experiment; once it has begun, say what was guessed.

    It asks before the start only: later, each rerun would remove what somebody is typing.
    """
    teller, known = the_truth.teller_of(visitor, question)
    if not the_truth.has_begun(teller):
        with st.container(
            horizontal=True, vertical_alignment="center", width="content", key="your_guess"
        ):
            st.markdown(f"**Your guess.** {marked(html.as_it_is(question.text))}", width="content")
            _answer(visitor, question)
            if visitor.room.host:
                every = steering.ROOM_SECONDS
                fragments.show(visitor.visit, _ask_room, visitor, question, every=every)
        return
    said = []
    if (guess := visitor.guesses.get(question)) is not None:
        said.append(html.span("", guess_in_words.own(known, guess)))
    if guesses := _of_room(visitor, teller, known):
        said.append(html.span("", guess_in_words.of_room(known, guesses, says_truth=guess is None)))
    if said:
        about = html.span("tn-guess-about", question.text)
        st.html(html.div("tn-guess", about, *said), width="content")


def _answer(visitor: Session, question: Question) -> None:
    """Show where a visitor answers a question."""

    def guess(value: float | None) -> None:
        if value is None:
            visitor.guesses.pop(question, None)
        else:
            visitor.guesses[question] = float(value)

    value = visitor.guesses.get(question)
    control(question, f"Your guess: {question.text}", f"guess_{question.kind}", value, guess)


def control(
    question: Question, label: str, key: str, value: float | None, then: Callable[[Any], None]
) -> None:
    """Show buttons with the choices of a question, or a number and its unit."""
    common: dict[str, Any] = {"key": key, "then": then, "label_visibility": "collapsed"}
    if question.choices:
        bound(
            st.pills,
            label,
            range(len(question.choices)),
            value=None if value is None else int(value),
            format_func=lambda place: html.as_it_is(question.choices[place]),
            width="content",
            **common,
        )
        return
    bound(
        st.number_input,
        label,
        question.least,
        question.most,
        value=value,
        step=1.0 if question.unit else None,
        format="%.10g",
        width=160,
        **common,
    )
    if question.unit:
        st.markdown(html.as_it_is(question.unit), width="content")


def _ask_room(visitor: Session, question: Question) -> None:
    """Offer to ask the room, or show how many phones have guessed by now."""
    room = room_with(visitor, question)
    if room and room.question and not room.question.truth:
        st.markdown(f"**{guess_in_words.how_many(room)}.**", width="content")
        return
    button(
        "Ask the room", "groups", the_truth.ask, visitor, question, key="ask_room", help=ASK_ROOM
    )


def room_with(visitor: Session, question: Question) -> rules.Room | None:
    """Return the visitor's room if it has this question."""
    try:
        room = the_truth.seen(visitor)
    except store.StoreGone:
        return None
    return room if room and room.question == question else None


def expected(visitor: Session, question: Question) -> tuple[float | None, str]:
    """Return the room's middle guess once it is shown, and a sentence that says who was nearest.

    Where the room has not guessed this, return the visitor's own guess and "".
    """
    teller, known = the_truth.teller_of(visitor, question)
    if guesses := _of_room(visitor, teller, known):
        return guess_in_words.middle(guesses), guess_in_words.of_room(known, guesses)
    return visitor.guesses.get(question), ""


def _of_room(visitor: Session, teller: Run | Study | None, known: Question) -> list[float]:
    """Return the room's guesses once they are shown; [] where it has not guessed this.

    A run or experiment that began before the question does not count, since the room could know its
    result. Nor does a later one with another result than the room got.
    """
    room = room_with(visitor, known)
    if teller in visitor.room.too_early or not (room and room.question and room.question.revealed):
        return []
    return room.guesses if room.question.truth in ((), known.truth) else []
