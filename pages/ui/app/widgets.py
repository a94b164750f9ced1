"""Widgets that show what the session says, and write to it when somebody changes them."""

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st


def bound(
    widget: Callable[..., Any],
    label: str,
    *arguments: Any,
    key: str,
    value: Any,
    then: Callable[[Any], None],
    **options: Any,
) -> None:
    """Show a widget with `value`; call `then` with the new value when somebody changes it.

    The value goes into Streamlit's state under `key` first: a widget that comes back after a
    change of page would else have forgotten it.
    """

    def hear() -> None:
        new = st.session_state[key]
        # A browser that has not yet heard of the choice may still say that there is none.
        if new is not None or not options.get("required"):
            then(new)

    st.session_state[key] = value
    widget(label, *arguments, key=key, on_change=hear, **options)


def bound_to(
    part: object, name: str, widget: Callable[..., Any], label: str, *arguments: Any, **options: Any
) -> None:
    """Show a widget that is bound to the attribute `name` of a part of the session."""
    options = {"then": lambda value: setattr(part, name, value)} | options
    bound(widget, label, *arguments, value=getattr(part, name), **options)


def choice(
    part: object, name: str, label: str, titles: Mapping[Any, str], key: str, **options: Any
) -> None:
    """Show the titles of an attribute's values in a row, of which one is always chosen."""
    bound_to(
        part,
        name,
        st.segmented_control,
        label,
        list(titles),
        format_func=titles.__getitem__,
        key=key,
        required=True,
        label_visibility="collapsed",
        **options,
    )
