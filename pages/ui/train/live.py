"""The Train page's live part: progress, accuracy, cost and weight maps of the run."""

import time

import streamlit as st

from nn import figures
from nn.explain import confusion
from nn.explain.diagnosis import diagnose, on_equal_outputs
from nn.explain.neurons import saturated_share
from nn.mnist import load
from nn.runs.host import HOST
from nn.runs.records import RunState, RunView
from nn.runs.run import Run
from pages.ui.app import charts, places, runs
from pages.ui.app.numbers import duration, exact_duration, percent
from pages.ui.app.state.session import Session, Visit
from pages.ui.app.state.views import TrainView
from pages.ui.app.widgets import bound_to

IMAGES_ASKED = 500  # test images for the diagnosis: enough for a share in whole per cent
WORDS_SECONDS = 1.0
CHARTS_SECONDS = 2.5
YOUNG_SECONDS = 4.0  # of training, in which the charts change most
YOUNG_CHARTS_SECONDS = 1.0
MAPS_SECONDS = 5.0
MAPS_HEIGHT = 520
CHART_HEIGHT = 340
SMOOTHED = 50  # costs, of which the mean is drawn


def show(visitor: Session) -> None:
    """Show the run; while it goes on, update its words every second and its charts less often."""
    run = visitor.training.run
    if run is None:
        st.markdown("Press **Play** and watch: accuracy, cost and the weights appear here.")
        return
    view = run.snapshot()
    busy = runs.unsettled(view)
    # On a crowded machine, updates would take the cores from the training.
    words_every = WORDS_SECONDS * HOST.crowding if busy else None
    charts_every = _charts_every(view) if busy else None
    st.fragment(_words, run_every=words_every)(visitor, run)
    st.fragment(_charts, run_every=charts_every)(visitor, run, charts_every)


def _charts_every(view: RunView) -> float:
    """Return the seconds between two drawings of the charts."""
    young = view.progress.seconds < YOUNG_SECONDS and HOST.crowding == 1.0
    return YOUNG_CHARTS_SECONDS if young else CHARTS_SECONDS * HOST.crowding


def _words(visitor: Session, run: Run) -> None:
    view = run.snapshot()
    with st.container(key="progress"):
        _progress(view)
    if view.state in (RunState.DIVERGED, RunState.FAILED):
        st.error(view.message, icon=":material/error:")
    elif view.state is RunState.FINISHED:
        _finished(visitor, view)
    for sentence in _diagnosis(visitor.visit, view):
        st.warning(sentence, icon=":material/stethoscope:")


def _charts(visitor: Session, run: Run, every: float | None) -> None:
    view = run.snapshot()
    if every is not None and runs.unsettled(view) and every != _charts_every(view):
        st.rerun()  # at another pace
    left, right = st.columns(2, gap="medium")
    with left:
        _accuracy(visitor.visit, visitor.views.train, run, view)
    with right:
        _cost(visitor.visit, visitor.views.train, run, view)
    _maps(visitor.visit, run, view)


def _progress(view: RunView) -> None:
    """Show how far the run is, how fast, and how long it will take."""
    progress = view.progress
    parts = [runs.state_in_words(view)]
    if view.checkpoints or not view.busy:
        parts.append(f"mini-batch {progress.mini_batch:,} of {progress.mini_batches:,}")
    if view.state is RunState.RUNNING:
        if view.images_per_second and view.per_second is None:
            parts.append(f"{view.images_per_second:,.0f} images a second")
        if view.seconds_left is not None:
            parts.append(f"{duration(view.seconds_left)} left")
    st.progress(min(progress.position / view.config.epochs, 1.0), text=" · ".join(parts))


def _finished(visitor: Session, view: RunView) -> None:
    st.success(
        f"{view.message} It reads **{percent(view.final.test.accuracy)}** of the 10,000 test "
        f"images, after {exact_duration(view.progress.seconds)} of training.",
        icon=":material/check:",
    )
    with st.container(horizontal=True):
        for label, place in (("Draw with it", places.DRAW), ("Look inside", places.INSIDE)):
            if st.button(label, icon=place.icon):
                visitor.use("run")
                st.switch_page(place.path)


def _diagnosis(visit: Visit, view: RunView) -> list[str]:
    if not view.checkpoints:
        return []
    network = view.checkpoints[-1].network

    def ask() -> list[str]:
        images = load().test[:IMAGES_ASKED]
        equal = on_equal_outputs(confusion.read(network, images))
        sentences = [equal] if equal else []
        if len(view.config.sizes) > 2:
            ends = [record.test.accuracy for record in view.checkpoints if record.position >= 1]
            share = saturated_share(network, images)
            sentences += diagnose(ends, share, view.config.activation, view.config)
        return sentences

    return visit.keep("diagnosis", network, ask)


def _accuracy(visit: Visit, train: TrainView, run: Run, view: RunView) -> None:
    st.markdown("**Accuracy**: share of images read right")
    points = [(c.position, c.test.accuracy, c.train.accuracy) for c in view.checkpoints]
    changes = [(change.position, change.text) for change in view.changes]
    figure = visit.keep(
        "accuracy",
        (run, view.checkpoints[-1:], train.log_axis, len(changes)),
        lambda: figures.accuracy_curve(points, changes, log_axis=train.log_axis),
    )
    charts.show_live(visit, "accuracy_chart", figure, CHART_HEIGHT)
    label, meaning = "Stretch the first epoch", "Use a logarithmic axis."
    bound_to(train, "log_axis", st.toggle, label, key="log_axis", help=meaning)


def _cost(visit: Visit, train: TrainView, run: Run, view: RunView) -> None:
    st.markdown("**Cost** of a mini-batch: how wrong its outputs are")
    steps, costs = view.costs
    changes = [(change.step, change.text) for change in view.changes]
    figure = visit.keep(
        "cost",
        (run, steps[-1:].tolist(), train.smooth, len(changes)),
        lambda: figures.cost_curve(steps, costs, changes, smooth=SMOOTHED if train.smooth else 1),
    )
    charts.show_live(visit, "cost_chart", figure, CHART_HEIGHT)
    bound_to(
        train,
        "smooth",
        st.toggle,
        "Smooth",
        key="smooth",
        help=f"Draw the mean of the latest {SMOOTHED} costs, or of a tenth of all while there are "
        "fewer.",
    )


def _maps(visit: Visit, run: Run, view: RunView) -> None:
    weights = view.newest.weights[0]
    st.markdown(f"**Weights** of the first layer's {len(weights)} neurons, as they are now")
    figure = visit.keep("maps", (run, _moment(view)), lambda: figures.weight_maps(weights))
    with st.container(key="maps-box", height=MAPS_HEIGHT, border=False):
        charts.show_live(visit, "maps_chart", figure, "stretch")


def _moment(view: RunView) -> object:
    """Return a key that changes when the maps are due: seldom while the run goes on."""
    if view.state is RunState.RUNNING and view.position > 1:
        return time.monotonic() // (MAPS_SECONDS * HOST.crowding)
    return view.newest
