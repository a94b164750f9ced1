"""The parts of the story's steps: the rail above them, words, an equation, our line of code."""

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from nn.explain import source_code
from pages.ui.app import digits, pictures, places
from pages.ui.app.digits import Subject
from pages.ui.app.numbers import a_digit
from pages.ui.app.state.digit import Source
from pages.ui.app.state.session import Session
from pages.ui.app.widgets import back_and_next, choice


def rail(visitor: Session, read: Subject, names: Sequence[str]) -> str:
    """Show the digit of the story, and its steps; return the one that is on the screen."""
    view = visitor.views.story
    with st.container(key="story_top", horizontal=True, vertical_alignment="bottom"):
        st.title(places.HOW_IT_WORKS.title, anchor=False, width="stretch")
        with st.popover(f"Digit: {_described(read)}", icon=places.DRAW.icon):
            _choose_digit(visitor, read)
        back_and_next(view, range(len(names)), "story")
    numbered = {step: f"{step + 1} {name}" for step, name in enumerate(names)}
    choice(view, "step", "Step", numbered, "story_at", width="stretch")
    return names[view.step]


def say_stand_in(visitor: Session, read: Subject) -> None:
    """Say that a test digit stands in for a missing one, and offer to keep it."""
    trouble = digits.current(visitor).trouble
    if not trouble:
        return
    with st.container(key="story_stand_in", horizontal=True, vertical_alignment="center"):
        st.markdown(f"{trouble} Until then: {_described(read)}.", width="stretch")
        st.page_link(places.DRAW.path, label="Draw a digit", icon=places.DRAW.icon)
        st.button(
            "Read this one",
            key="story_take",
            on_click=visitor.digit.read_from,
            args=(Source.TEST,),
            help="All pages then read this test digit.",
        )


def _choose_digit(visitor: Session, read: Subject) -> None:
    digits.choose(visitor.digit)
    trouble = digits.current(visitor).trouble
    is_test = visitor.digit.source is Source.TEST
    if trouble:
        st.markdown(f"{trouble} Until then you see a test digit:")
    if trouble or is_test:
        digits.choose_test_digit(visitor)
    st.html(pictures.picture(read.image))
    if not is_test:
        st.page_link(places.DRAW.path, label="Go to the Draw page", icon=places.DRAW.icon)


def _described(read: Subject) -> str:
    return read.name if read.label is None else f"{read.name}, {a_digit(read.label)}"


def words(text: str, key: str) -> None:
    """Show a step's plain words in large type; `key` is the step's."""
    with st.container(key=f"story_words_{key}"):
        st.markdown(text)


def equation(latex: str, meaning: str, key: str) -> None:
    """Show an equation, and below it what its letters mean."""
    with st.container(key=f"story_equation_{key}", gap="small"):
        st.latex(latex)
        st.caption(meaning)


def code(function: Callable[..., Any], marker: str, key: str) -> None:
    """Show the statement of our code that contains the marker, with its file and line."""
    excerpt = source_code.statement(function, marker)
    with st.container(key=f"story_code_{key}", gap=None):
        st.caption(f":material/code: {excerpt.file}, line {excerpt.line}")
        st.code(excerpt.text, language="python", wrap_lines=True)
