"""Fragments: parts of a page that run by themselves."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import streamlit as st

from pages.ui.app.state.session import Visit


def show(
    visit: Visit,
    act: Callable[..., None],
    *args: Any,
    every: Callable[[], float | None] | float | None = None,
    follows: Callable[[], object] = lambda: None,
) -> None:
    """Show a fragment, which runs by itself after a click in it, and `every` so many seconds.

    The whole page runs instead when the fragment needs another clock or what it `follows` has
    changed, or when there is a sentence to show above it. A callback in the fragment that changes
    more of the page ends with `st.rerun()`.
    """

    def now() -> tuple[float | None, object]:
        return every() if callable(every) else every, follows()

    then, is_with_page = now(), True

    @wraps(act)
    def run() -> None:
        nonlocal is_with_page
        said = visit.trouble or visit.done or visit.forgotten
        if not is_with_page and (said or now() != then):
            st.rerun()
        is_with_page = False
        act(*args)

    st.fragment(run, run_every=then[0])()
