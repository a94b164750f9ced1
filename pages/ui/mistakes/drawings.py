"""Mistakes, at the end: the corrected drawings of this session, and those from files."""

from collections.abc import Sequence

import numpy as np
import streamlit as st

from nn.answers import NO_ANSWER, Reader
from nn.explain import confusion
from nn.explain.confusion import Readings
from pages.ui.app import digits
from pages.ui.app.state.corrections import NamedDrawing
from pages.ui.app.state.session import Session
from pages.ui.mistakes import cards

MOST = 24  # drawings shown


def show(visitor: Session, reader: Reader) -> None:
    """Show the corrected drawings, and how the network in use reads them now."""
    drawings = visitor.corrections.drawings
    if not drawings:
        st.markdown(
            "None yet. When a drawing is misread, choose “It was a …” below the answer on Draw and "
            "say what it was. There you can also load the drawings that you saved as a file."
        )
        return
    readings = visitor.visit.keep(
        "drawings_read", (reader, tuple(drawings)), lambda: _read(reader, drawings)
    )
    worst = confusion.ranking(readings)[:MOST].tolist()
    more = f" Shown are the {MOST} that it reads worst." if len(drawings) > MOST else ""
    st.markdown(
        f"The network in use reads **{readings.correct} of {len(readings)}** as they were meant."
        f"{more}"
    )
    view = visitor.views.mistakes
    chosen = view.drawing = next((k for k in worst if k == view.drawing), worst[0])
    cards.choose(
        "drawings",
        worst,
        lambda k: cards.card(drawings[k].image, readings, k),
        chosen,
        lambda k: setattr(view, "drawing", k),
    )
    st.markdown(
        f"Drawing {chosen + 1}. {cards.in_words(readings, chosen)} {_history(drawings[chosen])}"
    )
    digits.open_with(visitor, "drawings", lambda _: _take(visitor))


def _read(reader: Reader, drawings: Sequence[NamedDrawing]) -> Readings:
    """Return what a network reads in at least one drawing."""
    seen = [reader.see(drawing.image) for drawing in drawings]
    labels = np.array([drawing.digit for drawing in drawings], np.uint8)
    no_digit = np.array([one.no_digit for one in seen])
    return confusion.readings_of(np.stack([one.outputs for one in seen]), labels, no_digit)


def _history(drawing: NamedDrawing) -> str:
    if drawing.answer is None:
        return "It was loaded from a file."
    if drawing.no_digit:
        return "The network saw no digit in it when it was corrected."
    before = "had no answer" if drawing.answer == NO_ANSWER else f"was read as {drawing.answer}"
    return f"It {before} when it was corrected."


def _take(visitor: Session) -> None:
    number = visitor.views.mistakes.drawing or 0
    drawing = visitor.corrections.drawings[number]
    name = f"corrected drawing {number + 1}"
    digits.read_prepared(visitor.digit, drawing.image, name, drawing.digit)
