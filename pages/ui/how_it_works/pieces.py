"""What every step of the story is made of: words, an equation under them, our line of code."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from nn.explain import source


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
    """Show the statement of our code in which the marker stands, and where it is."""
    found = source.statement(function, marker)
    with st.container(key=f"story_code_{key}", gap=None):
        st.caption(f":material/code: {found.file}, line {found.line}")
        st.code(found.text, language="python", wrap_lines=True)
