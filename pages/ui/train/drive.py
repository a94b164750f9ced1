"""Play, pause, step, reset: what drives the run on the Train page."""

from functools import partial

import streamlit as st

from nn.runs.records import RunView
from nn.settings.config import SETTINGS
from pages.ui.app import runs
from pages.ui.app.session import Session, Training
from pages.ui.app.widgets import bound
from pages.ui.train import settings

SPEEDS: dict[str, float | None] = {
    "full speed": None,
    "100 mini-batches a second": 100.0,
    "10 mini-batches a second": 10.0,
    "1 mini-batch a second": 1.0,
}
PLAY_WIDTH = 100  # pixels; Play and Pause alike, so that the buttons beside them stay in place


def show(visitor: Session) -> None:
    """Show the buttons that drive the run, and what can be changed while it goes on."""
    view = runs.view_of(visitor.training)
    with st.container(horizontal=True, key="drive"):
        _play_or_pause(visitor, view)
        over = view is not None and view.state.over
        busy = view is not None and view.state in runs.BUSY
        still = over or busy
        st.button("One mini-batch", on_click=runs.take_step, args=(visitor,), disabled=still)
        st.button("One epoch", on_click=runs.finish_epoch, args=(visitor,), disabled=still)
        st.button(
            "Reset",
            icon=":material/replay:",
            on_click=runs.reset,
            args=(visitor,),
            disabled=view is None,
            help="Back to the same initial weights.",
        )
        st.button(
            "New seed",
            icon=":material/casino:",
            on_click=runs.new_seed,
            args=(visitor,),
            help="Other initial weights and another order of the images.",
        )
        with st.popover("While it runs", icon=":material/speed:"):
            _while_it_runs(visitor, view)
    next_extra = len(visitor.corrections.to_learn_from() or ())
    extra = len(visitor.training.run.extra or ()) if visitor.training.run else next_extra
    st.markdown(settings.in_words(view.config if view else visitor.training.config, extra))
    if view and (visitor.training.begun_with, extra) != (visitor.training.config, next_extra):
        st.info("The settings have changed since this run began. Reset starts one with them.")


def _play_or_pause(visitor: Session, view: RunView | None) -> None:
    if view and view.state in runs.BUSY:
        st.button(
            "Pause",
            icon=":material/pause:",
            type="primary",
            width=PLAY_WIDTH,
            key="play",
            on_click=runs.pause,
            args=(visitor.training,),
        )
    else:
        over = view is not None and view.state.over
        st.button(
            "Play",
            icon=":material/play_arrow:",
            type="primary",
            width=PLAY_WIDTH,
            key="play",
            on_click=runs.play,
            args=(visitor,),
            disabled=over,
        )


def _while_it_runs(visitor: Session, view: RunView | None) -> None:
    """Show the speed and the settings that may change during a run."""
    names = {value: name for name, value in SPEEDS.items()}
    bound(
        st.selectbox,
        "Speed",
        list(SPEEDS),
        key="speed",
        value=names[visitor.training.per_second],
        then=lambda name: _set_speed(visitor.training, name),
    )
    if view is None or view.state.over:
        return
    for setting in SETTINGS:
        if setting.live:
            settings.number(
                setting,
                f"{setting.label}, from now on",
                key=f"live_{setting.name}",
                value=getattr(view.config, setting.name),
                then=partial(runs.change, visitor, setting.name),
            )


def _set_speed(training: Training, name: str) -> None:
    runs.set_speed(training, SPEEDS[name])
