"""Frees what a visitor holds when their browser tab has been closed."""

import threading

import streamlit as st

from nn.runs.host import HOST
from pages.ui.app import streamlit_internals
from pages.ui.app.state import session
from pages.ui.app.state.session import Training

GRACE = 6.0  # seconds in which a lost connection may come back


class _Lease:
    """Lives as long as Streamlit's session."""

    def __init__(self, training: Training) -> None:
        self.training = training

    def let_go(self) -> None:
        """End the visitor's run soon, unless they are back by then."""
        watch(self.training)


def watch(training: Training) -> None:
    """Look in a moment whether somebody is there, and end the visitor's runs if not.

    The run is looked up then and not now: a click that came just before the tab was closed may be
    about to start one.
    """
    timer = threading.Timer(GRACE, _look, (training,))
    timer.daemon = True
    # Without the lock, since Streamlit's own thread must not wait for a click.
    if training.watcher:
        training.watcher.cancel()
    training.watcher = timer
    timer.start()


def _look(training: Training) -> None:
    with training.lock:
        if training.watcher is not threading.current_thread():
            return
        training.watcher = None
        if not training.runs:
            return
        if not streamlit_internals.is_connected(training.session_id):
            for run in training.runs:
                HOST.discard(run, "The run was ended because its page was closed.")
            return
    # A visitor who came back without clicking has no lease: nobody would tell when they go again.
    watch(training)


@st.cache_resource(scope="session", on_release=_Lease.let_go, show_spinner=False)
def _lease() -> _Lease:
    return _Lease(session.get().training)


def renew() -> None:
    """Have the end of this visitor's session told; called at every run of the app."""
    training = session.get().training
    training.session_id = streamlit_internals.session_id()
    _lease().training = training
