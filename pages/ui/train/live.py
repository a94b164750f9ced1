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
from pages.ui.app import charts, places, runs, sidebar
from pages.ui.app.numbers import duration, exact_duration, percent
from pages.ui.app.state.session import Session, Visit
from pages.ui.app.state.views import TrainView
from pages.ui.app.widgets import bound_to

IMAGES_ASKED = 500  # test images for the diagnosis: enough for a share in whole per cent
CHARTS_SECONDS = 2.5
YOUNG_SECONDS = 4.0  # of training, in which the charts change most
MAPS_SECONDS = 5.0
MAPS_HEIGHT = 520
CHART_HEIGHT = 340
RECORDED = (
    "This is a recording of the first epoch of the book's run: nothing is being trained. **Reset** "
    "makes a new run, which trains."
)
SMOOTHED = 50  # costs, of which the mean is drawn


def show(visitor: Session) -> None:
    """Show the run, also in the sidebar, and update it every second while it goes on."""
    run = visitor.training.run
    if run is None:
        st.markdown("Press **Play** and watch: accuracy, cost and the weights appear here.")
        return
    every = sidebar.tick(run.snapshot())
    st.fragment(_tick, run_every=every)(visitor, run, every)


def _tick(visitor: Session, run: Run, every: float | None) -> None:
    """Show all that changes with the run: the only clock of this page.

    A chart costs the browser a fifth of a second, so each is as it was until its time has come.
    """
    view = run.snapshot()
    sidebar.keep_pace(view, every)
    sidebar.show_status(visitor, view)
    with st.container():  # as its sentences come and go, the charts stay in their place
        _words(visitor, view)
    drawn = visitor.visit.keep("drawn", (run, _moment(view)), lambda: view)
    left, right = st.columns(2, gap="medium")
    with left:
        _accuracy(visitor.visit, visitor.views.train, run, drawn)
    with right:
        _cost(visitor.visit, visitor.views.train, run, drawn)
    _maps(visitor.visit, run, drawn)


def _words(visitor: Session, view: RunView) -> None:
    with st.container(key="progress"):
        _progress(view)
    guess, end = visitor.views.train.guess, runs.after_first_epoch(view)
    if guess is not None and end:
        st.markdown(f"**{runs.guess_and_result(guess, end.test.accuracy)}**")
    if view.recorded:
        st.info(RECORDED, icon=":material/movie:")
    if view.state in (RunState.DIVERGED, RunState.FAILED):
        st.error(view.message, icon=":material/error:")
    elif view.state is RunState.FINISHED:
        _finished(visitor, view)
    if view.state in (RunState.QUEUED, RunState.FAILED) and not view.recorded:
        _offer_recording(visitor)
    for sentence in _diagnosis(visitor.visit, view):
        st.warning(sentence, icon=":material/stethoscope:")


def _offer_recording(visitor: Session) -> None:
    """Offer to play the recorded run in the place of one that cannot train."""

    def press() -> None:
        runs.play_recording(visitor)
        st.rerun()  # the whole page, which has the run's buttons

    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "Show a recorded run", key="play_recording", icon=":material/movie:", on_click=press
        )
        st.markdown(
            "It takes the place of this run, needs no core, and shows the first epoch of the "
            "book's run as it once was.",
            width="content",
        )


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
    took = f", after {exact_duration(view.progress.seconds)} of training"
    st.success(
        f"{view.message} It reads **{percent(view.final.test.accuracy)}** of the 10,000 test "
        f"images{'' if view.recorded else took}.",
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
    seldom = view.state is RunState.RUNNING and view.position > 1
    moment = _period(MAPS_SECONDS) if seldom else view.newest
    figure = visit.keep("maps", (run, moment), lambda: figures.weight_maps(weights))
    with st.container(key="maps-box", height=MAPS_HEIGHT, border=False):
        charts.show_live(visit, "maps_chart", figure, "stretch")


def _moment(view: RunView) -> object:
    """Return a key that changes when the charts are due: less often when the run is older."""
    young = view.progress.seconds < YOUNG_SECONDS and HOST.crowding == 1.0
    if view.state is RunState.RUNNING and not young:
        return _period(CHARTS_SECONDS)
    return view.newest, len(view.checkpoints), len(view.changes)


def _period(seconds: float) -> float:
    """Return the number of the period that it is now; periods are longer on a crowded machine."""
    return time.monotonic() // (seconds * HOST.crowding)
