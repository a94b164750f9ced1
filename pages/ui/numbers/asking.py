"""It asks a person where it is not sure, and learns from what they say."""

import streamlit as st

from nn.answers import NO_ANSWER
from nn.mnist import DIGITS
from pages.ui.app import trouble
from pages.ui.app.formats import a_digit
from pages.ui.app.state.session import Session
from pages.ui.app.visitor import correcting
from pages.ui.app.widgets import bound, button
from pages.ui.numbers.sheet import SeenDigit

MOST_NAMED = 300  # digits
NTH = "First Second Third Fourth Fifth Sixth Seventh Eighth Ninth Tenth".split()


def show(visitor: Session, digits: list[SeenDigit]) -> None:
    """Show the digits to choose one from, and the question about it."""
    view = visitor.views.numbers
    if not digits:
        st.caption("Where it is not sure, it asks you here.")
        return
    images = [digit.image for digit in digits]
    # The chosen digit, else the first that asks, else the one that was named last.
    asks = (digit.image for digit in digits if digit.asks)
    latest = next(reversed(visitor.number.named), None)
    wanted = view.chosen if view.chosen in images else next(asks, latest)
    at = images.index(wanted) if wanted in images else None

    def choose(place: int | None) -> None:
        view.chosen = None if place is None else images[place]

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
    if at is None:
        st.caption("If a digit is wrong, choose it here and say what it is.")
        return
    digit = digits[at]
    with st.container(horizontal=True, vertical_alignment="center", key="number_question"):
        if digit.named is None:
            _ask(visitor, digit, at)
        else:
            _show_named(visitor, digit, digit.named)


def _ask(visitor: Session, digit: SeenDigit, at: int) -> None:
    """Offer the two candidates, any other digit, and that it is none."""
    answer, named = digit.read.answer, visitor.number.named
    key = f"{hash(digit.image) & 0xFFFFFFFF:x}"  # a click about another digit comes too late

    def say(said: int) -> None:
        visitor.views.numbers.chosen = None  # the next digit that it asks about comes
        named[digit.image] = said
        if len(named) > MOST_NAMED:
            del named[next(iter(named))]

    def offer(said: int, name: str) -> None:
        label = "Not a digit" if said == NO_ANSWER else str(said)
        button(label, "", say, said, key=f"it_is_{name}{said}_{key}")

    candidates, others = [answer.digit, answer.runner_up], [*range(DIGITS), NO_ANSWER]
    one, other = map(a_digit, candidates)
    question = f"is it {one} or {other}"
    if answer.digit == NO_ANSWER:
        candidates, question = [], "what is it"
    elif answer.no_digit:
        question = f"I see none here. Is it {one}, {other}, or no digit"
        candidates.append(others.pop())
    elif digit.is_cut_in_doubt:  # and not which digit it is, if it is one
        candidates, question = candidates[:1], f"are these strokes {one}"
    st.markdown(f"**{NTH[at]} digit: {question}?**")
    for candidate in candidates:
        offer(candidate, "")
    with st.popover("Another digit", key=f"others_{key}"), st.container(horizontal=True):
        for said in others:
            offer(said, "any_")


def _show_named(visitor: Session, digit: SeenDigit, said: int) -> None:
    """Say what a person said, and offer to learn it."""
    st.markdown(f"**You said: {'no digit' if said == NO_ANSWER else a_digit(said)}.**")
    if newest := correcting.newest_of(visitor, digit.read.image):
        st.markdown(correcting.effect_in_words(visitor.visit, newest))
        button("Undo the correction", "undo", correcting.undo, visitor)
        return

    def learn() -> None:
        with trouble.caught(visitor.visit):
            correcting.correct(visitor, digit.read.image, visitor.number.source, said)

    def take_back() -> None:
        visitor.number.named.pop(digit.image, None)
        visitor.views.numbers.chosen = digit.image  # it stays the one that is talked about

    if said == NO_ANSWER:
        st.caption("It is left out of the number.")
    elif not correcting.is_surely(digit.read.answer, said):
        button(f"Let the network learn this {said}", "school", learn)
    elif digit.read.sure < digit.least:
        st.caption("The network reads it this way already.")
    button("Take it back", "undo", take_back)
