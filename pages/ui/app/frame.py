"""What makes a page part of the app, however its address was reached."""

import gc
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import streamlit as st

from nn.errors import Refused
from pages.ui.app import streamlit_internals
from pages.ui.app.state.session import Visit

MOST_SENTENCES = 5
WORD_JOINER = "\N{WORD JOINER}"

_settled: set[str] = set()


def enter() -> None:
    """Make sure that the page runs inside `streamlit_app.py`; the first line of every page."""
    if streamlit_internals.is_outside_the_app():
        st.rerun()


def apply_style() -> None:
    """Put the app's styles on the page."""
    st.html(Path(__file__).with_name("style.css"))
    streamlit_internals.check_test_ids()


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
def told(visit: Visit) -> Iterator[None]:
    """Turn what cannot be done into a sentence on the page."""
    try:
        yield
    except Refused as error:
        visit.trouble.append(str(error))


def as_it_is(text: str) -> str:
    """Return a text so that the page shows it letter by letter, whatever somebody wrote into it.

    A link or a file may come from anyone. Markdown in it could make the browser fetch a picture
    from elsewhere. Web addresses, emoji and icons are recognised without any of its letters: a
    word joiner, which nobody sees, keeps them from it.
    """
    text = re.sub(r"(?<=:)(?=\S)|(?<=www)(?=\.)|(?=@)", WORD_JOINER, text, flags=re.IGNORECASE)
    return re.sub(r"([\\`*_\[\]<>$~])", r"\\\1", text)


def show_trouble(visit: Visit) -> None:
    """Show, once, the sentences about what could not be done."""
    sentences = list(dict.fromkeys(visit.trouble))  # each once
    for sentence in sentences[:MOST_SENTENCES]:
        st.warning(as_it_is(sentence), icon=":material/info:")
    if (more := len(sentences) - MOST_SENTENCES) > 0:
        st.warning(f"And {more} more of this kind.", icon=":material/info:")
    visit.trouble = []
