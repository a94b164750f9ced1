"""Start, stop and go on: the buttons of an experiment, and how far it is."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from nn.errors import Refused
from nn.experiments.study import StudyState, StudyView
from nn.runs.host import HOST
from pages.ui.app import frame, studies
from pages.ui.app.state.session import Session

TICK_SECONDS = 1.0


def tick(view: StudyView) -> float | None:
    """Return the seconds between two looks at an experiment, None where nothing will change."""
    return TICK_SECONDS * HOST.crowding if view.state.under_way else None


def offer_start(visitor: Session) -> None:
    """Show the button that starts the experiment that is set up, and how much it is."""
    draft = visitor.experiments.now.draft
    if draft is None:
        return
    try:
        studies.check(draft)
    except Refused as error:
        st.warning(frame.as_it_is(str(error)), icon=":material/info:")
        return
    with st.container(horizontal=True, vertical_alignment="center", key="experiments_begin"):
        _button("Start", "play_arrow", studies.start, visitor, type="primary")
        st.markdown(studies.how_much(draft), width="content")


def show(visitor: Session, view: StudyView) -> None:
    """Show how far an experiment is, what it waits for, and the buttons that drive it."""
    with st.container(horizontal=True, vertical_alignment="center", key="experiments_drive"):
        if view.state.under_way:
            _button("Stop", "stop", studies.stop, visitor, type="primary")
        elif view.state is not StudyState.FINISHED:
            _button("Go on", "play_arrow", studies.go_on, visitor, type="primary")
        _button("New experiment", "replay", studies.new, visitor)
        st.progress(len(view.results) / len(view.experiment), studies.in_words(view))
    if view.state is StudyState.FAILED:
        st.error(frame.as_it_is(view.message), icon=":material/error:")


def _button(label: str, icon: str, act: Callable[..., None], *args: Any, **options: Any) -> None:
    key = f"experiments_{label.lower().replace(' ', '_')}"
    st.button(label, key=key, icon=f":material/{icon}:", on_click=act, args=args, **options)
