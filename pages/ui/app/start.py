"""What is done once, when the server starts and before the first visitor comes."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.middleware import Middleware

from pages.ui.app import streamlit_internals
from pages.ui.app.headers import SecurityHeaders
from pages.ui.app.memory import garbage
from pages.ui.app.room import address

MIDDLEWARE = (Middleware(SecurityHeaders),)


def prepare() -> None:
    """Set up what all visitors share."""
    streamlit_internals.stay_offline()
    streamlit_internals.bound_uploads()
    streamlit_internals.drop_what_no_widget_sends()
    address.answer_to_own_names()
    garbage.set_aside()


@asynccontextmanager
async def started(server: object) -> AsyncIterator[None]:
    """Prepare, and then let the server run."""
    prepare()
    yield
