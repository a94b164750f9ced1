"""Look inside, over time: the network at every moment of this session's run that was kept."""

import streamlit as st

from nn import figures
from nn.explain.neurons import outputs_over_time
from nn.runs.records import RunView, when
from pages.ui.app import charts, digits
from pages.ui.app.session import Session

SECONDS_A_MOMENT = 0.8


def slider(visitor: Session) -> None:
    """Show the time slider and its play button, where there is a run."""
    view = _view(visitor)
    if view is None or len(view.checkpoints) < 2:
        return
    last = len(view.checkpoints) - 1
    st.session_state["time"] = last if (chosen := _chosen(visitor, view)) is None else chosen
    left, right = st.columns([1, 6], vertical_alignment="bottom")
    with left:
        label, icon = ("Stop", "stop") if visitor.views.inside.playing else ("Play", "play_arrow")
        st.button(
            label, key="play_time", icon=f":material/{icon}:", on_click=_play, args=(visitor,)
        )
    with right:
        st.select_slider(
            "Time",
            range(last + 1),
            format_func=lambda k: _said(view, k),
            key="time",
            on_change=lambda: _use(visitor, st.session_state["time"]),
        )
    if visitor.views.inside.playing:
        st.fragment(_advance, run_every=SECONDS_A_MOMENT)(visitor)


def _play(visitor: Session) -> None:
    visitor.views.inside.playing = not visitor.views.inside.playing
    if visitor.views.inside.playing:
        _use(visitor, 0)


def _advance(visitor: Session) -> None:
    """Go on to the next moment; the first call is the page's own, which shows this one."""
    if visitor.views.inside.advance_now:
        visitor.views.inside.advance_now = False
        view = _view(visitor)
        chosen = _chosen(visitor, view) if view else None
        if view is None or chosen is None or chosen >= len(view.checkpoints) - 1:
            visitor.views.inside.playing = False
        else:
            _use(visitor, chosen + 1)
        st.rerun()
    visitor.views.inside.advance_now = True


def strip(visitor: Session) -> None:
    """Show how the answer to the digit came about over the run."""
    view = _view(visitor)
    read = digits.current(visitor)
    if view is None or len(view.checkpoints) < 2 or read.trouble:
        return
    st.subheader("How its answer came about", anchor=False)
    st.markdown(
        "The ten outputs for the digit above, at every moment of this session's run that was kept."
    )
    positions = [record.position for record in view.checkpoints]
    outputs = visitor.visit.keep(
        "over_time",
        (len(positions), view.checkpoints[-1].network, digits.key(visitor.digit)),
        lambda: outputs_over_time([c.network for c in view.checkpoints], read.x),
    )
    chosen = _chosen(visitor, view)
    figure = figures.outputs_over_time(positions, outputs, chosen, log_axis=True)
    charts.show(figure, height=320, key="strip")


def _chosen(visitor: Session, view: RunView) -> int | None:
    """Return which checkpoint is looked at, None for the newest weights or another network."""
    if visitor.network.choice != "run" or visitor.network.moment is None:
        return None
    return view.index_at(visitor.network.moment)


def _use(visitor: Session, k: int) -> None:
    if view := _view(visitor):
        visitor.use("run", view.checkpoints[k].step)


def _said(view: RunView, k: int) -> str:
    record = view.checkpoints[k]
    return when(record.position, record.step)


def _view(visitor: Session) -> RunView | None:
    return visitor.training.run.snapshot() if visitor.training.run else None
