"""Only when sure, on Mistakes: the effect of answering only above a chosen output."""

import streamlit as st

from nn import figures
from nn.explain import confusion
from nn.explain.confusion import LEVELS, Readings
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
    result = confusion.cautious(readings, view.least)
    st.markdown(
        f"Answered: **{result.answered:,}** of {result.total:,} images "
        f"({percent(result.share)}), **{percent(result.accuracy, 2)}** of them "
        f"right, {result.answered - result.right:,} wrong.  \n"
        f"Left to a person: **{result.left:,}** images."
        if result.answered
        else f"Nothing is answered. Left to a person: **{result.left:,}** images."
    )
    results = visit.keep(
        "caution",
        readings,
        lambda: [confusion.cautious(readings, level) for level in LEVELS],
    )
    charts.show(
        figures.caution_curve(LEVELS, results, view.least),
        height=260,
        key="caution_curve",
    )
