"""Widgets that show what the session says, and write to it when somebody changes them."""

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st


def bound(
    widget: Callable[..., Any],
    *arguments: Any,
    key: str,
    value: Any,
    then: Callable[[Any], None],
    **options: Any,
) -> None:
    """Show a widget with `value`; call `then` with the new value when somebody changes it.

    Streamlit forgets a widget's value when the page changes. So the widget gets its value from the
    app, each time that it is shown.
    """

    def hear() -> None:
        new = st.session_state[key]
        # A browser may not have heard of the first choice yet, and say that there is none.
        if new is not None or not options.get("required"):
            then(new)

    st.session_state[key] = value
    widget(*arguments, key=key, on_change=hear, **options)


def bound_to(
    part: object, name: str, widget: Callable[..., Any], *arguments: Any, **options: Any
) -> None:
    """Show a widget that is bound to the attribute `name` of a part of the session."""
    options = {"then": lambda value: setattr(part, name, value)} | options
    bound(widget, *arguments, value=getattr(part, name), **options)


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
