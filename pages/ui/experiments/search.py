"""Search: a grid over two settings, each cell with the same seeds."""

from dataclasses import replace

import streamlit as st

from nn.experiments.experiment import Experiment, Varied
from nn.experiments.study import StudyView
from nn.experiments.summary import summaries
from pages.ui.app.numbers import percent
from pages.ui.app.state.experiments import Way
from pages.ui.app.state.session import Session

QUESTION = "Where are the best settings? Each square is a combination of two of them."


def controls(visitor: Session) -> None:
    """Show what to search."""
    asked = visitor.experiments.asked[Way.SEARCH]
    if asked.draft is None:
        base = replace(visitor.training.config, epochs=1)
        varied = (Varied("eta", (0.3, 1.0, 3.0)), Varied("mini_batch_size", (10, 30, 100)))
        asked.draft = Experiment(base, varied, (1, 2))


def results(visitor: Session, view: StudyView) -> None:
    """Show what has come of it."""
    for summary in summaries(view.experiment, view.results):
        cell = view.experiment.cells[summary.cell]
        st.markdown(f"{view.experiment.named(cell)}: {percent(summary.mean)}")
