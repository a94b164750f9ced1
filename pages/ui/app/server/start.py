"""What is done once, when the server starts and before the first visitor comes."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import streamlit as st
from starlette.middleware import Middleware

from nn.errors import Damaged, Refused
from nn.experiments.in_the_app import STUDIES
from pages.ui.app import frame, streamlit_internals
from pages.ui.app.memory import garbage
from pages.ui.app.server.headers import SecurityHeaders
from pages.ui.app.server.hosts import KnownHosts

MIDDLEWARE = (Middleware(SecurityHeaders), Middleware(KnownHosts))


def prepare() -> None:
    """Set up what all visitors share."""
    streamlit_internals.stay_offline()
    streamlit_internals.send_all_before_a_fragment()
    streamlit_internals.let_runs_finish_before_a_fragment()
    streamlit_internals.hear_a_click_once()
    streamlit_internals.bound_uploads()
    streamlit_internals.drop_what_no_widget_sends()
    garbage.set_aside()


def tell(error: Exception) -> bool:
    """Show a sentence instead of Streamlit's message where a page was refused something.

    Return whether that is all there is to show. What is no sentence for a person goes to the log
    alone, with what it may tell of this computer.
    """
    if isinstance(error, Refused):
        text = str(error)  # of a damaged file with a command to type, and nobody else's words
        st.error(text if isinstance(error, Damaged) else frame.as_it_is(text))
        return True
    return False


@asynccontextmanager
async def started(server: object) -> AsyncIterator[None]:
    """Prepare, let the server run, and end what it has begun: a signal ends it without `atexit`."""
    prepare()
    try:
        yield
    finally:
        STUDIES.close()
