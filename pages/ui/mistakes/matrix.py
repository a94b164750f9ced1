"""The confusion matrix on Mistakes, and what a click on one of its cells does."""

import streamlit as st

from nn import figures
from nn.explain import confusion
from nn.explain.confusion import Readings
from pages.ui.app import charts
from pages.ui.app.state.session import Visit
from pages.ui.app.state.views import MistakesView
from pages.ui.app.widgets import choice

NUMBERS = {False: "Images", True: "% of the row"}


def show(visit: Visit, view: MistakesView, readings: Readings) -> None:
    """Show the confusion matrix; a click on a cell shows its digits."""
    choice(view, "shares", "Numbers", NUMBERS, key="matrix_numbers")
    figure = visit.keep(
        "confusion_figure",
        (readings, view.shares, view.digit, view.answer),
        lambda: figures.confusion_matrix(
            confusion.confusion_matrix(readings), view.shares, (view.digit, view.answer)
        ),
    )
    charts.show_clickable(figure, "confusion", 460, lambda cell: view.show(*map(int, cell)))
    st.caption(
        "Each row is a digit, each column what it is read as. Grey cells are read right; the "
        "stronger the orange, the more frequent the mistake. Click a cell to see its digits."
    )
