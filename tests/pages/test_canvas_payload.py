"""What the canvas sends: read where it is understood; the drawing stays where it is not."""

import logging
import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from nn.drawing.strokes import FARTHEST, MOST_POINTS, MOST_STROKES
from pages.ui.app.canvas.payload import drawing_of, paper, strokes_in, strokes_sent
from pages.ui.app.streamlit_internals import guard
from tests.pages.conftest import path

LINE = path((10, 20), (30, 40))
WHITE = paper(3)


def message(**raw: Any) -> dict[str, Any]:
    """Return a message about the drawing on WHITE."""
    return {"drawing": {"raw": {"background": WHITE, **raw}, "data": None}}


def test_a_path_becomes_a_stroke() -> None:
    strokes = strokes_sent(message(objects=[LINE]), WHITE)
    assert strokes and strokes[0].width == 24
    assert strokes[0].points().tolist() == [[10, 20], [30, 40]]


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
    ["M", 1.0, math.inf],
    ["M", True, False],
    ["M", FARTHEST * 2, 1],
    ["M", 10**400, 1],
    ["M", {}, []],
    ["Z", 1, 2],
    [["M"], 1, 1],
    [None] * 3,
]
JUNK: list[Any] = [
    None,
    3,
    "path",
    [[[[]]]],
    {},
    {"path": "M 0 0"},
    {"path": [], "strokeWidth": 20},
    {"path": COMMANDS, "strokeWidth": 20},
    *(path((10, 10), width=w) for w in ("wide", [30], True, -5, math.nan, 10**400, -(10**400))),
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
    3,
    "drawing",
    [1, 2],
    {},
    {"drawing": None},
    {"drawing": "junk"},
    {"drawing": ["raw"]},
    {"drawing": {"shapes": []}},
    {"drawing": {"raw": None}},
    {"drawing": {"raw": "junk"}},
    {"drawing": {"raw": [LINE]}},
    {"drawing": {"raw": {}}},
    {"drawing": {"raw": {"objects": [LINE]}}},
    message(objects=[LINE], background=7),
    message(objects=[LINE], background="white"),
    message(),
    message(objects=None),
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


def test_a_message_about_another_drawing_is_no_trouble(log: pytest.LogCaptureFixture) -> None:
    assert strokes_sent(message(objects=[LINE]), paper(4)) is None
    assert strokes_sent(message(objects=[]), WHITE) == ()
    assert not log.records


def test_the_paper_stays_white() -> None:
    papers = [bytes.fromhex(paper(told).lstrip("#")) for told in range(100)]
    assert min(min(colour) for colour in papers) >= 254
    assert all(len({*papers[k : k + 8]}) == 8 for k in range(90))


anything = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats() | some.text(max_size=5),
    lambda inner: (
        some.lists(inner, max_size=4)
        | some.dictionaries(
            some.sampled_from(["raw", "objects", "path", "strokeWidth", "stroke", "background"]),
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
