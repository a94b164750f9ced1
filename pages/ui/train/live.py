"""What is live on Train: what changes with the run, by one clock."""

import time
from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from nn.answers import Reader
from nn.explain import confusion
from nn.explain.diagnosis import better_eta, diagnose, on_equal_outputs
from nn.explain.neurons import firing_of, layer_activations
from nn.in_words import about
from nn.mnist import load
from nn.runs.host import HOST
from nn.runs.run import Run
from nn.runs.run_view import RunState, RunView
from nn.settings.config import TrainingConfig
from pages.ui.app import fragments, places
from pages.ui.app.formats import percent
from pages.ui.app.state.session import Session, Visit
from pages.ui.app.visitor import at_each_look, runs
from pages.ui.class_room.guessing import field, questions
from pages.ui.every_page import run_control, sidebar
from pages.ui.train import curves, on_room

IMAGES_ASKED = 500  # test images for the diagnosis: enough for a share in whole per cent
CLOSE_SECONDS = 0.25  # between two looks at a run in its first epoch, or before it begins
# Between two drawings of the weights: one costs the browser a fifth of a second.
EARLY_SECONDS, CHARTS_SECONDS = 1.0, 3.0  # in the first epoch, and later


def show(visitor: Session, look: Callable[[Session, Run], None] | None = None) -> None:
    """Show the run, also in the sidebar, and update it while it goes on.

    Before there is one, it is the run that Play begins: the browser needs a second for its first
    charts. The stage gives a `look` of its own, in place of the page's.
    """
    config = visitor.training.config
    run = visitor.training.run or visitor.visit.keep("train.run_to_be", config, lambda: Run(config))
    fragments.show(visitor.visit, look or _look, visitor, run, every=lambda: _every(visitor, run))


def _look(visitor: Session, run: Run) -> None:
    view = run.snapshot()
    room = on_room.follow(visitor, run, view)
    if run is visitor.training.run:
        sidebar.show_run(visitor, run)
    with st.container(key="progress"):
        _progress(view)
    plotly = curves.plotly_may_come()
    left, right = st.columns([5, 4], gap="medium")
    with left:
        curves.show_accuracy(visitor, view, room, plotly)
    with right:
        at_each_look.show(visitor, view)
        curves.show_weights_or_cost(visitor, view, plotly and (run, _due(view)))
        field.show(visitor, questions.of_epoch(view.config))
    # Below the charts: as its sentences come and go, nothing that somebody watches moves.
    _words(visitor, view)
    if room.trouble:
        st.warning(room.trouble, icon=":material/groups:")
    curves.hear_when_drawn()


def _every(visitor: Session, run: Run) -> float | None:
    """Return the seconds between two looks at a run and at the room, None where nothing changes."""
    view = run.snapshot()
    close = runs.in_first_epoch(view)  # it is shown point by point
    every = sidebar.tick(view, CLOSE_SECONDS if close else sidebar.TICK_SECONDS)
    return sidebar.STATUS_SECONDS if every is None and visitor.room.host else every


def _due(view: RunView) -> object:
    """Return a key that changes when the weights are due: less often when the run is older."""
    if view.state is not RunState.RUNNING:
        return view.newest
    seconds = EARLY_SECONDS if runs.in_first_epoch(view) else CHARTS_SECONDS
    return time.monotonic() // (seconds * HOST.crowding)


def _words(visitor: Session, view: RunView) -> None:
    if view.state in (RunState.DIVERGED, RunState.FAILED):
        st.error(view.message, icon=":material/error:")
    sentences = _diagnosis(visitor.visit, view)
    if view.state is RunState.FINISHED:
        say = st.error if view.reads_too_little else st.info if sentences else st.success
        _finished(visitor, view, say)
    for sentence in sentences:
        st.warning(sentence, icon=":material/stethoscope:")


def _progress(view: RunView) -> None:
    """Show how far the run is, how fast, and how long it will take."""
    progress = view.progress
    words = [runs.state_in_words(view)]
    if view.checkpoints or not view.busy:
        words.append(f"mini-batch {progress.mini_batch:,} of {view.mini_batches:,}")
    if view.state is RunState.RUNNING:
        if view.images_per_second and view.per_second is None:
            words.append(f"{view.images_per_second:,.0f} images a second")
        if view.seconds_left is not None:
            words.append(f"about {about(view.seconds_left)} left")
    if view.reads_too_little:
        words.append("it has not learnt to read: see below")
    # Early stopping finishes before the last epoch.
    finished = view.state is RunState.FINISHED
    done = 1.0 if finished else min(progress.position / view.config.epochs, 1.0)
    st.progress(done, text=" · ".join(words))


def _finished(visitor: Session, view: RunView, say: Callable[..., object]) -> None:
    failed, used = view.reads_too_little, visitor.network
    words = " It has not learnt to read, and is used only where you choose it." * failed
    if failed and used.choice == "run" and used.before:  # it has just ended
        st.rerun()  # the page lets go of it
    say(
        f"{view.message} It reads **{percent(view.final.test.accuracy)}** of the 10,000 test "
        f"images, after about {about(view.progress.seconds)} of training.{words}"
    )
    with st.container(horizontal=True):
        if failed and (eta := better_eta(view.config)):
            config = replace(view.config, eta=eta)
            st.button(f"Try η = {eta:g}", type="primary", on_click=_try, args=(visitor, config))
        for label, place in (("Draw with it", places.DRAW), ("Look inside", places.INSIDE)):
            st.button(label, icon=place.icon, on_click=_open, args=(visitor, place))


def _try(visitor: Session, config: TrainingConfig) -> None:
    """Begin a run with other settings in the place of this one."""
    visitor.training.config = config
    run_control.reset(visitor)
    run_control.play(visitor)
    st.rerun()  # the whole page


def _open(visitor: Session, place: places.Place) -> None:
    """Open a page with the run's network."""
    visitor.use("run")
    places.go_to(place)


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
            flat = float(hidden.flat.mean())
            sentences += diagnose(newest.test.accuracy, flat, view.config)
        return sentences

    return visit.keep("train.diagnosis", network, ask)
