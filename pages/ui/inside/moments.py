"""Look inside, over time: the network at each saved moment of this session's run."""

from dataclasses import replace

import numpy as np
import streamlit as st

from nn.figures.curves import outputs_over_time
from nn.runs.run_view import RunView, when
from pages.ui.app import charts, digits, runs
from pages.ui.app.state.session import Session
from pages.ui.app.widgets import bound

SECONDS_A_MOMENT = 0.8


def slider(visitor: Session) -> None:
    """Show the time slider and its play button, where there is a run."""
    view = runs.view_of(visitor.training)
    if view is None or len(view.checkpoints) < 2:
        return
    names = {c.step: when(c.position, c.step) for c in view.checkpoints}
    steps = list(names)
    chosen = _chosen(visitor, view)
    left, right = st.columns([1, 6], vertical_alignment="bottom")
    with left:
        label, icon = ("Stop", "stop") if visitor.views.inside.playing else ("Play", "play_arrow")
        icon = f":material/{icon}:"
        st.button(label, key="play_time", icon=icon, on_click=_play, args=(visitor, steps[0]))
    with right:
        bound(
            st.select_slider,
            "Time",
            steps,
            format_func=lambda step: names.get(step, ""),
            key="time",
            value=steps[-1] if chosen is None else steps[chosen],
            then=lambda step: visitor.use("run", step),
        )
    if visitor.views.inside.playing:
        st.fragment(_advance, run_every=SECONDS_A_MOMENT)(visitor)


def _play(visitor: Session, first_step: int) -> None:
    inside = visitor.views.inside
    inside.playing = not inside.playing
    if inside.playing:
        inside.before_film = replace(visitor.network, changes=dict(visitor.network.changes))
        visitor.use("run", first_step)


def _advance(visitor: Session) -> None:
    """Go on to the next moment, but not at the first call, which is the page's own."""
    inside = visitor.views.inside
    if inside.advance_now:
        inside.advance_now = False
        view = runs.view_of(visitor.training)
        chosen = _chosen(visitor, view) if view else None
        if view is None or chosen is None or chosen >= len(view.checkpoints) - 1:
            inside.playing = False
        else:
            visitor.use("run", view.checkpoints[chosen + 1].step)
        st.rerun()
    inside.advance_now = True


def strip(visitor: Session) -> None:
    """Show how the answer to the digit came about over the run."""
    view = runs.view_of(visitor.training)
    read = digits.current(visitor)
    if view is None or len(view.checkpoints) < 2 or read.trouble:
        return
    st.header("How its answer came about", anchor=False)
    st.markdown(
        "The ten outputs for the digit above, at every moment of this session's run that was kept."
    )
    outputs = visitor.visit.keep(
        "over_time",
        (len(view.checkpoints), view.checkpoints[-1].network, digits.key(visitor.digit)),
        lambda: np.stack([c.network.feedforward(read.x[None])[0] for c in view.checkpoints]),
    )
    positions = [c.position for c in view.checkpoints]
    figure = outputs_over_time(positions, outputs, _chosen(visitor, view))
    charts.show(figure, height=320, key="strip")


def _chosen(visitor: Session, view: RunView) -> int | None:
    """Return the place of the chosen checkpoint; None: the newest weights or another network."""
    network = visitor.network
    if network.choice != "run" or network.moment is None:
        return None
    return view.index_at(network.moment)
