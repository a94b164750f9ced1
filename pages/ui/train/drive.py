"""Play, pause, step, reset: the buttons that drive the run on the Train page.

Beside them stands what the next run would do otherwise.
"""

from functools import partial
from math import inf
from typing import Any

import streamlit as st

from nn.experiments import experiment
from nn.in_words import listed
from nn.runs.host import HOST
from nn.runs.run_view import RunState, RunView
from nn.runs.slow_motion import Faster
from nn.settings.config import SETTINGS
from pages.ui.app import glossary
from pages.ui.app.formats import plain
from pages.ui.app.state.session import Session
from pages.ui.app.visitor import runs
from pages.ui.app.widgets import bound, button, setting_control
from pages.ui.class_room import teaching
from pages.ui.every_page import run_control

# Mini-batches a second; infinity is full speed, since a selectbox takes None for nothing chosen.
SPEEDS = {inf, 1000.0, 100.0, 10.0, 1.0}
MOST_NAMED = 3  # differences between this run and the next


def show(visitor: Session, large: bool = False) -> None:
    """Show the buttons that drive the run; in the large view, those that a class needs."""
    training = visitor.training
    view = runs.view_of(training)
    over = view is not None and view.state.over
    busy = view is not None and view.state.under_way
    differs = _differences(visitor)
    if view is None or view.state is RunState.READY:
        HOST.prepare()
    with st.container(horizontal=True, key="drive"):
        label, icon, act = "Play", "play_arrow", partial(run_control.play, visitor)
        if busy:
            label, icon, act = "Pause", "pause", partial(run_control.pause, training)
        kind = "secondary" if differs and not busy else "primary"
        button(label, icon, act, key="play", type=kind, disabled=over, help=differs or None)
        off = over or busy
        if not large:
            batch = differs or glossary.about("mini-batch")
            button("One mini-batch", "", run_control.take_step, visitor, disabled=off, help=batch)
        # In the large view a hint would lie over the number.
        epoch = None if large else differs or glossary.about("epoch")
        same = None if large else "Go back to the same initial weights."
        button("One epoch", "", run_control.tell, visitor, HOST.epoch, disabled=off, help=epoch)
        button("Reset", "replay", run_control.reset, visitor, disabled=view is None, help=same)
        if large:
            resize(visitor, "Back", "close_fullscreen", shortcut="escape")
            return
        other = "Take other initial weights and another order of the images.\n\n"
        other += glossary.about("seed")
        button("New seed", "casino", run_control.new_seed, visitor, help=other)
        live = view is not None and not over
        with st.popover("Speed and η" if live else "Speed", icon=":material/speed:"):
            _while_it_runs(visitor, view)
    if differs:
        with st.container(horizontal=True, vertical_alignment="center", key="next_run"):
            st.warning(differs, icon=":material/info:")
            button(
                "Reset and use the new settings",
                "replay",
                run_control.reset,
                visitor,
                key="use_new_settings",
                type="primary",
                help="This run ends, and a new one begins with what you chose.",
            )


def resize(visitor: Session, label: str, icon: str, **options: Any) -> None:
    """Show a button for the large view of number and curve, or for the way back from it."""
    train = visitor.views.train
    button(label, icon, setattr, train, "large", not train.large, key="large", **options)


def _differences(visitor: Session) -> str:
    """Say what the run began with, where something else is chosen by now; else return ""."""
    run, chosen = visitor.training.run, visitor.training.config
    if run is None:
        return ""
    named = [
        f"{experiment.named(name, old)} (you chose {experiment.in_words(name, new)})"
        for setting in SETTINGS
        if (old := getattr(run.begun_with, name := setting.name)) != (new := getattr(chosen, name))
    ]
    taught, teaches = visitor.training.lessons.get(run), teaching.of_next_run(visitor)
    drawings = run.extra_count - (taught.images if taught else 0)
    if drawings != (new := len(visitor.corrections.to_learn_from() or ())):
        named.append(f"{drawings or 'none'} of your corrected drawings (you chose {new or 'none'})")
    if taught and not (teaches or taught.asked):  # a sign may be gone by now
        named.append("the room's digits (you chose to leave them out)")
    elif teaches and not taught:
        named.append("none of the room's digits (you chose to learn from them)")
    if (more := len(named) - MOST_NAMED) > 0:
        named[MOST_NAMED:] = [f"{more} more"]
    return f"This run began with {listed(named)}." if named else ""


def _while_it_runs(visitor: Session, view: RunView | None) -> None:
    """Show the speed and the settings that may change during a run."""
    training = visitor.training
    now = training.per_second or inf
    bound(
        st.selectbox,
        "Speed",
        sorted(SPEEDS | {now}, reverse=True),  # a talk may have set another one
        format_func=_named,
        key="speed",
        help="At 1,000 mini-batches a second, the book's first epoch takes six seconds.",
        value=now,
        then=lambda speed: run_control.set_speed(training, None if speed == inf else speed),
    )
    if view is None or view.state.over:
        return
    for setting in SETTINGS:
        if setting.live:
            setting_control(
                setting,
                getattr(view.config, setting.name),
                f"live_{setting.name}",
                partial(run_control.change, visitor, setting.name),
                label=f"{setting.label}, from now on",
            )


def _named(speed: float) -> str:
    if speed == inf:
        return "full speed"
    growing = "faster and faster, from " * isinstance(speed, Faster)
    return f"{growing}{plain(speed)} mini-batch{'es' * (speed != 1)} a second"
