"""Files that somebody sends to a page."""

from collections.abc import Callable
from typing import Any, Protocol

import streamlit as st

from pages.ui.app import frame
from pages.ui.app.state.session import Visit
from pages.ui.app.streamlit_internals import forget_upload, was_dropped

DROPPED = (
    "Your file could not be kept until it was read, since too many came at once. Send it again."
)


class Receiver(Protocol):
    """A part of the session that takes one file after the other."""

    uploads: int


def place(
    widget: Callable[..., Any],
    label: str,
    name: str,
    receiver: Receiver,
    visit: Visit,
    take: Callable[[Any], None],
    **options: Any,
) -> None:
    """Show a place for a file. `take` gets it, and then there is an empty place for the next one.

    If `take` refuses it, a sentence on the page says why.
    """
    key = f"{name}_{receiver.uploads}"

    def load() -> None:
        if file := chosen(key):
            receiver.uploads += 1
            visit.outdated = True  # what was said of the file before
            with frame.told(visit):
                take(file)
            forget_upload(file)
        elif was_dropped(st.session_state[key]):
            receiver.uploads += 1
            visit.trouble.append(DROPPED)

    widget(label, key=key, on_change=load, **options)


def chosen(key: str) -> Any:
    """Return the file that somebody has chosen, or None if there is none any more.

    A run of the page that another cuts off is told of its file twice. The first one has read it,
    and what Streamlit has in its place is no file.
    """
    file = st.session_state[key]
    return file if hasattr(file, "getvalue") else None
