"""The Experiments page: the form, and what has come of it."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from nn.errors import Refused
from nn.experiments.experiment import Experiment
from nn.experiments.study import Study, StudyState
from nn.runs.host import HOST
from pages.ui.app import frame, places, studies
from pages.ui.app.guessing import field
from pages.ui.app.guessing.questions import of_experiment
from pages.ui.app.state.session import Session
from pages.ui.experiments import conduct, form, results, sharing

TICK_SECONDS = 1.0


def show(visitor: Session) -> None:
    """Show the form, or the results of what was started."""
    sharing.read(visitor)
    asked = visitor.experiments
    with st.container(horizontal=True, vertical_alignment="bottom", key="experiments_top"):
        st.title(places.EXPERIMENTS.title, anchor=False, width="stretch")
        if not asked.study:
            form.choose_start(visitor)
    frame.show_trouble(visitor.visit)
    if study := asked.study:
        frame.part(
            visitor.visit,
            _look,
            visitor,
            study,
            every=lambda: TICK_SECONDS * HOST.crowding if study.state.under_way else None,
            follows=lambda: (asked.study, bool(study.snapshot().results)),
        )
    else:
        experiment = form.show(visitor)
        _guess(visitor)
        if experiment:
            _offer_start(visitor, experiment)
    sharing.show(visitor)


def _look(visitor: Session, study: Study) -> None:
    """Show an experiment as it is now: the only clock of this page."""
    view = study.snapshot()
    with st.container(horizontal=True, vertical_alignment="center", key="experiments_drive"):
        if view.state.under_way:
            _button("Stop", "stop", conduct.stop, visitor, type="primary")
        elif view.state is not StudyState.FINISHED:
            _button("Go on", "play_arrow", conduct.start, visitor, type="primary")
        if not view.state.under_way:  # a slip would take the results away
            _button("New experiment", "replay", conduct.begin_anew, visitor)
        st.progress(len(view.results) / len(view.experiment), studies.progress(view))
    if view.state is StudyState.FAILED:
        st.error(frame.as_it_is(view.message), icon=":material/error:")
    _guess(visitor)
    results.show(visitor, view)


def _guess(visitor: Session) -> None:
    """Ask what will come of the experiment, or say what was guessed of it."""
    if asked := of_experiment(visitor.experiments):
        field.show(visitor, asked)


def _offer_start(visitor: Session, experiment: Experiment) -> None:
    """Show the button that starts the experiment that is set up, and how much it is."""
    try:
        conduct.check(experiment)
    except Refused as error:
        st.warning(frame.as_it_is(str(error)), icon=":material/info:")
        return
    with st.container(horizontal=True, vertical_alignment="center", key="experiments_begin"):
        _button("Start", "play_arrow", conduct.start, visitor, type="primary")
        st.markdown(conduct.how_much(experiment), width="content")


def _button(
    label: str, icon: str, act: Callable[[Session], None], visitor: Session, **options: Any
) -> None:
    key = f"experiments_{label.lower().replace(' ', '_')}"
    st.button(label, key=key, icon=f":material/{icon}:", on_click=act, args=(visitor,), **options)
