"""Frees what a visitor holds when their browser tab has been closed."""

import streamlit as st

from pages.ui import session
from pages.ui.session import Session

GRACE = 6.0  # seconds in which a lost connection may come back


class _Lease:
    """Lives as long as Streamlit's session; knows whose run is to be let go with it."""

    def __init__(self, visitor: Session) -> None:
        self.visitor = visitor

    def let_go(self) -> None:
        """End the run soon, unless the visitor is back by then."""
        if self.visitor.run:
            self.visitor.run.release(GRACE)


@st.cache_resource(scope="session", on_release=_Lease.let_go, show_spinner=False)
def _lease() -> _Lease:
    return _Lease(session.get())


def renew() -> None:
    """Say that the visitor is here; called at every run of the app."""
    visitor = session.get()
    _lease().visitor = visitor
    if visitor.run:
        visitor.run.hold()
