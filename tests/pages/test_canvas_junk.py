"""What the canvas sends comes from the visitor's browser: junk must not break the page.

Junk that nobody has thought of comes from tests/fuzz.
"""

import json
import math
import time
from collections.abc import Callable
from typing import Any

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.runtime import runtime_util
from streamlit.testing.v1 import AppTest

from nn.drawing.strokes import MOST_POINTS, MOST_STROKES
from pages.ui.app.canvas.payload import ERASER, paper
from pages.ui.app.streamlit_internals import guard
from tests.pages.conftest import html_of, path, visitor
from tests.pages.test_canvas_payload import JUNK, OTHER_FORMS
from tests.pages.test_draw import ONE, SEVEN, answer

pytestmark = pytest.mark.slow

SECONDS = 2.0


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


def seconds(do: Callable[[], None]) -> float:
    """Return how long it takes, without what the machine does for others meanwhile."""
    start = time.process_time()
    do()
    return time.process_time() - start


def assert_works(app: AppTest) -> None:
    """Check that the page is whole, and that it reads another digit when that is drawn."""
    assert not app.exception
    before = answer(app)
    assert before in "?0123456789" or "tn-unsure" in html_of(app)
    raw, digit = (SEVEN, "7") if before == "1" else (ONE, "1")
    receive(app, sent(app, raw))
    assert not app.exception
    assert answer(app) == digit


MESSAGES: list[Any] = [
    *OTHER_FORMS,
    {"backgroundFit": "wide"},
    {"backgroundFit": {"naturalWidth": math.nan}},
    {"colour": {"red": [{}]}},
]


def test_a_message_of_any_other_kind(app: AppTest) -> None:
    for junk in MESSAGES:
        receive(app, junk)
        assert_works(app)


def test_a_canvas_that_cannot_be_called_costs_the_canvas_alone(
    app: AppTest, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    guard.say_once.cache_clear()
    monkeypatch.setattr("pages.ui.app.canvas.canvas.st_canvas", lambda: None)
    app.run()
    assert not app.exception
    assert [button.label for button in app.button if button.label in ("Undo", "Clear")]
    assert "This release of the canvas has changed inside: nobody can draw" in caplog.text


DRAWINGS: list[Any] = [
    None,
    {"path": []},
    JUNK,
    [path((1e308, -1e308), (10**400, -(10**400)))],
    [{**path((10, 10), (90, 90)), "stroke": {"colour": ERASER}}],
    [{**path((10, 10), (90, 90), width=200), "stroke": ERASER}],
    *([item] for item in JUNK),
]


def test_a_drawing_of_junk(app: AppTest) -> None:
    for objects in DRAWINGS:
        receive(app, sent(app, {"objects": objects}))
        assert_works(app)


def zigzag(count: int, far: int = 560) -> list[tuple[float, float]]:
    return [(far * (k % 2), k * 7 % 560) for k in range(count)]


LONG: dict[str, Callable[[], list[dict[str, Any]]]] = {
    "too many points": lambda: [path(*[(k % 9, k % 8) for k in range(200_000)])],
    "too many strokes": lambda: [
        path((k % 560, 9), (k % 550, 99)) for k in range(3 * MOST_STROKES)
    ],
    "as long as it can be": lambda: [path(*zigzag(MOST_POINTS))],
    "far out and back": lambda: [
        path(*zigzag(MOST_POINTS // 2, 9_999)),
        {**path(*zigzag(MOST_POINTS // 2 - 1, -9_999), width=200), "stroke": ERASER},
    ],
    "drawn and erased a thousand times": lambda: [
        {**path((0, k % 560), (560, k % 550)), "stroke": ERASER if k % 2 else "#14213d"}
        for k in range(MOST_STROKES)
    ],
}


@pytest.mark.parametrize("kind", LONG)
def test_an_endless_drawing_takes_no_time_to_speak_of(kind: str, app: AppTest) -> None:
    message = sent(app, {"objects": LONG[kind]()})
    assert seconds(lambda: receive(app, message)) < SECONDS
    assert_works(app)


def scribble(count: int) -> list[dict[str, Any]]:
    return [path(*[(k % 560, k % 9) for k in range(count)])]


def test_of_hundreds_of_thousands_of_points_only_so_many_are_kept(
    app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runtime_util, "_max_widget_state_size_bytes", 64_000_000)
    message = sent(app, {"objects": scribble(300_000)})
    assert seconds(lambda: receive(app, message)) < 2 * SECONDS  # JSON's own time included
    assert sum(len(stroke.path) for stroke in visitor(app).digit.drawing.strokes) == MOST_POINTS
    assert_works(app)


def test_a_message_beyond_all_bounds_is_turned_away_and_the_drawing_stays(app: AppTest) -> None:
    receive(app, sent(app, SEVEN))
    receive(app, sent(app, {"objects": scribble(1_000_000)}))
    assert "encountered an error" in app.exception[0].message  # Streamlit's, without a traceback
    app.run()
    assert answer(app) == "7"
    assert_works(app)
