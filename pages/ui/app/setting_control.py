"""The control of one setting of the table: a list of choices, a number in its range, or layers."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from nn.settings.setting import Setting, Value
from pages.ui.app import words
from pages.ui.app.widgets import bound

# The words that stand among a setting's options, which its own hint does not explain.
EXPLAINED = {
    "activation": ("sigmoid", "ReLU"),
    "initialisation": ("N(0, 1)",),
    "cost": ("quadratic cost", "cross-entropy"),
    "eta": ("gradient",),
}


def show(
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
        limits = kind(setting.minimum), kind(setting.maximum)
        bound(st.number_input, label, *limits, value=kind(float(value)), **common)


def hint(setting: Setting) -> str:
    """Return what a setting does, and what the words among its options mean."""
    return f"{setting.help}\n\n{words.about(*EXPLAINED.get(setting.name, ()))}".strip()
