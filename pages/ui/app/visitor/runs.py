"""A visitor's training run: which network it is, and what it is doing, in words."""

from urllib.parse import urljoin

import streamlit as st

from nn.in_words import uncapitalised
from nn.runs.run import Run
from nn.runs.run_view import RunState, RunView, when
from nn.settings.config import TrainingConfig
from nn.settings.link import address
from pages.ui.app.formats import percent
from pages.ui.app.state.session import Session, Training
from pages.ui.app.visitor import networks


def link(config: TrainingConfig) -> str:
    """Return the address of Train that starts a run with these settings."""
    return address(urljoin(st.context.url or "", "train"), config)


def view_of(training: Training) -> RunView | None:
    """Return the run as it is now, None where there is none."""
    return training.run.snapshot() if training.run else None


def learning(visitor: Session) -> Run | None:
    """Return the run that trains the network in use right now, if there is one."""
    network, run = visitor.network, visitor.training.run
    is_newest = network.choice == "run" and network.moment is None
    return run if run and is_newest and run.state.under_way else None


def as_it_was(visitor: Session) -> networks.InUse:
    """Return the network in use; that of a run stays as it was when the page was opened.

    Otherwise what a page tells of it would change every second, before anybody could read it.
    """
    network, visit, newest = visitor.network, visitor.visit, networks.in_use(visitor)
    if network.choice != "run" or network.moment is not None:
        return newest
    key = (visit.entered, visitor.training.run, tuple(network.changes.items()))
    return visit.keep("runs.network_as_it_was", key, lambda: newest)


def say_age(visitor: Session, used: networks.InUse) -> None:
    """Say which network `as_it_was` is, if it is learning or has learnt on; offer the newest."""
    is_old = used.network is not networks.in_use(visitor).network
    if not is_old and not learning(visitor):
        return
    since = "has learnt on since" if is_old else "is learning right now"
    with st.container(key="network_age", horizontal=True, vertical_alignment="center"):
        age = f"The network as it was {uncapitalised(used.story)} It {since}."
        st.markdown(age, width="content")
        # All that is kept is made anew then.
        st.button("Use the latest weights", key="take_newest", on_click=visitor.visit.kept.clear)


def unsettled(view: RunView) -> bool:
    """Tell whether a run trains or has yet to answer: what the page shows of it will change."""
    return view.state.under_way or view.busy


def state_in_words(view: RunView) -> str:
    """Return what the run is doing, in a few words."""
    epoch = f"epoch {view.progress.epoch} of {view.config.epochs}"
    place = f"number {view.place or 1} in line"
    if view.busy and not view.checkpoints:
        return "Getting ready to train"
    match view.state:
        case RunState.READY:
            return "Ready to train"
        case RunState.QUEUED if view.own_run_trains:
            return "Waiting until your run in another tab ends or pauses"
        case RunState.QUEUED if view.gave_way:
            return f"Paused after five minutes, since others wait. It goes on by itself: {place}"
        case RunState.QUEUED:
            return f"Waiting: {place}; a turn ends after five minutes"
        case RunState.RUNNING:
            return f"Training: {epoch}"
        case RunState.PAUSED:
            return f"Paused in {epoch}"
        case RunState.FINISHED:
            return "Training has finished"
        case RunState.DIVERGED:
            return "Stopped: the weights grew without end"
        case RunState.FAILED:
            return "The training was cut off"


def in_first_epoch(view: RunView) -> bool:
    """Tell whether the accuracy after the first epoch is still to come."""
    return not view.checkpoints or view.checkpoints[-1].position < 1


def reached(view: RunView) -> str:
    """Return the accuracy that was measured last, in a sentence."""
    then = view.final
    said = when(then.position, then.step).lower()
    return f"It read {percent(then.test.accuracy)} of the test images, {said}."
