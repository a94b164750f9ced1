"""Files that somebody sends to a page."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from nn.errors import Refused
from pages.ui.app import trouble
from pages.ui.app.state.session import Visit


def place(
    widget: Callable[..., Any],
    label: str,
    name: str,
    visit: Visit,
    take: Callable[[Any], str | None],
    **options: Any,
) -> None:
    """Show a place for a file. `take` gets it, and then there is an empty place for the next one.

    `take` may return a sentence about what it has done. If it refuses the file, the page says why.
    """
    number = visit.received[name]
    key = f"{name}_{number}"

    def load() -> None:
        file = st.session_state[key]
        # Streamlit calls this again if the run that took the file was cut off.
        if file is None or visit.received[name] != number:
            return
        visit.received[name] += 1
        with trouble.caught(visit):
            if not hasattr(file, "getvalue"):  # `streamlit_internals.add_file` let it go
                raise Refused("Your file was lost before it could be read. Send it again.")
            visit.done = take(file) or ""
        st.rerun()  # the page has sentences about the file before

    widget(label, key=key, on_change=load, **options)
