"""The Train page's live part: progress, accuracy, cost and weight maps of the run."""

import time

import streamlit as st

from nn import figures
from nn.explain.diagnosis import diagnose
from nn.explain.neurons import saturated_share
from nn.mnist import load
from nn.runs.host import HOST
from nn.runs.records import RunState, RunView
from nn.runs.run import Run
from pages.ui.app import charts, runs
from pages.ui.app.numbers import duration, exact_duration, percent
from pages.ui.app.session import Session

# Saturation is asked of so many test images: enough for a share in whole percent.
IMAGES_ASKED = 500
WORDS_SECONDS = 1.0
CHARTS_SECONDS = 2.5
# Most of what there is to see happens at the start.
YOUNG_SECONDS = 4.0  # of training
YOUNG_CHARTS_SECONDS = 1.0
MAPS_SECONDS = 5.0
MAPS_HEIGHT = 520


def show(visitor: Session) -> None:
    """Show the run: its words every second anew while it goes on, its charts every other."""
    if visitor.training.run is None:
        st.markdown("Press **Play** and watch: accuracy, cost and the weights appear here.")
        return
    view = visitor.training.run.snapshot()
    busy = runs.unsettled(view)
    # Asking and drawing take time of the cores that the training wants.
    words = WORDS_SECONDS * HOST.crowding if busy else None
    charts_every = _charts_every(view) if busy else None
    st.fragment(_words, run_every=words)(visitor, visitor.training.run)
    st.fragment(_charts, run_every=charts_every)(visitor, visitor.training.run, charts_every)


def _charts_every(view: RunView) -> float:
    """Return after how many seconds the charts are drawn again."""
    young = view.progress.seconds < YOUNG_SECONDS and HOST.crowding == 1.0
    return YOUNG_CHARTS_SECONDS if young else CHARTS_SECONDS * HOST.crowding


def _words(visitor: Session, run: Run) -> None:
    view = run.snapshot()
    with st.container(key="progress"):
        _progress(view)
    _outcome(visitor, view)


def _charts(visitor: Session, run: Run, every: float | None) -> None:
    view = run.snapshot()
    if every is not None and runs.unsettled(view) and every != _charts_every(view):
        st.rerun()  # at another pace
    left, right = st.columns(2, gap="medium")
    with left:
        _accuracy(visitor, view)
    with right:
        _cost(visitor, view)
    _maps(visitor, view)


def _progress(view: RunView) -> None:
    """Show how far the run is, how fast, and how long it will take."""
    progress = view.progress
    words = runs.state_in_words(view)
    share = progress.position / view.config.epochs
    parts = [words]
    if view.checkpoints or not view.busy:
        parts.append(f"mini-batch {progress.mini_batch:,} of {progress.mini_batches:,}")
    if view.state is RunState.RUNNING:
        if view.images_per_second and view.per_second is None:
            parts.append(f"{view.images_per_second:,.0f} images a second")
        if view.seconds_left is not None:
            parts.append(f"{duration(view.seconds_left)} left")
    st.progress(min(max(share, 0.0), 1.0), text=" · ".join(parts))


def _outcome(visitor: Session, view: RunView) -> None:
    """Say what the run has come to, and what is wrong with it if something is."""
    if view.state in (RunState.DIVERGED, RunState.FAILED):
        st.error(view.message, icon=":material/error:")
    elif view.state is RunState.FINISHED:
        _finished(visitor, view)
    for sentence in _diagnosis(visitor, view):
        st.warning(sentence, icon=":material/stethoscope:")


def _finished(visitor: Session, view: RunView) -> None:
    latest = view.final
    seconds = view.progress.seconds
    st.success(
        f"{view.message} It reads **{percent(latest.test.accuracy)}** of the 10,000 test images, "
        f"after {exact_duration(seconds)} of training.",
        icon=":material/check:",
    )
    with st.container(horizontal=True):
        if st.button("Draw with it", icon=":material/draw:"):
            visitor.use("run")
            st.switch_page("pages/draw.py")
        if st.button("Look inside", icon=":material/grid_view:"):
            visitor.use("run")
            st.switch_page("pages/inside.py")


def _diagnosis(visitor: Session, view: RunView) -> list[str]:
    ends = [record.test.accuracy for record in view.checkpoints if record.position >= 1]
    if not view.checkpoints or len(view.config.sizes) < 3:
        return []

    def ask() -> list[str]:
        share = saturated_share(view.checkpoints[-1].network, load().test[:IMAGES_ASKED])
        return diagnose(ends, share, view.config.activation, view.config)

    return visitor.visit.keep("diagnosis", view.checkpoints[-1].network, ask)


def _accuracy(visitor: Session, view: RunView) -> None:
    st.markdown("**Accuracy**: share of images read right")
    points = [(c.position, c.test.accuracy, c.train.accuracy) for c in view.checkpoints]
    changes = [(change.position, change.text) for change in view.changes]
    log_axis = bool(st.session_state.get("log_axis", False))
    figure = visitor.visit.keep(
        "accuracy",
        (visitor.training.run, view.checkpoints[-1:], log_axis, len(changes)),
        lambda: figures.accuracy_curve(points, changes, log_axis=log_axis),
    )
    charts.show_live(visitor.visit, "accuracy_chart", figure, 340)
    st.toggle("Stretch the first epoch", key="log_axis", help="A logarithmic axis.")


def _cost(visitor: Session, view: RunView) -> None:
    st.markdown("**Cost** of a mini-batch: how wrong its outputs are")
    steps, costs = view.costs
    changes = [(change.step, change.text) for change in view.changes]
    smooth = bool(st.session_state.get("smooth", True))
    figure = visitor.visit.keep(
        "cost",
        (visitor.training.run, steps[-1:].tolist(), smooth, len(changes)),
        lambda: figures.cost_curve(steps, costs, changes, smooth=50 if smooth else 1),
    )
    charts.show_live(visitor.visit, "cost_chart", figure, 340)
    st.toggle(
        "Smooth",
        value=True,
        key="smooth",
        help="The mean of the latest costs: of 50, or a tenth of all while there are fewer.",
    )


def _maps(visitor: Session, view: RunView) -> None:
    weights = view.newest.weights[0]
    st.markdown(f"**Weights** of the first layer's {len(weights)} neurons, as they are now")
    key = (visitor.training.run, _moment(view, view.newest))
    figure = visitor.visit.keep("maps", key, lambda: figures.weight_maps(weights))
    with st.container(key="maps-box", height=MAPS_HEIGHT, border=False):
        charts.show_live(visitor.visit, "maps_chart", figure, "stretch")


def _moment(view: RunView, newest: object) -> object:
    """Return what changes when a costly figure is to be drawn again: seldom while much changes."""
    if view.state is RunState.RUNNING and view.position > 1:
        return time.monotonic() // (MAPS_SECONDS * HOST.crowding)
    return newest
