"""Compare: up to four configurations, each with the same seeds."""

import streamlit as st

from nn.experiments.presets import PRESETS
from nn.experiments.study import StudyView
from nn.experiments.summary import summaries
from pages.ui.app.numbers import percent
from pages.ui.app.state.experiments import Way
from pages.ui.app.state.session import Session

QUESTION = "Which settings are better, beyond luck? Each is trained with the same seeds."


def controls(visitor: Session) -> None:
    """Show what to compare."""
    asked = visitor.experiments.asked[Way.COMPARE]
    if asked.draft is None:
        preset = next(iter(PRESETS.values()))
        asked.draft, asked.named, asked.preset = preset.experiment, preset.cells, preset.name
    st.markdown(", ".join(asked.named))


def results(visitor: Session, view: StudyView) -> None:
    """Show what has come of it."""
    for summary in summaries(view.experiment, view.results):
        cell = view.experiment.cells[summary.cell]
        st.markdown(f"{view.experiment.named(cell)}: {percent(summary.mean)}")
