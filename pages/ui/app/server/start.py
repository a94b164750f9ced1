"""What is done once, when the server starts and before the first visitor comes."""

import gc
import socket
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from importlib import import_module

import streamlit as st
from starlette.middleware import Middleware

from nn.errors import Refused
from nn.experiments.in_the_app import STUDIES
from nn.mnist import load
from nn.project import Damaged
from pages.ui.app import html, streamlit_internals
from pages.ui.app.server import files, headers, host_names

COLLECT_SECONDS = 20.0
MIDDLEWARE = tuple(
    map(Middleware, (headers.security_headers, host_names.known_hosts, files.kept_files))
)


def answer_at_once() -> None:
    """Send the end of each answer at once.

    Streamlit's sockets would wait with it until the browser has confirmed what came before, for 40
    ms in every second request on a connection. A connection takes this from the socket that
    listens, which Streamlit hands to nobody.
    """
    for thing in gc.get_objects():
        if type(thing) is socket.socket and thing.family in (socket.AF_INET, socket.AF_INET6):
            with suppress(OSError):  # one that is closed
                thing.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, True)


def set_garbage_aside() -> None:
    """Spare the collector what is loaded, and let it collect every 20 seconds.

    Streamlit would collect after every run of a page (config.toml keeps it from that). With the
    libraries in memory, every stroke would then pay for 80 ms of it. Call it before the first
    visitor: whoever is there by now would be kept in memory for ever.
    """

    def collect() -> None:
        while True:
            time.sleep(COLLECT_SECONDS)
            gc.collect()

    gc.collect()
    gc.freeze()
    threading.Thread(target=collect, name="garbage", daemon=True).start()


def tell(error: Exception) -> bool:
    """Show a sentence instead of Streamlit's message where a page was refused something.

    Return whether that is all there is to show. Any other error goes to the log alone: its text may
    tell of this computer.
    """
    if isinstance(error, Refused):
        text = str(error)  # of a damaged file with a command to type, and nobody else's words
        st.error(text if isinstance(error, Damaged) else html.as_it_is(text))
        return True
    return False


def load_ahead() -> None:
    """Load what the first visitor would wait for: the images, and what Streamlit loads late."""
    import_module("pandas")  # for the first component
    with suppress(Damaged):  # a page says so
        load()


@asynccontextmanager
async def started(server: object) -> AsyncIterator[None]:
    """Prepare, let the server run, and end what it has begun: a signal ends it without `atexit`."""
    streamlit_internals.prepare()
    answer_at_once()
    load_ahead()
    set_garbage_aside()
    try:
        yield
    finally:
        STUDIES.close()
