"""Play, pause, step, reset: what drives the run on the Train page."""

from dataclasses import replace

import numpy as np
import streamlit as st

from nn.runs.host import HOST
from nn.runs.records import RunState, RunView
from nn.runs.run import Run
from nn.settings.config import SETTINGS
from nn.settings.setting import Value
from pages.ui.app.frame import told
from pages.ui.app.session import Session
from pages.ui.train import settings

SPEEDS: dict[str, float | None] = {
    "full speed": None,
    "100 mini-batches a second": 100.0,
    "10 mini-batches a second": 10.0,
    "1 mini-batch a second": 1.0,
}
OVER = (RunState.FINISHED, RunState.DIVERGED, RunState.FAILED)
# A new process takes about half a second to load the images.
ANSWER_SECONDS = 2.0
PLAY_WIDTH = 100  # pixels; Play and Pause alike, so that the buttons beside them stay in place


def show(visitor: Session) -> None:
    """Show the buttons that drive the run, and what can be changed while it goes on."""
    view = visitor.run.snapshot() if visitor.run else None
    with st.container(horizontal=True, key="drive"):
        _play_or_pause(visitor, view)
        over = view is not None and view.state in OVER
        busy = view is not None and view.state in (RunState.RUNNING, RunState.QUEUED)
        still = over or busy
        st.button("One mini-batch", on_click=_steps, args=(visitor,), disabled=still)
        st.button("One epoch", on_click=_epoch, args=(visitor,), disabled=still)
        st.button(
            "Reset",
            icon=":material/replay:",
            on_click=reset,
            args=(visitor,),
            disabled=view is None,
            help="Back to the same initial weights.",
        )
        st.button(
            "New seed",
            icon=":material/casino:",
            on_click=_new_seed,
            args=(visitor,),
            help="Other initial weights and another order of the images.",
        )
        with st.popover("While it runs", icon=":material/speed:"):
            _while_it_runs(visitor, view)
    next_extra = len(visitor.to_learn_from() or ())
    extra = len(visitor.run.extra or ()) if visitor.run else next_extra
    st.markdown(settings.in_words(view.config if view else visitor.config, extra))
    if view and (visitor.begun_with, extra) != (visitor.config, next_extra):
        st.info("The settings have changed since this run began. Reset starts one with them.")


def _play_or_pause(visitor: Session, view: RunView | None) -> None:
    if view and view.state in (RunState.RUNNING, RunState.QUEUED):
        st.button(
            "Pause",
            icon=":material/pause:",
            type="primary",
            width=PLAY_WIDTH,
            key="play",
            on_click=pause,
            args=(visitor,),
        )
    else:
        over = view is not None and view.state in OVER
        st.button(
            "Play",
            icon=":material/play_arrow:",
            type="primary",
            width=PLAY_WIDTH,
            key="play",
            on_click=play,
            args=(visitor,),
            disabled=over,
        )


def _while_it_runs(visitor: Session, view: RunView | None) -> None:
    """Show the speed and the settings that may change during a run."""
    names = {value: name for name, value in SPEEDS.items()}
    st.session_state["speed"] = names[visitor.per_second]
    st.selectbox("Speed", list(SPEEDS), key="speed", on_change=_speed, args=(visitor,))
    if view is None or view.state in OVER:
        return
    for setting in SETTINGS:
        if setting.live:
            key = f"live_{setting.name}"
            kind = type(setting.default)
            st.session_state[key] = kind(getattr(view.config, setting.name))
            settings.number(
                setting,
                f"{setting.label}, from now on",
                key=key,
                on_change=_change,
                args=(visitor, setting.name),
            )


def run_of(visitor: Session) -> Run:
    """Return the visitor's run; makes one of the settings where there is none.

    To be called with the visitor's lock, and what is done with it too.
    """
    if visitor.run is None:
        visitor.run = HOST.new_run(visitor.config, visitor.to_learn_from())
        visitor.begun_with = visitor.config
        if visitor.per_second is not None:
            HOST.speed(visitor.run, visitor.per_second)
        visitor.use("run")
    return visitor.run


def play(visitor: Session) -> None:
    """Start the run, or let it go on."""
    with told(visitor), visitor.lock:
        HOST.play(run_of(visitor))
    _settle(visitor)


def reset(visitor: Session) -> None:
    """Put a new run in the place of the old one: same seed, same initial weights."""
    with visitor.lock:
        if visitor.run:
            HOST.discard(visitor.run)
        visitor.run = None
        run_of(visitor)


def _settle(visitor: Session) -> None:
    """Wait a moment for the answer, so that the page shows what the click has done."""
    if run := visitor.run:
        run.wait(ANSWER_SECONDS)


def _new_seed(visitor: Session) -> None:
    seed = int(np.random.default_rng().integers(1, 10_000))
    visitor.config = replace(visitor.config, seed=seed)
    if visitor.run:
        reset(visitor)


def pause(visitor: Session) -> None:
    """Let the run stand still."""
    with visitor.lock:
        if visitor.run:
            HOST.pause(visitor.run)
    _settle(visitor)


def _steps(visitor: Session) -> None:
    with told(visitor), visitor.lock:
        HOST.steps(run_of(visitor), 1)
    _settle(visitor)


def _epoch(visitor: Session) -> None:
    with told(visitor), visitor.lock:
        HOST.epoch(run_of(visitor))
    _settle(visitor)


def _speed(visitor: Session) -> None:
    visitor.per_second = SPEEDS[st.session_state["speed"]]
    with visitor.lock:
        if visitor.run:
            HOST.speed(visitor.run, visitor.per_second)


def _change(visitor: Session, name: str) -> None:
    value: Value = st.session_state[f"live_{name}"]
    with told(visitor), visitor.lock:
        HOST.change(run_of(visitor), **{name: value})
