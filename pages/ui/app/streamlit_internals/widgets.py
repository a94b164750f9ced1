"""What a browser says of widgets: a value that the widget cannot send is dropped unread.

browser -> widget states -> `_can_send` -> Streamlit's own reading -> the app's callbacks

Streamlit takes most values as they come: text where a number was asked for, a choice that is not
on offer, JSON of any form. Each of them is the app's traceback later. A dropped value leaves the
widget as it was, and the page goes on.
"""

import json
import math
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import wraps
from importlib import import_module
from typing import Any

from pages.ui.app.streamlit_internals.guard import or_else

LOST = "a made-up message of a widget may end a page with an error."
# How the id of each widget begins, and of what a component says. Any other name would be taken for
# one that the app has given to a value of its own.
_IDS = ("$$ID", "$$STREAMLIT_INTERNAL_KEY")
DEEPEST = 40  # lists in lists; Streamlit copies a value once for each
_NUMBER = frozenset({"double_value", "int_value"})
_NUMBERS = frozenset({"double_array_value", "int_array_value"})
# By the field in which a widget's value comes: all that stand for it. A front end writes whole
# numbers as it likes.
_FIELDS = {field: group for group in (_NUMBER, _NUMBERS) for field in group}
# What has a meaning without a value, too: that it was emptied. A widget with a default never is.
_MAY_BE_EMPTY = _NUMBER | {"string_value", "file_uploader_state_value"}
_JSON = frozenset({"json_value", "json_trigger_value"})


def drop_what_no_widget_sends() -> None:
    """Have every session drop such values from now on; called again, it does nothing."""
    with or_else(LOST):
        state = import_module("streamlit.runtime.state.session_state").SessionState
        if not hasattr(state.register_widget, "__wrapped__"):
            take, register = state.set_widgets_from_proto, state.register_widget
            state.set_widgets_from_proto = _taking_only_what_fits(take)
            state.register_widget = _dropping_what_came_before(register)


def _taking_only_what_fits(take: Callable[..., None]) -> Callable[..., None]:
    """Return how a session takes a message: without what its widgets cannot send."""

    @wraps(take)
    def take_some(session: Any, message: Any) -> None:
        with or_else(LOST):
            known = session._new_widget_state.widget_metadata
            fit = [
                state
                for state in message.widgets
                if state.id.startswith(_IDS)
                and (state.id not in known or _can_send(known[state.id], state))
            ]
            if len(fit) < len(message.widgets):
                message = type(message)(widgets=fit)
        take(session, message)

    return take_some


def _dropping_what_came_before(register: Callable[..., Any]) -> Callable[..., Any]:
    """Return how a session registers a widget: without a value that came before it was known."""

    @wraps(register)
    def register_one(session: Any, metadata: Any, user_key: str | None) -> Any:
        with or_else(LOST):
            states = session._new_widget_state.states
            came = getattr(states.get(metadata.id), "value", None)
            if hasattr(came, "WhichOneof") and not _can_send(metadata, came):
                del states[metadata.id]
            if not isinstance(metadata.deserializer, _Reading):
                metadata = replace(metadata, deserializer=_Reading(metadata))
        return register(session, metadata, user_key)

    return register_one


class _Reading:
    """How a widget reads its value: as Streamlit does, and what cannot be read as no value.

    It keeps in which field the value comes: Streamlit's own note of that follows the browser.
    """

    def __init__(self, metadata: Any) -> None:
        self.read, self.field = metadata.deserializer, metadata.value_type

    def __call__(self, value: Any) -> Any:
        try:
            return self.read(value)
        except Exception:  # whatever Streamlit stumbles over
            return self.read(None)


def _can_send(metadata: Any, state: Any) -> bool:
    """Tell whether a widget can have sent this state."""
    reading = metadata.deserializer
    read, expected = getattr(reading, "read", reading), getattr(reading, "field", None)
    expected = expected or metadata.value_type
    field = state.WhichOneof("value")
    if field is None:
        return expected in _MAY_BE_EMPTY and _is_read(read, None) and read(None) is None
    if field not in _FIELDS.get(expected, {expected}):
        return False
    value = getattr(state, field)
    if field in _JSON:
        return can_read_json(value)
    owner = getattr(read, "__self__", None)
    values = value.data if field.endswith("_array_value") else [value]
    if field in _NUMBER | _NUMBERS:
        return all(_is_within(owner, number) for number in values)
    if options := _options(owner):
        return all(text in options for text in values)
    return _is_read(read, values if field.endswith("_array_value") else value)


def _is_within(owner: Any, number: float) -> bool:
    """Tell whether a number is finite and within the bounds of a number field or a slider."""
    low, high = getattr(owner, "min_value", None), getattr(owner, "max_value", None)
    is_low = isinstance(low, int | float) and number < low
    is_high = isinstance(high, int | float) and number > high
    return math.isfinite(number) and not is_low and not is_high


def _options(owner: Any) -> Any:
    """Return what can be chosen, as it stands on the page; None where anything can be written."""
    for name in ("formatted_option_to_option_index", "formatted_option_to_index"):
        if options := getattr(owner, name, None):
            return options
    return None


def _is_read(read: Callable[[Any], Any], value: Any) -> bool:
    """Tell whether a widget can read a value; a chart takes a text for JSON."""
    try:
        takes_json = isinstance(value, str) and isinstance(read(None), dict)
        read(value)
    except Exception:  # whatever Streamlit stumbles over
        return False
    return not takes_json or can_read_json(value)


def can_read_json(text: str) -> bool:
    """Tell whether a text is JSON that can be read, copied and sent back.

    It cannot if it is too deep, or has numbers of thousands of digits or halves of letters.
    """
    try:
        value = json.loads(text)
        if "\\ud" in text.lower():
            json.dumps(value, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        return False
    level: list[Any] = [value]
    for _ in range(DEEPEST):
        level = [inner for item in level for inner in _inside(item)]
        if not level:
            return True
    return False


def _inside(item: Any) -> Iterable[Any]:
    """Return the lists and objects inside of one."""
    inner = item.values() if isinstance(item, dict) else item if isinstance(item, list) else ()
    return [one for one in inner if isinstance(one, list | dict)]
