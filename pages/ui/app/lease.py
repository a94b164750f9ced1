"""Frees what a visitor holds when their browser tab has been closed."""

import threading

import streamlit as st
from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

from nn.runs.host import HOST
from pages.ui.app import session
from pages.ui.app.session import Session

GRACE = 6.0  # seconds in which a lost connection may come back


class _Lease:
    """Lives as long as Streamlit's session; knows who it is."""

    def __init__(self, visitor: Session, session_id: str) -> None:
        self.visitor, self.session_id = visitor, session_id

    def let_go(self) -> None:
        """End the visitor's run soon, unless they are back by then."""
        watch(self.visitor, self.session_id)


def watch(visitor: Session, session_id: str) -> None:
    """Look in a moment whether somebody is there, and end the visitor's run if not.

    The run is asked for then and not now: a click that came just before the tab was closed may be
    about to start one.
    """
    timer = threading.Timer(GRACE, _look, (visitor, session_id))
    timer.daemon = True
    # Without the visitor's lock, since Streamlit's own thread must not wait for a click.
    if visitor.watcher:
        visitor.watcher.cancel()
    visitor.watcher = timer
    timer.start()


def _look(visitor: Session, session_id: str) -> None:
    with visitor.lock:
        if visitor.watcher is not threading.current_thread():
            return
        visitor.watcher = None
        if visitor.run is None:
            return
        if not is_here(session_id):
            HOST.discard(visitor.run, "The run was ended because its page was closed.")
            return
    # Who came back without clicking has no lease: nobody would tell when they go again.
    watch(visitor, session_id)


def is_here(session_id: str) -> bool:
    """Tell whether a browser is connected to a session."""
    return runtime.exists() and runtime.get_instance().is_active_session(session_id)


@st.cache_resource(scope="session", on_release=_Lease.let_go, show_spinner=False)
def _lease() -> _Lease:
    context = get_script_run_ctx()
    return _Lease(session.get(), context.session_id if context else "")


def renew() -> None:
    """Have the end of this visitor's session told; called at every run of the app."""
    _lease().visitor = session.get()
