"""Start, stop and go on: the buttons of an experiment, how far it is, and what it waits for."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from nn.errors import Refused
from nn.experiments.experiment import Experiment
from nn.experiments.host import STUDIES
from nn.experiments.study import Study, StudyState, StudyView
from nn.fast_reading import cores
from nn.runs.host import HOST
from pages.ui.app import frame
from pages.ui.app.numbers import counted, duration, ordinal
from pages.ui.app.state.experiments import Asked
from pages.ui.app.state.session import Session

TICK_SECONDS = 1.0
MOST_RUNS = 500  # on the page


def tick(view: StudyView) -> float | None:
    """Return the seconds between two looks at an experiment, None where nothing will change."""
    return TICK_SECONDS * HOST.crowding if view.state.under_way else None


def check(experiment: Experiment) -> None:
    """Raise `Refused` for an experiment that is too large for the page."""
    if len(experiment) > MOST_RUNS:
        raise Refused(
            f"This experiment has {len(experiment):,} runs, and this page takes at most "
            f"{MOST_RUNS}. Use fewer values or fewer seeds, or the command line: "
            "python -m nn experiment."
        )


def offer_start(visitor: Session) -> None:
    """Show the button that starts the experiment that is set up, and how much it is."""
    draft = visitor.experiments.now.draft
    if draft is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="experiments_begin"):
        try:
            check(draft)
        except Refused as error:
            st.warning(frame.as_it_is(str(error)), icon=":material/info:")
            return
        _button("Start", "play_arrow", start, visitor, type="primary")
        st.markdown(how_much(draft), width="content")


def how_much(experiment: Experiment) -> str:
    """Return how much there is to train: "16 runs of 3 epochs on the two cores"."""
    epochs = sorted({cell.config.epochs for cell in experiment.cells})
    each = (
        counted(epochs[0], "epoch") if len(epochs) == 1 else f"{epochs[0]} to {epochs[-1]} epochs"
    )
    return f"{counted(len(experiment), 'run')} of {each}"


def start(visitor: Session) -> None:
    """Start what is set up in the way that is open."""
    asked = visitor.experiments.now
    with frame.told(visitor.visit), visitor.training.lock:
        if asked.draft is None or asked.study:
            return
        check(asked.draft)
        begin(visitor, asked, Study(asked.draft, visitor.training.owner))


def begin(visitor: Session, asked: Asked, study: Study) -> None:
    """Carry out an experiment as that of one way of asking; raise `Refused` if it may not run."""
    if not study.state.over:
        STUDIES.start(study)
    asked.study, asked.study_named, asked.study_preset = study, asked.named, asked.preset
    asked.run = asked.cell = None


def go_on(visitor: Session) -> None:
    """Go on with an experiment that was stopped, or whose runs were cut off."""
    asked = visitor.experiments.now
    with frame.told(visitor.visit), visitor.training.lock:
        if asked.study is None:
            return
        if asked.study.state is StudyState.FAILED:
            view = asked.study.snapshot()
            asked.study = Study(view.experiment, visitor.training.owner, view.results)
        if not asked.study.state.over:
            STUDIES.start(asked.study)


def stop(visitor: Session) -> None:
    """Stop the experiment for now; what has ended is kept."""
    if study := visitor.experiments.now.study:
        STUDIES.stop(study)


def new(visitor: Session) -> None:
    """Go back to the controls, which are as they were."""
    asked = visitor.experiments.now
    with visitor.training.lock:
        stop(visitor)
        asked.study = asked.guess = asked.run = asked.cell = None


def show(visitor: Session, study: Study, view: StudyView) -> None:
    """Show how far an experiment is, what it waits for, and the buttons that drive it."""
    with st.container(key="experiments_drive", horizontal=True, vertical_alignment="center"):
        st.progress(len(view.results) / len(view.experiment), in_words(view))
        if view.state.under_way:
            _button("Stop", "stop", stop, visitor, type="primary")
        elif view.state is not StudyState.FINISHED:
            _button("Go on", "play_arrow", go_on, visitor, type="primary")
        _button("New experiment", "replay", new, visitor)
    if view.state is StudyState.FAILED:
        st.error(frame.as_it_is(view.message), icon=":material/error:")


def in_words(view: StudyView) -> str:
    """Return how far an experiment is: "12 of 32 runs, about 20 s left"."""
    runs = f"{len(view.results):,} of {counted(len(view.experiment), 'run')}"
    match view.state:
        case StudyState.FINISHED:
            return f"All {counted(len(view.experiment), 'run')} have ended"
        case StudyState.STOPPED:
            return f"{runs}. Stopped: what has ended is kept"
        case StudyState.FAILED:
            return f"{runs}. Cut off"
        case StudyState.WAITING:
            return f"{runs}. Waiting: {ordinal(view.place or 1)} in line"
    return f"{runs}{_left(view)}{_shares(view)}"


def _left(view: StudyView) -> str:
    """Return how long it takes yet, by the runs that have ended."""
    if not view.results or not view.at_once:
        return ""
    mean = sum(result.seconds for result in view.results) / len(view.results)
    return f", about {duration(max(1.0, mean * view.missing / view.at_once))} left"


def _shares(view: StudyView) -> str:
    if 0 < view.at_once < cores():
        return ". One at a time, since another visitor's run waits for a core"
    return ""


def _button(label: str, icon: str, act: Callable[..., None], *args: Any, **options: Any) -> None:
    key = f"experiments_{label.lower().replace(' ', '_')}"
    st.button(label, key=key, icon=f":material/{icon}:", on_click=act, args=args, **options)
