"""The Train page's live part: progress, accuracy, cost and weight maps of the run."""

import time

import streamlit as st

from nn.answers import Reader
from nn.explain import confusion
from nn.explain.diagnosis import diagnose, on_equal_outputs
from nn.explain.neurons import firing_of, layer_activations
from nn.figures.curves import cost_curve
from nn.figures.maps import weight_maps
from nn.mnist import load
from nn.runs.host import HOST
from nn.runs.run import Run
from nn.runs.run_view import RunState, RunView
from pages.ui.app import charts, places, runs, sidebar
from pages.ui.app.numbers import duration, exact_duration, percent
from pages.ui.app.room import learning
from pages.ui.app.room.learning import OnRoom
from pages.ui.app.room.readings import KEPT
from pages.ui.app.state.session import Session, Visit
from pages.ui.app.state.views import TrainView
from pages.ui.app.widgets import bound_to
from pages.ui.train import accuracy, on_room
from pages.ui.train.accuracy import Looks

IMAGES_ASKED = 500  # test images for the diagnosis: enough for a share in whole per cent
CHARTS_SECONDS = 2.5
FIRST_EPOCH_SECONDS = 1.0
ROOM_SECONDS = 2.0  # between two looks at an open room, where the run itself changes no more
YOUNG_SECONDS = 4.0  # of training, in which the charts change most
MAPS_SECONDS = 5.0
MAPS_HEIGHT = 520
SMOOTHED = 50  # costs, of which the mean is drawn


def show(visitor: Session) -> None:
    """Show the run, also in the sidebar, and update it while it goes on."""
    run = visitor.training.run
    if run is None:
        _show_what_will_be(visitor)
        return
    room = learning.follow(visitor, run, run.snapshot())
    every = _every(run.snapshot(), room)
    st.fragment(_tick, run_every=every)(visitor, run, every)


def _show_what_will_be(visitor: Session) -> None:
    """Show the charts before there is a run, so that they are there when it begins.

    The browser needs a second for its first chart.
    """
    config = visitor.training.config
    run = visitor.visit.keep("run_to_be", config, lambda: Run(config))
    view = run.snapshot()
    room = learning.follow(visitor, run, view)
    accuracy.show_number(visitor.visit, visitor.views.train, run, view, room)
    on_room.show_trouble(room)
    _curves(visitor, run, Looks(view, room))
    st.markdown("Press **Play** and watch: the weights appear here.")


def _tick(visitor: Session, run: Run, every: float | None) -> None:
    """Show all that changes with the run: the only clock of this page.

    A chart costs the browser a fifth of a second, so each is as it was until its time has come.
    """
    view = run.snapshot()
    room = learning.follow(visitor, run, view)
    sidebar.keep_pace(every, _every(view, room))
    sidebar.show_status(visitor, view)
    accuracy.show_number(visitor.visit, visitor.views.train, run, view, room)
    with st.container():  # as its sentences come and go, the charts stay in their place
        _words(visitor, view)
        on_room.show_trouble(room)
        on_room.show_before_and_after(visitor, run, view, room)
    drawn = visitor.visit.keep("drawn", (run, _moment(view)), lambda: view)
    due = (run, _moment(view), room.is_open and _period(CHARTS_SECONDS))
    room_drawn = visitor.visit.keep(f"{KEPT}drawn", due, lambda: room)
    _curves(visitor, run, Looks(drawn, room_drawn))
    _maps(visitor.visit, run, drawn)


def _every(view: RunView, room: OnRoom) -> float | None:
    """Return the seconds between two looks at a run and at the room, None where nothing changes."""
    every = sidebar.tick(view, closely=True)
    return ROOM_SECONDS if every is None and room.is_open else every


def _curves(visitor: Session, run: Run, drawn: Looks) -> None:
    visit, train = visitor.visit, visitor.views.train
    left, right = st.columns(2, gap="medium")
    with left:
        accuracy.show_curve(visit, train, run, drawn)
    with right:
        _cost(visit, train, run, drawn.view)


def _words(visitor: Session, view: RunView) -> None:
    with st.container(key="progress"):
        _progress(view)
    if view.state in (RunState.DIVERGED, RunState.FAILED):
        st.error(view.message, icon=":material/error:")
    elif view.state is RunState.FINISHED:
        _finished(visitor, view)
    for sentence in _diagnosis(visitor.visit, view):
        st.warning(sentence, icon=":material/stethoscope:")


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
    newest = view.checkpoints[-1]
    network = newest.network

    def ask() -> list[str]:
        images = load().test[:IMAGES_ASKED]
        equal = on_equal_outputs(confusion.read(Reader(network), images))
        sentences = [equal] if equal else []
        if len(view.config.sizes) > 2 and newest.position >= 1:
            hidden = firing_of(layer_activations(network, images, 0), network.activation)
            saturated = float(hidden.saturated.mean())
            sentences += diagnose(newest.test.accuracy, saturated, view.config)
        return sentences

    return visit.keep("diagnosis", network, ask)


def _cost(visit: Visit, train: TrainView, run: Run, view: RunView) -> None:
    st.markdown("**Cost** of a mini-batch: how wrong its outputs are")
    steps, costs = view.costs
    changes = [(change.step, change.text) for change in view.changes]
    figure = visit.keep(
        "cost",
        (run, steps[-1:].tolist(), train.smooth, len(changes)),
        lambda: cost_curve(steps, costs, changes, smooth=SMOOTHED if train.smooth else 1),
    )
    charts.show_live(visit, "cost_chart", figure, accuracy.CHART_HEIGHT)
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
    figure = visit.keep("maps", (run, moment), lambda: weight_maps(weights))
    with st.container(key="maps-box", height=MAPS_HEIGHT, border=False):
        charts.show_live(visit, "maps_chart", figure, "stretch")


def _moment(view: RunView) -> object:
    """Return a key that changes when the charts are due: less often when the run is older."""
    young = view.progress.seconds < YOUNG_SECONDS and HOST.crowding == 1.0
    if view.state is RunState.RUNNING and runs.in_first_epoch(view):
        return _period(FIRST_EPOCH_SECONDS), bool(view.checkpoints)
    if view.state is RunState.RUNNING and not young:
        return _period(CHARTS_SECONDS)
    return view.newest, len(view.checkpoints), len(view.changes)


def _period(seconds: float) -> float:
    """Return the number of the period that it is now; periods are longer on a crowded machine."""
    return time.monotonic() // (seconds * HOST.crowding)
