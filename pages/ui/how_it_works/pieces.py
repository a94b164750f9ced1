"""The parts of the story's steps: its digit, words, and an equation beside our line of code."""

import streamlit as st

from pages.ui.app import digits, pictures, places, steps
from pages.ui.app.digits import Subject
from pages.ui.app.numbers import a_digit
from pages.ui.app.state.digit import Source
from pages.ui.app.state.session import Session
from pages.ui.app.words import marked


def choose_digit(visitor: Session, read: Subject) -> None:
    """Show which digit the story is told with, and how to choose another one."""
    what = "" if read.label is None else f", {a_digit(read.label)}"
    with st.popover(f"Digit: {read.name}{what}", icon=places.DRAW.icon):
        digits.choose(visitor.digit)
        digits.choose_in_its_place(visitor)
        st.html(pictures.picture(read.image))
        if visitor.digit.source is not Source.TEST:
            st.page_link(places.DRAW.path, label="Go to the Draw page", icon=places.DRAW.icon)


def words(text: str, key: str) -> None:
    """Show a step's plain words in large type; `key` is the step's."""
    with st.container(key=f"story_words_{key}"):
        st.markdown(marked(text))


def equation_and_code(latex: str, letters: str, line: steps.Line) -> None:
    """Show an equation, what its letters mean, and our line of code."""
    left, right = st.columns([3, 2], gap="medium")
    with left:
        st.latex(latex)
        st.caption(marked(letters))
    with right:
        steps.code(line)
