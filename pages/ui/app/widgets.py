"""Widgets that show what the session says, and write to it when somebody changes them."""

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from nn.settings.setting import Setting, Value
from pages.ui.app import glossary

# The words that stand among a setting's options, which its own hint does not explain.
EXPLAINED = {
    "activation": ("sigmoid", "ReLU"),
    "initialisation": ("N(0, 1)",),
    "cost": ("quadratic cost", "cross-entropy"),
    "eta": ("gradient",),
}


def button(label: str, icon: str, act: Callable[..., None], *args: Any, **options: Any) -> None:
    """Show a button that calls `act` with `args`; `icon` is the name of a Material icon, or ""."""
    name = f":material/{icon}:" if icon else None
    st.button(label, icon=name, on_click=act, args=args, **options)


def download(label: str, data: Any, file_name: str, **options: Any) -> None:
    """Show a button that saves a file with `data`, or with what `data` returns after the click."""
    options |= {"icon": ":material/download:", "on_click": "ignore"}
    st.download_button(label, data, file_name, **options)


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
    app, each time that it is shown. A number that is emptied stays as it was.
    """
    is_number = widget == st.number_input
    known = value

    def hear() -> None:
        nonlocal known
        before, known = known, st.session_state[key]
        # A browser that is late may say that nothing is chosen yet, or repeat what is gone by now.
        is_none = known is None and (is_number or options.get("required"))
        if known != before and not is_none:
            then(known)

    st.session_state[key] = value
    if is_number:  # or one that is emptied would say the least number
        options["value"] = None
    widget(*arguments, key=key, on_change=hear, **options)


def bound_to(
    state: object, name: str, widget: Callable[..., Any], *arguments: Any, **options: Any
) -> None:
    """Show a widget that is bound to the attribute `name` of some state of the session.

    Where nothing is chosen yet, it may show another `value`.
    """
    own = {"value": getattr(state, name), "then": lambda value: setattr(state, name, value)}
    bound(widget, *arguments, **own | options)


def choice(
    state: object, name: str, label: str, titles: Mapping[Any, str], key: str, **options: Any
) -> None:
    """Show the titles of an attribute's values in a row, of which one is always chosen."""
    options |= {"format_func": titles.__getitem__, "label_visibility": "collapsed"}
    bound_to(
        state, name, st.segmented_control, label, list(titles), key=key, required=True, **options
    )


def menu(
    label: str, names: Mapping[int, str], key: str, value: int, then: Callable[[int], None]
) -> None:
    """Ask for one of the options in `names`, as `bound` does, in a list without its label."""

    def hear(chosen: int) -> None:
        if chosen in names:  # a browser that is late may name one of other options
            then(chosen)

    options = {"format_func": names.__getitem__, "label_visibility": "collapsed", "width": 160}
    bound(st.selectbox, label, names, key=key, value=value, then=hear, **options)


def pager(pages: int, key: str, page: int, then: Callable[[int], None]) -> None:
    """Show which page, from 0, is open, and let another one be chosen, if there are several."""
    if pages > 1:
        bound(st.pagination, pages, key=key, value=page + 1, then=lambda number: then(number - 1))


def setting_control(
    setting: Setting, value: Value, key: str, then: Callable[[Any], None], **options: Any
) -> None:
    """Show the control of a setting; `then` gets the new value, of layers the text.

    `options` go to the widget; they may have a `label`.
    """
    label = options.pop("label", setting.label)
    common: dict[str, Any] = {"key": key, "then": then, "help": hint(setting)} | options
    if labels := setting.choices:
        common |= {"value": value, "format_func": labels.__getitem__}
        bound(st.selectbox, label, list(labels), **common)
    elif isinstance(value, tuple):
        text = ", ".join(map(str, value[1:-1]))  # the hidden layers
        bound(st.text_input, label, value=text, placeholder="none", **common)
    else:
        kind = int if isinstance(setting.default, int) else float
        common |= {"step": 1} if kind is int else {"format": "%.6g"}
        limits = tuple(map(kind, setting.between))
        bound(st.number_input, label, *limits, value=kind(float(value)), **common)


def hint(setting: Setting) -> str:
    """Return what a setting does, and what the words among its options mean."""
    return f"{setting.help}\n\n{glossary.about(*EXPLAINED.get(setting.name, ()))}".strip()
