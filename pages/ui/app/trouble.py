"""Sentences above a page about what could not be done."""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from nn.errors import Refused
from pages.ui.app.html import as_it_is
from pages.ui.app.state.session import Visit


@contextmanager
def caught(visit: Visit) -> Iterator[None]:
    """Catch `Refused`, and show its message on the page."""
    try:
        yield
    except Refused as error:
        visit.trouble.append(str(error))


def show(visit: Visit) -> None:
    """Show, once, the sentences about what could not be done."""
    for sentence in dict.fromkeys(visit.trouble):  # each once
        st.warning(as_it_is(sentence), icon=":material/info:")
    if visit.done:
        st.toast(visit.done)
    visit.trouble, visit.done = [], ""
