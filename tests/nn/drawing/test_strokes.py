import math
import time
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from nn.drawing.strokes import FARTHEST, MOST_POINTS, MOST_STROKES, Command, Stroke, from_canvas
from tests.pages.conftest import path

LINE = path((10, 20), (30, 40))


def test_a_path_becomes_a_stroke() -> None:
    (stroke,) = from_canvas({"objects": [LINE], "background": "#fff"})
    assert stroke.width == 24
    assert stroke.points().tolist() == [[10, 20], [30, 40]]


def test_a_curve_passes_where_the_pen_was() -> None:
    # As the canvas writes down a pen that was at (0, 0), (10, 0) and (10, 10).
    curves = [["M", 0, 0], ["Q", 0, 0, 5, 0], ["Q", 10, 0, 10, 5], ["L", 10, 10]]
    (stroke,) = from_canvas({"objects": [{"path": curves, "strokeWidth": 24}]})
    assert np.unique(stroke.points(), axis=0).tolist() == [[0, 0], [10, 0], [10, 10]]
    assert stroke.points()[[0, -1]].tolist() == [[0, 0], [10, 10]]


coordinates = some.floats(-FARTHEST, FARTHEST)
commands = some.tuples(some.sampled_from("ML"), some.tuples(coordinates, coordinates)) | (
    some.tuples(some.just("Q"), some.tuples(*[coordinates] * 4))
)


@given(some.lists(commands, min_size=1, max_size=8))
def test_the_way_ends_where_the_last_command_does(commands: list[Command]) -> None:
    points = Stroke(tuple(commands), 20).points()
    assert points[-1].tolist() == list(commands[-1][1][-2:])
    assert len(points) == len(commands) + (commands[-1][0] == "Q")


def test_the_longest_stroke_takes_no_time_to_speak_of() -> None:
    curves = [["Q", k % 400, k % 300, k % 399, k % 299] for k in range(MOST_POINTS)]
    (stroke,) = from_canvas({"objects": [{"path": [["M", 0, 0], *curves], "strokeWidth": 24}]})
    start = time.perf_counter()
    assert len(stroke.points()) > MOST_POINTS
    assert time.perf_counter() - start < 1


def test_more_short_strokes_than_a_patient_hand_draws_are_kept() -> None:
    assert len(from_canvas({"objects": [LINE] * 1500})) == 1500


def test_what_the_canvas_is_given_back_is_the_same_drawing() -> None:
    strokes = from_canvas({"objects": [LINE, path((1, 2), (3, 4), (5, 6))]})
    again = from_canvas({"objects": [stroke.to_canvas("#000") for stroke in strokes]})
    assert again == strokes


@pytest.mark.parametrize(
    "junk",
    [
        None,
        "drawing",
        [],
        {},
        {"objects": None},
        {"objects": {"path": []}},
        {"objects": [None, 3, "path", [], {}]},
        {"objects": [{"path": "M 0 0"}]},
        {"objects": [{"path": [], "strokeWidth": 20}]},
        {"objects": [{"path": [["M", 1, 2]], "strokeWidth": "wide"}]},
        {"objects": [{"path": [["M", 1, 2]], "strokeWidth": -5}]},
        {"objects": [{"path": [["M", 1]], "strokeWidth": 20}]},
        {"objects": [{"path": [["M", "a", "b"]], "strokeWidth": 20}]},
        {"objects": [{"path": [["M", math.nan, 1.0]], "strokeWidth": 20}]},
        {"objects": [{"path": [["M", True, False]], "strokeWidth": 20}]},
        {"objects": [{"path": [["M", FARTHEST * 2, 1]], "strokeWidth": 20}]},
        {"objects": [{"path": [["M", 10**400, 1]], "strokeWidth": 20}]},
        {"objects": [{"path": [["M", 1, 2]], "strokeWidth": 10**400}]},
        {"objects": [{"path": [["M", 1, 2]], "strokeWidth": -(10**400)}]},
        {"objects": [{"path": [[["M"], 1, 1]], "strokeWidth": 20}]},
    ],
)
def test_junk_is_no_stroke(junk: object) -> None:
    assert from_canvas(junk) == ()


def test_a_good_stroke_beside_junk_is_kept() -> None:
    assert len(from_canvas({"objects": [None, LINE, {"path": 3}]})) == 1


def test_a_million_points_are_cut_to_what_a_hand_draws() -> None:
    many = {"objects": [path(*[(k % 400, k % 300) for k in range(1_000_000)])]}
    assert sum(len(stroke.path) for stroke in from_canvas(many)) <= MOST_POINTS
    assert len(from_canvas({"objects": [LINE] * 5000})) == MOST_STROKES


anything = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats() | some.text(max_size=5),
    lambda inner: (
        some.lists(inner, max_size=4)
        | some.dictionaries(
            some.sampled_from(["objects", "path", "strokeWidth", "type"]), inner, max_size=4
        )
    ),
    max_leaves=20,
)


@given(anything)
def test_nothing_that_is_sent_breaks_it(raw: Any) -> None:
    for stroke in from_canvas(raw):
        assert np.isfinite(stroke.points()).all()
