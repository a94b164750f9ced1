"""The Experiments page: the choice of what is asked, its controls, and what has come of it.

Each way of asking is a module with

    QUESTION                what it asks, in a sentence
    controls(visitor)       what to set up, which it keeps as the draft of `visitor.experiments`
    results(visitor, view)  chart, numbers and what they mean
"""

from typing import Protocol

import streamlit as st

from nn.experiments.study import Study, StudyView
from pages.ui.app import closer, frame, places, widgets
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
    closer.follow(visitor.visit)
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
        every = driving.tick(study.snapshot())
        seen = visitor.visit.into_view
        st.fragment(_look, run_every=every)(visitor, study, every, seen)
    else:
        MODULES[experiments.way].controls(visitor)
        prediction.ask(visitor)
        driving.offer_start(visitor)
    sharing.show(visitor)


def _look(visitor: Session, study: Study, every: float | None, seen: tuple[str, int]) -> None:
    """Show an experiment as it is now: the only clock of this page."""
    view = study.snapshot()
    other = visitor.experiments.now.study is not study or driving.tick(view) != every
    visit = visitor.visit
    if other or visit.needs_page or visit.goes_to or visit.into_view != seen:
        st.rerun()  # what stands above a fragment changes only with the page
    driving.show(visitor, view)
    prediction.beside(visitor, view)
    MODULES[visitor.experiments.way].results(visitor, view)
