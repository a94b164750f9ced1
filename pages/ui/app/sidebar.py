"""What stands in the sidebar on every page: the network in use, and the run that is going on."""

import math
from collections.abc import Callable

import streamlit as st

from nn.experiments.study import Study
from nn.runs.host import HOST
from nn.runs.run_view import RunState, RunView, when
from pages.ui.app import frame, networks, runs, studies
from pages.ui.app.numbers import counted
from pages.ui.app.places import EXPERIMENTS, ROOM, TRAIN, place_named
from pages.ui.app.room import steering
from pages.ui.app.room.rooms import ROOMS
from pages.ui.app.room.store import StoreGone
from pages.ui.app.state import session
from pages.ui.app.state.session import Session
from pages.ui.app.widgets import bound

NEWEST = -1  # of the moments to choose from: the weights as they are now
TICK_SECONDS = 1.0
ROOM_SECONDS = 2.0  # between two looks at the visitor's room
STUDY_SECONDS = 2.0  # likewise at an experiment
# For whoever watches the first epoch, or waits for the run to begin.
CLOSE_TICK_SECONDS = 0.25
CLOSE_FROM = 100.0  # mini-batches a second: below, there is seldom something new


def show() -> None:
    """Show the choice of network and, when there is a run, its state.

    Train calls `show_status` itself, so that one clock updates page and sidebar.
    """
    visitor = session.get()
    training = visitor.training
    with st.sidebar:
        _choice(visitor)
    if visitor.room.host and visitor.visit.page != ROOM.title:
        frame.part(visitor.visit, _room, visitor, every=ROOM_SECONDS)
    if (run := training.run) and visitor.visit.page != TRAIN.title:
        frame.part(visitor.visit, _look, visitor, every=lambda: tick(run.snapshot()))
    under_way = [study for study in visitor.experiments.studies if study.state.under_way]
    if under_way and visitor.visit.page != EXPERIMENTS.title:
        frame.part(visitor.visit, _study, under_way[0], every=STUDY_SECONDS * HOST.crowding)


def _study(study: Study) -> None:
    """Show how far an experiment is that was under way when the page was opened."""
    with st.sidebar, st.container(key="study_status", border=True):
        st.markdown(f"**Experiment**: {studies.in_words(study.snapshot())}.")
        st.page_link(EXPERIMENTS.path, label="Back to the experiment", icon=EXPERIMENTS.icon)


def _room(visitor: Session) -> None:
    """Show how many phones and digits are in the room that this visitor is host of."""
    host = visitor.room.host
    try:
        room = ROOMS.see(host) if host else None
    except StoreGone as error:
        words = str(error)
    else:
        if room is None:
            steering.say_closed(visitor)
            st.rerun()
        words = (
            f"**Room {room.code}**: {counted(len(room.phones), 'phone')}, "
            f"{counted(len(room.digits), 'digit')}"
        )
    with st.sidebar, st.container(key="room_status", border=True):
        st.markdown(words)
        st.page_link(ROOM.path, label="Back to the room", icon=ROOM.icon)


def tick(view: RunView, closely: bool = False) -> float | None:
    """Return the seconds between two looks at a run, None where nothing will change.

    `closely` is for a page that shows the first epoch point by point. On a crowded machine, updates
    would take the cores from the training.
    """
    if not runs.unsettled(view):
        return None
    fast = (view.per_second or math.inf) >= CLOSE_FROM
    soon = runs.in_first_epoch(view) and (fast or not view.checkpoints)
    return (CLOSE_TICK_SECONDS if closely and soon else TICK_SECONDS) * HOST.crowding


def _look(visitor: Session) -> None:
    if view := runs.view_of(visitor.training):
        show_status(visitor, view)


def _choice(visitor: Session) -> None:
    network = visitor.network
    networks.settle(visitor)
    bound(
        st.selectbox,
        "Network in use",
        networks.choices(visitor),
        format_func=networks.name_of,
        key="choice",
        value=network.choice,
        then=visitor.use,
        help="All pages show this network.",
    )
    if network.choice == "draw" and place_named(visitor.visit.page).few_neurons:
        st.button(
            "Use the book's thirty neurons",
            key="use_book",
            type="tertiary",
            icon=":material/lightbulb:",
            on_click=visitor.use,
            args=("book",),
            help="They read fewer digits right, and fit on a screen: easier to follow here.",
        )
    if network.choice == "run" and visitor.training.run:
        _choose_moment(visitor, visitor.training.run.snapshot())
    if network.changes:
        neurons = counted(len(network.changes), "neuron")
        st.warning(f"{neurons} changed by hand.", icon=":material/tune:")
        st.button("Reset", key="put_back_everywhere", on_click=network.changes.clear)


def _choose_moment(visitor: Session, view: RunView) -> None:
    network = visitor.network
    names = {NEWEST: "Newest"}
    names |= {c.step: when(c.position, c.step) for c in view.checkpoints}
    if not view.checkpoints:
        network.moment = None
    if network.moment is not None and network.moment not in names:
        network.moment = view.at(network.moment).step
        visitor.visit.trouble.append(
            "A run this long keeps fewer moments, and the one you looked at is gone. This is the "
            f"one before it: {names[network.moment].lower()}."
        )
    bound(
        st.selectbox,
        "At which moment",
        list(names),
        format_func=lambda step: names.get(step, ""),
        key="moment",
        value=NEWEST if network.moment is None else network.moment,
        then=lambda step: visitor.use("run", None if step == NEWEST else step),
    )


def show_status(visitor: Session, view: RunView) -> None:
    """Show in the sidebar what the run is doing, also from a fragment of the page."""
    with st.sidebar, st.container(key="run_status", border=True):
        st.markdown(f"**{runs.state_in_words(view)}**")
        if view.checkpoints:
            st.markdown(runs.reached(view))
        if view.state is RunState.RUNNING:
            _button("Pause", "pause", runs.pause, visitor.training)
        elif view.state in (RunState.PAUSED, RunState.READY):
            _button("Play", "play_arrow", runs.play, visitor)


def _button(label: str, icon: str, act: Callable[..., None], part: object) -> None:
    def press() -> None:
        act(part)
        st.rerun()  # the whole page, which shows the run as well

    st.button(label, key=f"status_{label.lower()}", icon=f":material/{icon}:", on_click=press)
