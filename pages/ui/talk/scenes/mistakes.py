"""Mistakes on the stage: misread digits, and what is gained by answering only when sure."""

import streamlit as st

from nn.answers import NO_ANSWER
from nn.explain import confusion
from pages.ui.app import digits, networks, pictures
from pages.ui.app.html import div, tag
from pages.ui.app.numbers import a_digit, percent
from pages.ui.app.state.session import Session
from pages.ui.app.widgets import bound_to

SHOWN = 8


def show(visitor: Session) -> None:
    """Show the most wrong answers, and a slider from "always answer" to "only when sure"."""
    readings = networks.readings_of(visitor.visit, networks.in_use(visitor).reader)
    said = ["nothing" if answer == NO_ANSWER else str(answer) for answer in readings.answers]
    cells = [
        tag(
            "figure",
            pictures.picture(
                digits.test_digit(k).image, f"Test digit {k}, {a_digit(readings.labels[k])}"
            ),
            tag("figcaption", f"{readings.labels[k]} read as {said[k]}"),
        )
        for k in confusion.pick(readings, None, None)[:SHOWN].tolist()
    ]
    st.html(div("tn-talk-cards", *cells))
    st.fragment(_only_when_sure)(visitor, readings)


def _only_when_sure(visitor: Session, readings: confusion.Readings) -> None:
    view = visitor.views.mistakes
    label = "Answer if the largest output is at least"
    bound_to(view, "least", st.slider, label, 0.0, 1.0, step=0.01, key="talk_least")
    result = readings.cautious(view.least)
    right = "none of them"
    if result.answered:
        right = f"{percent(result.right / result.answered)} of them right"
    words = [
        tag("b", f"{result.answered:,}"),
        f" of {result.total:,} answered, {right}, {result.wrong:,} wrong. ",
        tag("b", f"{result.left:,}"),
        " left to a person.",
    ]
    st.html(div("tn-talk-words", *words))
