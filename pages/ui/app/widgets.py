"""Widgets that show what the session says, and write to it when somebody changes them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

_KEY = "thirty_neurons_widgets"


@dataclass
class _Told:
    """What the browser was last told of a widget's value, by the app or by the visitor."""

    value: Any
    times: int = 0  # that the app changed it


def bound(
    widget: Callable[..., Any],
    label: str,
    *arguments: Any,
    key: str,
    value: Any,
    then: Callable[[Any], None],
    may_cross: bool = False,
    **options: Any,
) -> None:
    """Show a widget with `value`; call `then` with the new value when somebody changes it.

    The value goes into Streamlit's state under `key` first: a widget that comes back after a
    change of page would else have forgotten it.

    Every message of a browser names the values of all widgets. One that crosses a value that the
    app has just set would bring the old value back. A widget that `may_cross` is therefore another
    one after such a change, with a number in its key: then the old value was said of the old one.
    """
    required = (getattr(widget, "keywords", {}) | options).get("required")  # it may be a `partial`
    told = st.session_state.setdefault(_KEY, {}).setdefault(key, _Told(value))
    if value != told.value:
        told.value, told.times = value, told.times + 1
    times = told.times
    if may_cross and times:
        key = f"{key}_{times}"

    def hear() -> None:
        new = st.session_state[key]
        # A browser that has not yet heard of the choice may still say that there is none.
        if (new is None and required) or (may_cross and times != told.times and new == value):
            return
        told.value = new
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
