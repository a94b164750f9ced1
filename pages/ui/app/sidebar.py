"""What stands in the sidebar on every page: the network in use, and the run that is going on."""

import streamlit as st

from nn.runs.host import HOST
from nn.runs.records import RunState, RunView, when
from pages.ui.app import networks, session, words
from pages.ui.app.session import Session
from pages.ui.train import drive

NEWEST = -1  # of the moments to choose from: the weights as they are now
STATUS_SECONDS = 1.0
BETTER_WITH_FEW_NEURONS = ("How it works", "Look inside", "Backprop")
BUSY = (RunState.RUNNING, RunState.QUEUED)


def show() -> None:
    """Show the choice of network and, when there is a run, its state."""
    visitor = session.get()
    with st.sidebar:
        _choice(visitor)
        if visitor.run:
            visitor.polling = unsettled(visitor.run.snapshot())
            every = STATUS_SECONDS * HOST.crowding
            st.fragment(_status, run_every=every if visitor.polling else None)(every)


def network_learns() -> bool:
    """Tell whether the network in use is one that is learning right now."""
    visitor = session.get()
    if visitor.choice != "run" or visitor.moment is not None or visitor.run is None:
        return False
    return visitor.run.snapshot().state in BUSY


def unsettled(view: RunView) -> bool:
    """Tell whether a run trains or has yet to answer: what the page shows of it will change."""
    return view.state in BUSY or view.busy


def _choice(visitor: Session) -> None:
    options = networks.choices(visitor)
    if visitor.choice not in options:
        visitor.use(session.AT_FIRST)
    st.session_state["choice"] = visitor.choice
    st.selectbox(
        "Network in use",
        options,
        format_func=lambda name: networks.NAMES.get(name, name),
        key="choice",
        on_change=lambda: visitor.use(st.session_state["choice"]),
        help="All pages show this network.",
    )
    if visitor.choice == "draw" and visitor.page in BETTER_WITH_FEW_NEURONS:
        st.button(
            "Use the book's thirty neurons",
            key="use_book",
            type="tertiary",
            icon=":material/lightbulb:",
            on_click=visitor.use,
            args=("book",),
            help="They read less, and fit on a screen: easier to follow here.",
        )
    if visitor.choice == "run" and visitor.run:
        _choose_moment(visitor, visitor.run.snapshot())
    if visitor.changes:
        neurons = f"{len(visitor.changes)} neuron{'s' if len(visitor.changes) > 1 else ''}"
        st.warning(f"{neurons} changed by hand.", icon=":material/tune:")
        st.button("Put back", key="put_back_everywhere", on_click=visitor.changes.clear)


def _choose_moment(visitor: Session, view: RunView) -> None:
    names = {NEWEST: "Newest"}
    names |= {c.step: when(c.position, c.step) for c in view.checkpoints}
    if not view.checkpoints:
        visitor.moment = None
    if visitor.moment is not None and visitor.moment not in names:
        visitor.moment = view.at(visitor.moment).step
        visitor.trouble.append(
            "A run this long keeps fewer moments, and the one you looked at is gone. This is the "
            f"one before it: {names[visitor.moment].lower()}."
        )
    st.session_state["moment"] = NEWEST if visitor.moment is None else visitor.moment

    def chosen() -> None:
        step = st.session_state["moment"]
        visitor.use("run", None if step == NEWEST else step)

    st.selectbox(
        "At which moment",
        list(names),
        format_func=lambda step: names.get(step, ""),
        key="moment",
        on_change=chosen,
    )


def _status(every: float) -> None:
    visitor = session.get()
    if not visitor.run:
        return
    view = visitor.run.snapshot()
    pressed = False
    with st.container(key="run_status", border=True):
        st.markdown(f"**{state_in_words(view)}**")
        if view.checkpoints:
            st.markdown(reached(view))
        if view.state is RunState.RUNNING:
            pressed = st.button(
                "Pause",
                key="status_pause",
                icon=":material/pause:",
                on_click=drive.pause,
                args=(visitor,),
            )
        elif view.state in (RunState.PAUSED, RunState.READY):
            pressed = st.button(
                "Play",
                key="status_play",
                icon=":material/play_arrow:",
                on_click=drive.play,
                args=(visitor,),
            )
    # These run the whole page, which shows the run as well.
    if pressed or visitor.polling != unsettled(view):
        st.rerun()
    if visitor.polling and every != STATUS_SECONDS * HOST.crowding:
        st.rerun()  # at another pace


def state_in_words(view: RunView) -> str:
    """Return what the run does, in a few words."""
    progress = view.progress
    if view.busy and not view.checkpoints:
        return "Getting ready to train"
    match view.state:
        case RunState.READY:
            return "Ready to train"
        case RunState.QUEUED:
            return f"Waiting for a free core: place {view.place} in the queue"
        case RunState.RUNNING:
            epoch = progress.epoch
            return f"Training: epoch {epoch} of {view.config.epochs}"
        case RunState.PAUSED:
            epoch = progress.epoch
            return f"Paused in epoch {epoch} of {view.config.epochs}"
        case RunState.FINISHED:
            return "Training has finished"
        case RunState.DIVERGED:
            return "Stopped: the weights grew without end"
        case RunState.FAILED:
            return "The training was cut off"


def reached(view: RunView) -> str:
    """Return the latest accuracy that was measured."""
    latest = view.final
    moment = when(latest.position, latest.step).lower()
    accuracy = words.percent(latest.test.accuracy)
    return f"It read {accuracy} of the test images, {moment}."
