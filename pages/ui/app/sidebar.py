"""What stands in the sidebar on every page: the network in use, and the run that is going on."""

from collections.abc import Callable

import streamlit as st

from nn.runs.host import HOST
from nn.runs.records import RunState, RunView, when
from pages.ui.app import networks, runs
from pages.ui.app.numbers import counted
from pages.ui.app.places import PLACES
from pages.ui.app.state import session
from pages.ui.app.state.network import AT_FIRST
from pages.ui.app.state.session import Session
from pages.ui.app.widgets import bound

NEWEST = -1  # of the moments to choose from: the weights as they are now
STATUS_SECONDS = 1.0


def show() -> None:
    """Show the choice of network and, when there is a run, its state."""
    visitor = session.get()
    training = visitor.training
    with st.sidebar:
        _choice(visitor)
        if training.run:
            training.polling = runs.unsettled(training.run.snapshot())
            every = STATUS_SECONDS * HOST.crowding
            st.fragment(_status, run_every=every if training.polling else None)(every)


def _choice(visitor: Session) -> None:
    network = visitor.network
    options = networks.choices(visitor)
    if network.choice not in options:
        visitor.use(AT_FIRST)
    bound(
        st.selectbox,
        "Network in use",
        options,
        format_func=networks.name_of,
        key="choice",
        value=network.choice,
        then=visitor.use,
        help="All pages show this network.",
    )
    wants_few = any(place.few_neurons and place.title == visitor.visit.page for place in PLACES)
    if network.choice == "draw" and wants_few:
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


def _status(every: float) -> None:
    visitor = session.get()
    view = runs.view_of(visitor.training)
    if view is None:
        return
    pressed = False
    with st.container(key="run_status", border=True):
        st.markdown(f"**{runs.state_in_words(view)}**")
        if view.checkpoints:
            st.markdown(runs.reached(view))
        button: tuple[str, str, Callable[..., None], object] | None = None
        if view.state is RunState.RUNNING:
            button = "Pause", "pause", runs.pause, visitor.training
        elif view.state in (RunState.PAUSED, RunState.READY):
            button = "Play", "play_arrow", runs.play, visitor
        if button:
            label, icon, act, part = button
            key, icon = f"status_{label.lower()}", f":material/{icon}:"
            pressed = st.button(label, key=key, icon=icon, on_click=act, args=(part,))
    polling = visitor.training.polling
    another_pace = polling and every != STATUS_SECONDS * HOST.crowding
    # This runs the whole page, which shows the run as well.
    if pressed or another_pace or polling != runs.unsettled(view):
        st.rerun()
