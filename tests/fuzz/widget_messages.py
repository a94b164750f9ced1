"""Crafted messages of widgets, to the app's pages in turn, as a stranger's browser may send them.

A case is JSON: a page, and messages, each a widget by its place on the page, a field and a value.
A value may lean on the widget: {"option": 2} is what stands on its third option, {"within": 0.5} a
number in the middle of its range, {"point": [3]} a click on a marker. {"of": "phone", "event":
"send", "value": …} is what the component with this name says, wherever it is on the page.

The visitor is the host of a room and also a phone in it, and gives the talk where a case asks for
more pages than there are.
"""

import json
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from streamlit.testing.v1 import AppTest

from nn.errors import Refused
from nn.experiments.in_the_app import STUDIES
from nn.mnist import load
from nn.runs.host import HOST
from pages.ui.app import streamlit_internals
from pages.ui.app.canvas.payload import paper
from pages.ui.app.places import JOIN, NOTES, PLACES
from pages.ui.app.room.codes import Tries
from pages.ui.app.room.rooms import ROOMS
from pages.ui.app.state import session as sessions
from pages.ui.talk import director

ROOT = Path(__file__).resolve().parents[2]
PAGES = (*PLACES, NOTES, JOIN)
TRIGGERS = "$$STREAMLIT_INTERNAL_KEY"  # before the name of a component's triggers
FIELDS = [
    *("trigger_value", "bool_value", "double_value", "int_value", "string_value", "json_value"),
    *("bytes_value", "json_trigger_value", "double_array_value", "int_array_value"),
    *("string_array_value", "file_uploader_state_value", "string_trigger_value", ""),
]
# What a widget sends, by the field of `Element` that it is in.
OWN_FIELDS = {
    "trigger_value": "button download_button",
    "bool_value": "checkbox",
    "double_value": "number_input",
    "double_array_value": "slider",
    "string_value": "text_input text_area selectbox radio plotly_chart",
    "string_array_value": "button_group",
    "json_value": "bidi_component",
    "file_uploader_state_value": "file_uploader camera_input",
}
OWN = {kind: field for field, kinds in OWN_FIELDS.items() for kind in kinds.split()}


class _Visitor:
    """One visitor, whose pages get the messages."""

    def __init__(self) -> None:
        streamlit_internals.drop_what_no_widget_sends()  # as at the server's start
        self.app = AppTest.from_file(ROOT / "streamlit_app.py", default_timeout=120)
        self.session = self.app.session_state["thirty_neurons"] = sessions.Session()
        self.host = ROOMS.open()
        phone = ROOMS.join(self.host.code, Tries())
        ROOMS.send(phone, load().test.images[0], 7)
        self.session.room.host, self.session.room.phone = self.host, phone

    def try_case(self, case: dict[str, Any]) -> None:
        """Open the case's page, send its messages, and look whether the page is still whole."""
        self._open(case["page"])
        widgets = list(_widgets(self.app))
        states = self.app._tree.get_widget_states()
        for which, field, value in case["messages"]:
            kind, widget = _named(widgets, value) or widgets[which % len(widgets)]
            _add(states, kind, widget, field or OWN.get(kind, ""), self._on_paper(value))
        self.app._run(states)
        self._look(self.app)
        self._look(self.app.run())
        self._stop_experiments()

    def _open(self, number: int) -> None:
        talk, pages = self.session.talk, len(PAGES)
        if number % (2 * pages) >= pages:
            director.begin(self.session, number % len(director.steps_of(talk)))
        else:
            talk.on, talk.goes_to = False, ""
            self.app.switch_page(PAGES[number % pages].path)
        self._look(self.app.run())

    def _on_paper(self, value: Any) -> Any:
        """Return what a canvas says, of the drawing that it shows now if its paper is "now"."""
        raw = value.get("raw") if isinstance(value, dict) else None
        if not isinstance(raw, dict) or raw.get("background") != "now":
            return value
        sheet = self.session.sheets["number" in str(value.get("sheet"))]
        return value | {"raw": raw | {"background": paper(sheet.drawing.canvas_told)}}

    def _look(self, app: AppTest) -> None:
        assert not app.exception, app.exception[0].message
        assert app.session_state["thirty_neurons"] is self.session, "The visitor's session is gone."

    def _stop_experiments(self) -> None:
        """Give the cores back; what an experiment shows of its results stays."""
        for study in self.session.experiments.studies:
            STUDIES.stop(study)

    def leave(self) -> None:
        self._stop_experiments()
        for run in self.session.training.runs:
            HOST.discard(run)
        with suppress(Refused):  # a case may have ended it
            ROOMS.end(self.host)


_now: _Visitor | None = None


def check(data: bytes) -> None:
    """Try a case; what is no case is none."""
    global _now  # noqa: PLW0603 - one visitor for many cases: to come takes longer than a case
    case = _case(data)
    if case is None:
        return
    _now = _now or _Visitor()
    said: list[str] = []
    try:
        with _tracebacks(said):
            _now.try_case(case)
        assert not said, "The log has a traceback."
    except Exception as error:
        end()
        raise AssertionError("\n".join([str(error), *said])) from error


def end() -> None:
    """End what the visitor has begun."""
    global _now  # noqa: PLW0603 - as above
    if _now:
        _now.leave()
    _now = None


@contextmanager
def _tracebacks(said: list[str]) -> Iterator[None]:
    """Note what the log says with a traceback; each of Streamlit's modules has a log of its own."""

    def keeping(*arguments: Any, **options: Any) -> logging.LogRecord:
        record = logging.LogRecord(*arguments, **options)
        if record.exc_info and record.levelno >= logging.WARNING:
            said.append(logging.Formatter().format(record))
        return record

    logging.setLogRecordFactory(keeping)
    try:
        yield
    finally:
        logging.setLogRecordFactory(logging.LogRecord)


def _case(data: bytes) -> dict[str, Any] | None:
    with suppress(ValueError, TypeError, KeyError, RecursionError):
        case = json.loads(data)
        kinds = [isinstance(which, int) and field in FIELDS for which, field, _ in case["messages"]]
        if isinstance(case["page"], int) and all(kinds) and len(kinds) < 100:
            return case
    return None


def _widgets(app: AppTest) -> Iterator[tuple[str, Any]]:
    """Yield the kind and the message of each widget on the page, triggers apart."""
    waiting: list[Any] = [app._tree]
    while waiting:
        node = waiting.pop(0)
        waiting += getattr(node, "children", {}).values()
        proto = getattr(node, "proto", None)
        if getattr(proto, "id", ""):
            yield _kind(proto), proto


def _named(widgets: list[tuple[str, Any]], value: Any) -> tuple[str, Any] | None:
    """Return the component that a value names, None if it names none."""
    name = value.get("of") if isinstance(value, dict) else None
    if not name or not isinstance(name, str):
        return None
    return next((w for w in widgets if getattr(w[1], "component_name", "").endswith(name)), None)


def _kind(proto: Any) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", proto.DESCRIPTOR.name).lower()


def _add(states: WidgetStates, kind: str, widget: Any, field: str, value: Any) -> None:
    state = states.widgets.add()
    state.id = widget.id
    if isinstance(value, dict) and "raw" in value:  # what the canvas says
        value = {"drawing": value}
    elif isinstance(value, dict) and "event" in value:
        state.id = f"{TRIGGERS}_{widget.id}__events"
        value = [value]
    elif isinstance(value, dict):
        value = _leaning_on(widget, value)
    try:
        _set(state, field, value)
    except (TypeError, ValueError, ArithmeticError, AttributeError, RecursionError):
        # The message cannot hold it.
        state.Clear()
        state.id = widget.id


def _leaning_on(widget: Any, value: dict[str, Any]) -> Any:
    options = list(getattr(widget, "options", ()))
    if options and isinstance(k := value.get("option"), int):
        option = options[k % len(options)]
        return getattr(option, "content", option)
    if isinstance(share := value.get("within"), int | float) and hasattr(widget, "min"):
        return widget.min + share * (widget.max - widget.min)
    if "point" in value:
        points = [{"customdata": value["point"]}]
        return json.dumps({"selection": {"points": points}})
    return value


def _set(state: WidgetState, field: str, value: Any) -> None:
    if field.endswith("_array_value"):
        getattr(state, field).data.extend(value if isinstance(value, list) else [value])
        getattr(state, field).SetInParent()
    elif field == "file_uploader_state_value":
        state.file_uploader_state_value.SetInParent()
        info = state.file_uploader_state_value.uploaded_file_info.add()
        info.file_id, info.name = str(value)[:50], str(value)[:50]
    elif field == "string_trigger_value":
        state.string_trigger_value.data = value
    elif field == "bytes_value":
        state.bytes_value = str(value).encode()
    elif field.startswith("json"):
        setattr(state, field, value if isinstance(value, str) else json.dumps(value))
    elif field == "int_value" and isinstance(value, float):
        state.int_value = int(value)
    elif field:
        setattr(state, field, value)
