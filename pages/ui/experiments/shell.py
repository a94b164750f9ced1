"""The Experiments page: the choice of what is asked, its controls, and what has come of it."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from nn.errors import Refused
from nn.experiments.study import Study, StudyState
from nn.runs.host import HOST
from pages.ui.app import frame, places, studies, widgets
from pages.ui.app.state.experiments import Way
from pages.ui.app.state.session import Session
from pages.ui.experiments import compare, controls, lottery, prediction, search, sharing

TICK_SECONDS = 1.0
WAYS = {way: way.value for way in Way}


QUESTIONS = {
    Way.LOTTERY: "How much of a result is luck? The same settings are trained again and again, and "
    "only the seed differs.",
    Way.COMPARE: "Which settings are better, beyond luck? Each is trained with the same seeds.",
    Way.SEARCH: "Where are the best settings? Each combination is trained with the same seeds.",
}
RESULTS = {Way.LOTTERY: lottery.show, Way.COMPARE: compare.show, Way.SEARCH: search.show}


def show(visitor: Session) -> None:
    """Show the form of the way that is open, and the results below it."""
    sharing.read(visitor)
    experiments = visitor.experiments
    with st.container(horizontal=True, vertical_alignment="bottom", key="experiments_top"):
        st.title(places.EXPERIMENTS.title, anchor=False, width="stretch")
        widgets.choice(
            experiments, "way", "What to ask", WAYS, key="experiments_way", width="content"
        )
    frame.show_trouble(visitor.visit)
    st.markdown(QUESTIONS[experiments.way])
    if study := experiments.now.study:
        frame.part(
            visitor.visit,
            _look,
            visitor,
            study,
            every=lambda: TICK_SECONDS * HOST.crowding if study.state.under_way else None,
            follows=lambda: experiments.now.study,
        )
    else:
        controls.show(visitor)
        prediction.ask(visitor)
        _offer_start(visitor)
    sharing.show(visitor)


def _look(visitor: Session, study: Study) -> None:
    """Show an experiment as it is now: the only clock of this page."""
    view = study.snapshot()
    with st.container(horizontal=True, vertical_alignment="center", key="experiments_drive"):
        if view.state.under_way:
            _button("Stop", "stop", studies.stop, visitor, type="primary")
        elif view.state is not StudyState.FINISHED:
            _button("Go on", "play_arrow", studies.go_on, visitor, type="primary")
        _button("New experiment", "replay", studies.new, visitor)
        st.progress(len(view.results) / len(view.experiment), studies.in_words(view))
    if view.state is StudyState.FAILED:
        st.error(frame.as_it_is(view.message), icon=":material/error:")
    prediction.beside(visitor, view)
    RESULTS[visitor.experiments.way](visitor, view)


def _offer_start(visitor: Session) -> None:
    """Show the button that starts the experiment that is set up, and how much it is."""
    experiment = visitor.experiments.now.experiment
    if experiment is None:
        return
    try:
        studies.check(experiment)
    except Refused as error:
        st.warning(frame.as_it_is(str(error)), icon=":material/info:")
        return
    with st.container(horizontal=True, vertical_alignment="center", key="experiments_begin"):
        _button("Start", "play_arrow", studies.start, visitor, type="primary")
        st.markdown(studies.how_much(experiment), width="content")


def _button(
    label: str, icon: str, act: Callable[[Session], None], visitor: Session, **options: Any
) -> None:
    key = f"experiments_{label.lower().replace(' ', '_')}"
    st.button(label, key=key, icon=f":material/{icon}:", on_click=act, args=(visitor,), **options)
