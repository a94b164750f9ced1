"""Digits to choose one from: each a card with its picture, what it is and what it is read as."""

import base64
import io
from collections.abc import Callable, Sequence

import numpy as np
import streamlit as st
from PIL import Image

from nn.answers import NO_ANSWER
from nn.explain.confusion import Readings
from nn.functions import Array
from pages.ui.app.session import Session

# Where a digit can be looked at more closely.
PAGES = (
    ("Draw", "pages/draw.py", ":material/draw:"),
    ("How it works", "pages/how-it-works.py", ":material/menu_book:"),
    ("Backprop", "pages/backprop.py", ":material/undo:"),
)
LARGE = 10  # screen pixels for each of its own


def choose(
    key: str,
    digits: Sequence[int],
    card: Callable[[int], str],
    chosen: int,
    choose_this: Callable[[int], None],
) -> None:
    """Show the cards of digits to choose one from.

    Cards are the options of one widget: a dozen buttons under a dozen pictures would be slow.

    Parameters
    ----------
    key : str
        Of the widget.
    digits : sequence of int
        What is chosen from.
    card : function
        From one of these to its card, as `card` returns it.
    chosen : int
        The one that is chosen now.
    choose_this : function
        Takes note of another one.
    """
    st.session_state[key] = chosen
    with st.container(key=f"{key}_cards"):
        st.pills(
            "Digits",
            digits,
            format_func=card,
            required=True,
            key=key,
            on_change=lambda: choose_this(st.session_state[key]),
            label_visibility="collapsed",
            width="stretch",
        )


def card(image: Array, readings: Readings, k: int) -> str:
    """Return a card's Markdown: the picture (28, 28) in [0, 1], and how it is read."""
    data = base64.b64encode(file_of(image)).decode("ascii")
    answer = int(readings.answers[k])
    if answer == NO_ANSWER:
        lines = f"**{readings.labels[k]}** *no answer*"
    else:
        lines = f"**{readings.labels[k]} read as {answer}** *output {readings.sure[k]:.2f}*"
    return f"![](data:image/png;base64,{data}) {lines}"


def file_of(image: Array, kind: str = "PNG", times: int = 1) -> bytes:
    """Return an image (28, 28) in [0, 1] as a file, dark on white, `times` as large."""
    grey = (255 - np.clip(image, 0, 1) * 255).astype(np.uint8)
    file = io.BytesIO()
    Image.fromarray(np.kron(grey, np.ones((times, times), np.uint8))).save(file, kind)
    return file.getvalue()


def in_words(readings: Readings, k: int) -> str:
    """Return how a digit is read, in a sentence."""
    label, answer = int(readings.labels[k]), int(readings.answers[k])
    if answer == NO_ANSWER:
        return f"It is a **{label}**, and there is no answer: the outputs are no numbers."
    said = f"It is a **{label}**, read as **{answer}** with an output of {readings.sure[k]:.2f}"
    if label == answer:
        return f"{said}."
    return f"{said}; the output for {label} is {readings.outputs[k, label]:.2f}."


def send(visitor: Session, key: str, take: Callable[[], None]) -> None:
    """Show a button for each page that a digit can be sent to; `take` makes it the one read."""
    with st.container(horizontal=True, key=f"{key}_send"):
        for title, path, icon in PAGES:
            st.button(
                title,
                key=f"{key}_{title}",
                icon=icon,
                on_click=_send,
                args=(visitor, path, take),
            )


def _send(visitor: Session, path: str, take: Callable[[], None]) -> None:
    take()
    # Backprop begins at its beginning, with this digit: not with a mini-batch, half-way through.
    visitor.views.backprop.batch, visitor.views.backprop.step = False, "in"
    visitor.views.mistakes.go_to = path


def follow(visitor: Session) -> None:
    """Open the page that a digit was sent to, before this one is made once more."""
    path, visitor.views.mistakes.go_to = visitor.views.mistakes.go_to, ""
    if path:
        st.switch_page(path)
