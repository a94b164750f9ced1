"""Only when sure, on Mistakes: the effect of answering only above a chosen output."""

import streamlit as st

from nn.explain.confusion import LEVELS, Readings
from nn.figures.left_to_a_person import asking_curve
from pages.ui.app import charts
from pages.ui.app.numbers import percent
from pages.ui.app.state.session import Visit
from pages.ui.app.state.views import MistakesView
from pages.ui.app.widgets import bound_to


def show(visit: Visit, view: MistakesView, readings: Readings) -> None:
    """Let the network answer only above a chosen output, and show the effect."""
    st.markdown("A bank would rather ask a person than read a cheque wrongly.")
    label = "Answer if the largest output is at least"
    bound_to(view, "least", st.slider, label, 0.0, 1.0, step=0.01, key="least")
    result = readings.cautious(view.least)
    st.markdown(
        f"Answered: **{result.answered:,}** of {result.total:,} images "
        f"({percent(result.answered / result.total)}), **"
        f"{percent(result.right / result.answered, 2)}** of them right, {result.wrong:,} wrong.  \n"
        f"Left to a person: **{result.left:,}** images."
        if result.answered
        else f"Nothing is answered. Left to a person: **{result.left:,}** images."
    )
    results = visit.keep(
        "caution", readings, lambda: [readings.cautious(level) for level in LEVELS]
    )
    figure = asking_curve(LEVELS, results, view.least, "images")
    charts.show(figure, height=260, key="caution_curve")
