"""What a browser says of a widget counts only if the widget can send it."""

from collections.abc import Iterator
from typing import Any

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from streamlit.runtime.state.session_state import SessionState
from streamlit.testing.v1 import AppTest

from pages.ui.app import streamlit_internals
from pages.ui.app.streamlit_internals.widgets import can_read_json


def page() -> None:
    """Show a widget of each kind."""
    import plotly.graph_objects as go
    import streamlit as st

    st.number_input("number", 1, 9, 5, key="number")
    st.number_input("share", 0.0, 1.0, 0.5, key="share")
    st.number_input("may be empty", 1, 9, None, key="empty")
    st.slider("slider", 0.0, 1.0, 0.5, key="slider")
    st.select_slider("moment", ["a", "b"], key="moment")
    st.selectbox("box", [10, 20], format_func=lambda n: f"{n} %", key="box")
    st.radio("radio", ["a", "b"], key="radio")
    st.pills("pills", ["a", "b"], key="pills")
    st.checkbox("check", key="check")
    st.text_input("text", key="text", max_chars=5)
    st.session_state["pressed"] = st.button("button", key="button")
    figure = go.Figure(go.Scatter(x=[1], y=[1]))
    st.plotly_chart(figure, key="chart", on_select="rerun")


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch) -> Iterator[AppTest]:
    for name in ("set_widgets_from_proto", "register_widget"):
        monkeypatch.setattr(SessionState, name, getattr(SessionState, name))
    streamlit_internals.drop_what_no_widget_sends()
    yield AppTest.from_function(page).run()


def state(app: AppTest, key: str, field: str, value: Any) -> WidgetState:
    """Return a message of a widget, as protocol buffers have it."""
    [found] = [
        str(node.proto.id)
        for node in (*app.main, *app.main.get("plotly_chart"))
        if getattr(getattr(node, "proto", None), "id", "").endswith(f"-{key}")
    ][:1]
    message = WidgetState(id=found)
    if field.endswith("array_value"):
        getattr(message, field).data.extend(value)
        getattr(message, field).SetInParent()
    elif field:
        setattr(message, field, value)
    return message


def told(app: AppTest, key: str, field: str, value: Any) -> Any:
    """Run the page with a message; return what the widget says then."""
    states = app._tree.get_widget_states()
    message = state(app, key, field, value)
    kept = [known for known in states.widgets if known.id != message.id]
    del states.widgets[:]
    states.widgets.extend([*kept, message])
    app._run(states)
    assert not app.exception
    return app.session_state[key if key != "button" else "pressed"]


@pytest.mark.parametrize(
    ("key", "field", "value"),
    [
        ("number", "int_value", 0),
        ("number", "double_value", float("nan")),
        ("number", "string_value", "7"),
        ("number", "", None),
        ("share", "double_value", 1e308),
        ("slider", "double_array_value", [float("nan")]),
        ("moment", "string_array_value", ["c"]),
        ("box", "string_value", "30 %"),
        ("box", "json_value", "[[["),
        ("check", "string_value", "yes"),
        ("text", "int_value", 1),
        ("button", "string_value", "yes"),
        ("chart", "string_value", "[[["),
        ("chart", "string_value", '{"selection": {"points": ' + "9" * 5_000 + "}}"),
        ("chart", "string_value", '{"selection": {"points": ' + "[" * 100 + "]" * 100 + "}}"),
    ],
)
def test_anything_else_leaves_the_widget_as_it_was(
    key: str, field: str, value: Any, app: AppTest
) -> None:
    before = app.session_state[key]
    assert told(app, key, field, value) == before
    assert app.session_state[key] == before


@pytest.mark.parametrize("name", ["nope", "", "text"])
def test_a_name_that_no_widget_has_does_no_harm_now_or_later(name: str, app: AppTest) -> None:
    crafted = WidgetState(id=name, json_trigger_value="[]")
    for message in (WidgetStates(widgets=[crafted]), WidgetStates()):
        app._run(widget_state=message)
        assert not app.exception
        assert app.selectbox(key="box").value == 10


def test_a_late_word_of_a_widget_that_is_not_there_yet_does_no_harm(app: AppTest) -> None:
    fresh = AppTest.from_function(page)
    late = state(app, "number", "string_value", "7"), state(app, "share", "double_value", 0.25)
    fresh._run(WidgetStates(widgets=late))
    assert not fresh.exception
    assert [fresh.session_state[key] for key in ("number", "share")] == [5, 0.25]


def test_json_that_cannot_be_kept_and_sent_back_is_no_message() -> None:
    for fits in ("{}", '[{"a": [1, "\\u00e9", "\\ud83d\\ude00"]}]'):
        assert can_read_json(fits)
    for junk in ("{", "9" * 5_000, "[" * 100_000, '["\\ud83d"]'):
        assert not can_read_json(junk)
