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

    def __init__(self, training: Training, session_id: str) -> None:
        self.training, self.session_id = training, session_id

    def let_go(self) -> None:
        """End the visitor's run soon, unless they are back by then."""
        watch(self.training, self.session_id)


def watch(training: Training, session_id: str) -> None:
    """Look in a moment whether somebody is there, and end the visitor's run if not.

    The run is looked up then and not now: a click that came just before the tab was closed may be
    about to start one.
    """
    timer = threading.Timer(GRACE, _look, (training, session_id))
    timer.daemon = True
    # Without the lock, since Streamlit's own thread must not wait for a click.
    if training.watcher:
        training.watcher.cancel()
    training.watcher = timer
    timer.start()


def _look(training: Training, session_id: str) -> None:
    with training.lock:
        if training.watcher is not threading.current_thread():
            return
        training.watcher = None
        if training.run is None:
            return
        if not streamlit_internals.is_connected(session_id):
            HOST.discard(training.run, "The run was ended because its page was closed.")
            return
    # A visitor who came back without clicking has no lease: nobody would tell when they go again.
    watch(training, session_id)


@st.cache_resource(scope="session", on_release=_Lease.let_go, show_spinner=False)
def _lease() -> _Lease:
    return _Lease(session.get().training, streamlit_internals.session_id())


def renew() -> None:
    """Have the end of this visitor's session told; called at every run of the app."""
    _lease().training = session.get().training
