import time

import numpy as np
from hypothesis import given
from hypothesis import strategies as some

from nn.drawing.strokes import FARTHEST, MOST_POINTS, Command, Stroke


def test_a_curve_passes_where_the_pen_was() -> None:
    # As the canvas writes down a pen that was at (0, 0), (10, 0) and (10, 10).
    path = ("M", (0, 0)), ("Q", (0, 0, 5, 0)), ("Q", (10, 0, 10, 5)), ("L", (10, 10))
    points = Stroke(path, 24).points()
    assert np.unique(points, axis=0).tolist() == [[0, 0], [10, 0], [10, 10]]
    assert points[[0, -1]].tolist() == [[0, 0], [10, 10]]


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
    curves = [("Q", (k % 400, k % 300, k % 399, k % 299)) for k in range(MOST_POINTS)]
    start = time.perf_counter()
    assert len(Stroke((("M", (0, 0)), *curves), 24).points()) > MOST_POINTS
    assert time.perf_counter() - start < 1
