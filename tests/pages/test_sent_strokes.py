"""What the browser sends of a drawing: read where it is understood; else the drawing stays."""

import json
import math
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.testing.v1 import AppTest

from nn.drawing.strokes import FARTHEST, MOST_POINTS, MOST_STROKES, WIDEST_PEN
from pages.ui.live.pen.sent_strokes import ERASER, as_sent, for_canvas, strokes_of
from tests.pages.conftest import press, visitor
from tests.pages.test_draw import answer

LINE = {"points": [[10, 20], [30, 40]], "width": 24, "erases": False}


def test_points_become_a_stroke_and_are_the_same_again() -> None:
    (stroke,) = strokes_of([LINE]) or ()
    assert stroke.points == ((10, 20), (30, 40)) and stroke.width == 24
    curve = {"points": [[1, 2], [3, 4], [5.25, 6]], "width": 60, "erases": True}
    again = as_sent(strokes_of([LINE, curve]) or ())
    assert json.loads(json.dumps(again)) == [LINE, curve]
    assert strokes_of([]) == ()


def test_the_canvas_gets_what_it_draws_a_path_from() -> None:
    strokes = strokes_of([LINE, LINE | {"erases": True}]) or ()
    ink, paper = for_canvas(strokes, "#123456")
    assert ink["path"] == [["M", 10, 20], ["L", 30, 40]] and ink["strokeWidth"] == 24
    assert (ink["stroke"], paper["stroke"]) == ("#123456", ERASER)
    (dot,) = for_canvas(strokes_of([LINE | {"points": [[1, 2]]}]) or (), "#123456")
    assert dot["path"] == [["M", 1, 2]]
    # A pen that was at (0, 0), (10, 0), (10, 10) and (0, 10): the corners are rounded.
    square = LINE | {"points": [[0, 0], [10, 0], [10, 10], [0, 10]]}
    (drawn,) = for_canvas(strokes_of([square]) or (), "#123456")
    corners = [["Q", 10, 0, 10, 5], ["Q", 10, 10, 5, 10]]
    assert drawn["path"] == [["M", 0, 0], *corners, ["L", 0, 10]]


def test_a_million_points_are_cut_to_what_a_patient_hand_draws() -> None:
    assert len(strokes_of([LINE] * 5000) or ()) == MOST_STROKES
    long = LINE | {"points": [[k % 560, k % 9] for k in range(MOST_POINTS - 1)]}
    assert len(strokes_of([long, LINE]) or ()) == 1


JUNK: list[Any] = [
    None,
    {},
    [[[[]]]],
    *(LINE | {"points": [[x, 1.0]]} for x in ("a", math.nan, FARTHEST * 2, 10**400)),
    *(LINE | {"points": points} for points in (None, [], [[1]])),
    *(LINE | {"width": width} for width in ("wide", -5, math.nan, 10**400, WIDEST_PEN + 1)),
]


def test_junk_is_no_drawing() -> None:
    for item in JUNK:
        assert strokes_of([item, LINE]) is None and strokes_of(item) is None


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["points", "width", "erases"]), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(anything)
def test_nothing_that_is_sent_breaks_it(sent: Any) -> None:
    for stroke in strokes_of(sent) or ():
        assert np.isfinite(stroke.points).all()


def send(app: AppTest, told: int, *strokes: Any) -> None:
    """Run the page with strokes that the browser has sent, of the drawing told so many times."""
    parts = [element.proto for element in app.main.get("bidi_component")]
    reader = next(it.id for it in parts if "digit_reader" in it.component_name)
    states = app._tree.get_widget_states()
    value = {"strokes": {"told": told, "size": [560, 560], "strokes": strokes}}
    states.widgets.append(WidgetState(id=reader, json_value=json.dumps(value)))
    app._run(states)
    assert not app.exception


def test_a_stroke_is_kept_unless_another_drawing_was_put_on_the_canvas_since(app: AppTest) -> None:
    drawing = visitor(app).digit.drawing
    one = LINE | {"points": [[280, 84], [273, 476]]}
    send(app, drawing.canvas_told, one)
    assert answer(app) == "1"
    send(app, drawing.canvas_told, one, LINE)
    assert len(drawing.strokes) == 2
    press(app, "Undo")
    send(app, drawing.canvas_told - 1, one, LINE, LINE)
    assert len(drawing.strokes) == 1 and answer(app) == "1"
    send(app, drawing.canvas_told, "junk")
    assert len(drawing.strokes) == 1


def test_a_drawing_beyond_all_bounds_is_cut_on_the_canvas_too(app: AppTest) -> None:
    drawing = visitor(app).digit.drawing
    told = drawing.canvas_told
    send(app, told, *[LINE] * (MOST_STROKES + 1))
    assert len(drawing.strokes) == MOST_STROKES == len(drawing.canvas_shows)
    assert drawing.canvas_told == told + 1
