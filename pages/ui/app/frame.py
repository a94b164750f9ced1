"""What makes a page part of the app, however its address was reached."""

import gc
import re
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st
from streamlit import net_util
from streamlit.runtime.pages_manager import PagesManager

from nn.errors import Refused
from pages.ui.app import session
from pages.ui.app.session import Session


def enter() -> None:
    """Make sure that the page runs inside `streamlit_app.py`; the first line of every page.

    Until `st.navigation` has been called once, Streamlit takes each file in `pages/` for an app
    of its own. So the first visitor after a start who comes by a page's address, and not by the
    front door, would get that page without the sidebar and the other pages.
    """
    if PagesManager.uses_pages_directory:
        PagesManager.uses_pages_directory = False
        st.rerun()


def stay_offline() -> None:
    """Keep Streamlit from asking the internet for this computer's public address.

    It does so whenever somebody knocks with a foreign `Origin`, before it turns them away. It
    takes None for "could not be found out", as it is without a network.
    """
    net_util.get_external_ip = lambda: None


MOST_SENTENCES = 5
WORD_JOINER = "\N{WORD JOINER}"

_settled: set[str] = set()


def settle(page: str) -> None:
    """Keep the libraries out of the garbage collection that follows every run of a page.

    Streamlit collects after each run and each fragment. With plotly and its like in memory, that
    is 80 ms of work in which every stroke and every second of a training wait. What a page has
    loaded when it was shown first is set aside.
    """
    if page not in _settled:
        _settled.add(page)
        gc.collect()
        gc.freeze()


@contextmanager
def told(visitor: Session) -> Iterator[None]:
    """Turn what cannot be done into a sentence on the page."""
    try:
        yield
    except Refused as error:
        visitor.trouble.append(str(error))


def as_it_is(text: str) -> str:
    """Return a text so that the page shows it letter by letter, whatever somebody wrote into it.

    A link or a file may come from anyone. Markdown in it could make the browser fetch a picture
    from elsewhere. Web addresses, emoji and icons are recognised without any of its letters: a
    word joiner, which nobody sees, keeps them from it.
    """
    text = re.sub(r"(?<=:)(?=\S)|(?<=www)(?=\.)|(?=@)", WORD_JOINER, text, flags=re.IGNORECASE)
    return re.sub(r"([\\`*_\[\]<>$~])", r"\\\1", text)


def show_trouble() -> None:
    """Show, once, the sentences about what could not be done."""
    visitor = session.get()
    sentences = list(dict.fromkeys(visitor.trouble))  # each once
    for sentence in sentences[:MOST_SENTENCES]:
        st.warning(as_it_is(sentence), icon=":material/info:")
    if (more := len(sentences) - MOST_SENTENCES) > 0:
        st.warning(f"And {more} more of this kind.", icon=":material/info:")
    visitor.trouble = []
