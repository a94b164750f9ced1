"""What every step of the story is made of: words, an equation under them, our line of code."""

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from nn.explain import source

PLACES = (2, 3, 4)  # of the parts of a sum


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


def number(value: float, places: int = 2) -> str:
    """Return a number with a true minus sign; enormous ones as powers of ten."""
    text = f"{value:,.{places}f}" if abs(value) < 1e5 else f"{value:.2e}"
    return text.replace("-", "−")


def signed(value: float, places: int = 2) -> str:
    """Return the same with its sign always written."""
    text = number(value, places)
    return text if text.startswith("−") else f"+{text}"


def places_that_add_up(*sums: tuple[Sequence[float], float]) -> int | None:
    """Return to how many places all sums hold as they are written; None if to none of them.

    Parameters
    ----------
    sums : (parts, total)
        Rounded, the parts should add up to the rounded total.
    """
    for places in PLACES:
        if all(
            sum(_in_units(part, places) for part in parts) == _in_units(total, places)
            for parts, total in sums
        ):
            return places
    return None


def _in_units(value: float, places: int) -> int:
    """Return a number as it is written, in units of its last place."""
    return int(f"{value:.{places}f}".replace(".", ""))


def in_latex(value: float, places: int = 2) -> str:
    """Return a number for an equation; in brackets where it is negative."""
    text = number(abs(value), places).replace(",", "{,}").replace("−", "-")
    return f"(-{text})" if value < 0 else text
