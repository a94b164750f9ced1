"""Mistakes, at the end: the drawings of this session that somebody corrected."""

import streamlit as st

from nn.answers import NO_ANSWER
from nn.explain import confusion
from nn.network import Network
from pages.ui.app.digit import Picture, Source
from pages.ui.app.pictures import file_of
from pages.ui.app.session import Session
from pages.ui.mistakes import cards

MOST = 24  # drawings shown


def show(visitor: Session, network: Network) -> None:
    """Show the corrected drawings, and how the network in use reads them now."""
    st.subheader("Your corrected drawings", anchor=False)
    records = visitor.corrections.records
    if not records:
        st.markdown(
            "None yet. When a drawing is misread, choose “It was a …” below the answer on Draw and "
            "say what it was."
        )
        return
    readings = visitor.visit.keep(
        "drawings_read",
        (network, tuple(records)),
        lambda: confusion.read_one_by_one(
            network, [one.image for one in records], [one.digit for one in records]
        ),
    )
    shown = confusion.ranking(readings)[:MOST].tolist()
    more = f" Shown are the {MOST} that it reads worst." if len(records) > MOST else ""
    st.markdown(
        f"The network in use reads **{readings.correct} of {len(readings)}** as they were meant."
        f"{more}"
    )
    view = visitor.views.mistakes
    chosen = view.drawing = next((k for k in shown if k == view.drawing), shown[0])
    cards.choose(
        "drawings",
        shown,
        lambda k: cards.card(records[k].image, readings, k),
        chosen,
        lambda k: setattr(view, "drawing", k),
    )
    then = records[chosen].answer
    before = "had no answer" if then == NO_ANSWER else f"was read as {then}"
    st.markdown(
        f"Drawing {chosen + 1}. {cards.in_words(readings, chosen)} "
        f"It {before} when it was corrected."
    )
    cards.send(visitor, "drawings", lambda: _take(visitor))


def _take(visitor: Session) -> None:
    number = visitor.views.mistakes.drawing or 0
    record = visitor.corrections.records[number]
    visitor.digit.picture = Picture(
        record.image,
        f"corrected drawing {number + 1}",
        file_of(record.image, "JPEG", cards.LARGE),
        ready=True,
        label=record.digit,
    )
    visitor.digit.read_from(Source.PICTURE)
