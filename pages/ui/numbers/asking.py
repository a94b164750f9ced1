"""It asks a person where it is not sure, and learns from what they say."""

import streamlit as st

from nn.answers import NO_ANSWER
from nn.mnist import DIGITS
from pages.ui.app import corrections, frame
from pages.ui.app.numbers import a_digit, counted, percent
from pages.ui.app.state.corrections import CorrectedDrawing
from pages.ui.app.state.session import Session
from pages.ui.app.state.views import NumbersView
from pages.ui.app.widgets import bound
from pages.ui.numbers.sheet import Reading, SeenDigit

WRONG = "If a digit is wrong, choose it here and say what it is."
UNDO = ":material/undo:"


def show(visitor: Session, reading: Reading) -> None:
    """Show the digits to choose one from, and the question about it."""
    digits, view = reading.digits, visitor.views.numbers
    if not digits:
        return
    at = in_question(reading, view)
    _choose(visitor, reading, at)
    if at is None:
        st.caption(WRONG)
        return
    digit = digits[at]
    with st.container(horizontal=True, vertical_alignment="center", key="number_question"):
        if digit.told is None:
            _ask(visitor, digit, at)
        else:
            _told(visitor, digit)


def in_question(reading: Reading, view: NumbersView) -> int | None:
    """Return which digit is talked about: the chosen one, the first that asks, the latest named."""
    images = [digit.image for digit in reading.digits]
    asks = (image for image, digit in zip(images, reading.digits, strict=True) if digit.asks)
    wanted = view.chosen if view.chosen in images else next(asks, view.latest)
    return images.index(wanted) if wanted in images else None


def _choose(visitor: Session, reading: Reading, at: int | None) -> None:
    digits, view = reading.digits, visitor.views.numbers

    def choose(place: int | None) -> None:
        view.chosen = None if place is None else digits[place].image

    with st.container(horizontal=True, vertical_alignment="center", key="number_digits"):
        bound(
            st.pills,
            "Which digit",
            range(len(digits)),
            format_func=lambda place: digits[place].label if place < len(digits) else "",
            key="number_digit",
            value=at,
            then=choose,
            label_visibility="collapsed",
        )


def _ask(visitor: Session, digit: SeenDigit, at: int) -> None:
    """Offer the two candidates, and any other digit."""
    answer, key = digit.answer, _key(digit)
    if answer.digit == NO_ANSWER:
        st.markdown(f"**Digit {at + 1}: what is it?**")
    else:
        candidates = [answer.digit, answer.runner_up]
        seen = "I see no digit. Is it" if answer.no_digit else "is it"
        if digit.is_cut_in_doubt:  # and not which digit it is, if it is one
            candidates, seen = candidates[:1], "are these strokes"
        either = " or ".join(map(a_digit, candidates))
        st.markdown(f"**Digit {at + 1}: {seen} {either}?**")
        for candidate in candidates:
            _offer(visitor, digit, candidate, f"{candidate}_{key}")
    with st.popover("Another digit", key=f"others_{key}"), st.container(horizontal=True):
        for other in range(DIGITS):
            _offer(visitor, digit, other, f"any_{other}_{key}")


def _offer(visitor: Session, digit: SeenDigit, said: int, key: str) -> None:
    st.button(str(said), key=f"it_is_{key}", on_click=_tell, args=(visitor, digit, said))


def _key(digit: SeenDigit) -> str:
    """Return what changes with the digit: a click about another one comes too late."""
    return f"{hash(digit.image) & 0xFFFFFFFF:x}"


def _tell(visitor: Session, digit: SeenDigit, said: int) -> None:
    view = visitor.views.numbers
    view.latest = digit.image
    view.chosen = None  # the next digit that it asks about has its turn
    visitor.number.tell(view.latest, said)


def _told(visitor: Session, digit: SeenDigit) -> None:
    """Say what a person said, and offer to learn it."""
    said = digit.told or 0
    newest = corrections.newest_of(visitor, digit.read.image)
    st.markdown(f"**You said: {a_digit(said)}.**")
    if newest:
        st.markdown(_effect(visitor, newest))
        st.button("Undo the correction", icon=UNDO, on_click=corrections.undo, args=(visitor,))
        return
    answer = digit.answer
    if answer.digit != said or answer.unsure or answer.no_digit:
        st.button(
            f"Let the network learn this {said}",
            icon=":material/school:",
            on_click=_learn,
            args=(visitor, digit, said),
        )
    elif digit.read.sure < digit.least:
        st.caption("The network reads it so already.")
    st.button("Take it back", icon=UNDO, on_click=_take_back, args=(visitor, digit))


def _take_back(visitor: Session, digit: SeenDigit) -> None:
    visitor.number.told.pop(digit.image, None)


def _learn(visitor: Session, digit: SeenDigit, said: int) -> None:
    with frame.told(visitor.visit):
        corrections.correct(visitor, digit.read.image, visitor.number.source, said)


def _effect(visitor: Session, record: CorrectedDrawing) -> str:
    """Return what the newest correction has done, in a sentence."""
    forgotten = corrections.forgotten_by(visitor.visit, record)
    has = "has learnt it" if record.correction.there else "has not learnt it yet"
    return (
        f"A copy of the network {has}, in {counted(record.correction.steps, 'step')}. It has "
        f"forgotten {counted(forgotten.lost, 'test digit')} and newly reads {forgotten.gained:,}: "
        f"{percent(forgotten.after / forgotten.total)} of all."
    )
