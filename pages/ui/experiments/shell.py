"""The Experiments page: the choice of what is asked, its controls, and what has come of it.

Each way of asking is a module with

    QUESTION                what it asks, in a sentence
    controls(visitor)       what to set up, which it keeps as the draft of `visitor.experiments`
    results(visitor, view)  chart, numbers and what they mean
"""

from typing import Protocol

import streamlit as st

from nn.experiments.study import Study, StudyView
from pages.ui.app import frame, places, widgets
from pages.ui.app.state.experiments import Way
from pages.ui.app.state.session import Session
from pages.ui.experiments import compare, driving, lottery, prediction, search, sharing

WAYS = {way: way.value for way in Way}


class Asks(Protocol):
    """A way of asking."""

    QUESTION: str

    def controls(self, visitor: Session) -> None:
        """Show what to set up."""

    def results(self, visitor: Session, view: StudyView) -> None:
        """Show what has come of it so far."""


MODULES: dict[Way, Asks] = {Way.LOTTERY: lottery, Way.COMPARE: compare, Way.SEARCH: search}


def show(visitor: Session) -> None:
    """Show the page."""
    sharing.read(visitor)
    experiments = visitor.experiments
    with st.container(horizontal=True, vertical_alignment="bottom", key="experiments_top"):
        st.title(places.EXPERIMENTS.title, anchor=False, width="stretch")
        widgets.choice(
            experiments, "way", "What to ask", WAYS, key="experiments_way", width="content"
        )
    frame.show_trouble(visitor.visit)
    st.markdown(MODULES[experiments.way].QUESTION)
    if study := experiments.now.study:
        frame.part(
            visitor.visit,
            _look,
            visitor,
            study,
            every=lambda: driving.tick(study.snapshot()),
            follows=lambda: experiments.now.study,
        )
    else:
        MODULES[experiments.way].controls(visitor)
        prediction.ask(visitor)
        driving.offer_start(visitor)
    sharing.show(visitor)


def _look(visitor: Session, study: Study) -> None:
    """Show an experiment as it is now: the only clock of this page."""
    view = study.snapshot()
    driving.show(visitor, view)
    prediction.beside(visitor, view)
    MODULES[visitor.experiments.way].results(visitor, view)
