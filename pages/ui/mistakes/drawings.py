"""Mistakes, at the end: the corrected drawings of this session, and those from files."""

import streamlit as st

from nn.answers import NO_ANSWER, Reader
from nn.explain import confusion
from pages.ui.app.state.corrections import NamedDrawing, as_images
from pages.ui.app.state.session import Session
from pages.ui.app.visitor import digits
from pages.ui.mistakes import cards

MOST = 24  # drawings shown


def show(visitor: Session, reader: Reader) -> None:
    """Show the corrected drawings, and how the network in use reads them now."""
    drawings = visitor.corrections.drawings
    if not drawings:
        st.markdown(
            "None yet. When a drawing is misread, choose “Teach it” beside the answer on Draw and "
            "say what it was. There you can also load the drawings that you saved as a file."
        )
        return
    readings = visitor.visit.keep(
        "mistakes.drawings",
        (reader, tuple(drawings)),
        lambda: confusion.read(reader, as_images(drawings)),
    )
    worst = confusion.ranking(readings)[:MOST].tolist()
    more = f" Shown are the {MOST} that it reads worst." if len(drawings) > MOST else ""
    st.markdown(
        f"The network in use reads **{readings.correct} of {len(readings)}** as they were meant."
        f"{more}"
    )
    images = {k: drawings[k].image for k in worst}
    k = cards.choose(visitor.views.mistakes, "drawing", images, readings)
    st.markdown(f"Drawing no. {k + 1}. {cards.in_words(readings, k)} {_history(drawings[k])}")

    def read() -> None:
        name = f"corrected drawing no. {k + 1}"
        digits.read_prepared(visitor.digit, images[k], name, drawings[k].digit)

    digits.open_with(visitor, "drawings", read)


def _history(drawing: NamedDrawing) -> str:
    if (answer := drawing.answer) is None:
        return "It was loaded from a file."
    if answer.no_digit:
        return "The network saw no digit in it when it was corrected."
    before = "had no answer" if answer.digit == NO_ANSWER else f"was read as {answer.digit}"
    return f"It {before} when it was corrected."
