import pytest

from nn.explain.confusion import Cautious
from nn.figures.left_to_a_person import asking_curve
from tests.nn.figures.test_figures import EVERY_FIGURE, titles

SURE = [Cautious(1000, 1000, 999), Cautious(1000, 999, 999), Cautious(1000, 998, 998)]


def test_the_curves_are_percentages_and_end_where_everything_is_left_to_a_person() -> None:
    figure = EVERY_FIGURE["asking_curve"]()
    left, wrong = figure.data
    assert list(left.y) == [0.0, 25.0, 100.0]
    assert list(wrong.y) == [pytest.approx(10.0), pytest.approx(2.0), None]
    assert titles(figure) == ("it asks below an output of", "cheques (%)")
    (line,) = figure.layout.shapes
    assert line.x0 == 0.5


def test_few_mistakes_have_an_axis_to_be_seen_on() -> None:
    assert asking_curve([0.0, 0.5, 1.0], SURE, 0.5, "images").layout.yaxis.range[1] == 10
