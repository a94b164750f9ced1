"""What the canvas sends: read where it is understood; the drawing stays where it is not."""

import json
import logging
import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.testing.v1 import AppTest

from nn.drawing.strokes import FARTHEST, MOST_POINTS, MOST_STROKES
from pages.ui.app.canvas.payload import drawing_of, paper, strokes_in, strokes_sent
from pages.ui.app.streamlit_internals import guard
from tests.pages.conftest import html_of, path, rerun, visitor
from tests.pages.test_draw import ONE, SEVEN, answer
from tests.thorough import some

LINE = path((10, 20), (30, 40))
WHITE = paper(3)


def message(**raw: Any) -> dict[str, Any]:
    """Return a message about the drawing on WHITE."""
    return {"drawing": {"raw": {"background": WHITE, **raw}, "data": None}}


def test_a_path_becomes_a_stroke() -> None:
    strokes = strokes_sent(message(objects=[LINE]), WHITE)
    assert strokes and strokes[0].width == 24
    assert strokes[0].points().tolist() == [[10, 20], [30, 40]]
    assert strokes_sent(message(objects=[]), WHITE) == ()
    assert strokes_sent(message(objects=[LINE]), paper(4)) is None  # about another drawing


def test_what_the_canvas_is_given_back_is_the_same_drawing() -> None:
    strokes = strokes_in([LINE, path((1, 2), (3, 4), (5, 6))])
    assert strokes_in(drawing_of(strokes, "#000")["objects"]) == strokes


def test_a_million_points_are_cut_to_what_a_patient_hand_draws() -> None:
    assert len(strokes_in([LINE] * 1500)) == 1500
    many = strokes_in([{**LINE, "path": LINE["path"] * 500_000}])
    assert sum(len(stroke.path) for stroke in many) <= MOST_POINTS
    assert len(strokes_in([LINE] * 5000)) == MOST_STROKES


COMMANDS: list[Any] = [
    ["M", 1],
    ["M", "a", "b"],
    ["M", math.nan, 1.0],
    ["M", FARTHEST * 2, 1],
    ["M", 10**400, 1],
    [None] * 3,
]
JUNK: list[Any] = [
    None,
    [[[[]]]],
    {"path": "M 0 0"},
    {"path": COMMANDS, "strokeWidth": 20},
    *(path((10, 10), width=width) for width in ("wide", True, -5, math.nan, 10**400)),
]


@pytest.mark.parametrize("item", JUNK)
def test_junk_is_no_stroke_and_a_good_one_beside_it_is_kept(item: object) -> None:
    assert strokes_in([item, LINE]) == strokes_in([LINE])
    assert strokes_sent(message(objects=[item]), WHITE) is None


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """Return what is logged, as if nothing had been said before."""
    guard.say_once.cache_clear()
    caplog.set_level(logging.WARNING)
    return caplog


OTHER_FORMS: list[Any] = [
    None,
    {},
    {"drawing": {"shapes": []}},
    {"drawing": {"raw": [LINE]}},
    {"drawing": {"raw": {"objects": [LINE]}}},
    message(objects=[LINE], background=7),
    message(),
    message(objects={"path": []}),
    message(objects=[{"points": [1, 2]}]),
]


@pytest.mark.parametrize("other_form", OTHER_FORMS)
def test_a_message_in_another_form_leaves_the_drawing_and_is_logged_once(
    other_form: object, log: pytest.LogCaptureFixture
) -> None:
    for _ in range(3):
        assert strokes_sent(other_form, WHITE) is None
    (record,) = log.records
    assert "This release of the canvas has changed inside" in record.getMessage()


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["raw", "objects", "path", "strokeWidth", "stroke", "background"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)


@given(anything)
def test_nothing_that_is_sent_breaks_it(raw: Any) -> None:
    sent = {"drawing": {"raw": {"background": WHITE, **raw} if isinstance(raw, Mapping) else raw}}
    for stroke in strokes_sent(sent, WHITE) or ():
        assert np.isfinite(stroke.points()).all()


# On the page


def receive(app: AppTest, value: object) -> None:
    """Run the page with what the canvas's side in the browser has sent, as JSON."""
    components = [element.proto for element in app.get("bidi_component")]
    canvas = next(it.id for it in components if "drawable_canvas" in it.component_name)
    states = app._tree.get_widget_states()
    states.widgets.append(WidgetState(id=canvas, json_value=json.dumps(value)))
    app._run(states)


def sent(app: AppTest, raw: dict[str, Any]) -> dict[str, Any]:
    """Return a message about the drawing that the canvas shows now."""
    background = paper(visitor(app).digit.drawing.canvas_told)
    return {"drawing": {"raw": {"background": background, **raw}, "data": None}}


def assert_works(app: AppTest) -> None:
    """Check that the page is whole, and that it reads another digit when that is drawn."""
    assert not app.exception
    before = answer(app)
    assert before in "?0123456789" or "tn-unsure" in html_of(app)
    raw, digit = (SEVEN, "7") if before == "1" else (ONE, "1")
    receive(app, sent(app, raw))
    assert not app.exception
    assert answer(app) == digit


@pytest.mark.slow
def test_a_message_of_any_other_kind_or_with_a_drawing_of_junk(app: AppTest) -> None:
    for message in (*some(OTHER_FORMS), {"backgroundFit": {"naturalWidth": math.nan}}):
        receive(app, message)
        assert_works(app)
    for objects in (None, *([item] for item in some(JUNK))):
        receive(app, sent(app, {"objects": objects}))
        assert_works(app)


def scribble(count: int) -> list[dict[str, Any]]:
    return [path(*[(k % 560, k % 9) for k in range(count)])]


@pytest.mark.thorough
def test_a_message_beyond_all_bounds_is_turned_away_and_the_drawing_stays(app: AppTest) -> None:
    receive(app, sent(app, SEVEN))
    receive(app, sent(app, {"objects": scribble(1_000_000)}))
    assert "encountered an error" in app.exception[0].message  # Streamlit's, without a traceback
    rerun(app)
    assert answer(app) == "7"
    assert_works(app)
