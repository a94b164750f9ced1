import pytest

from nn.explain.calibration import Bin
from nn.figures.how_sure import reliability_diagram
from tests.nn.figures.test_figures import BINS, EVERY_FIGURE, named, titles, trace


def test_the_curves_are_percentages_and_end_where_everything_is_left_to_a_person() -> None:
    figure = EVERY_FIGURE["asking_curve"]()
    left, wrong = figure.data
    assert [left.y[at] for at in (0, 50, 100)] == [0.0, 25.0, 100.0]
    assert [wrong.y[at] for at in (0, 50, 100)] == [pytest.approx(10.0), pytest.approx(2.0), None]
    assert titles(figure) == ("it asks below an output of", "cheques (%)")
    (line,) = figure.layout.shapes
    assert line.x0 == 0.5


def test_a_bar_is_the_share_that_is_right_and_its_line_how_sure_it_was() -> None:
    figure = reliability_diagram([*BINS, *[Bin(0, 0.0, 0.0)] * 2])
    bars, lines = trace(figure, "bar"), named(figure, "mean output")
    assert list(bars.y) == [50.0, 95.0]  # none where there is no answer
    assert list(bars.x) == [0.125, 0.375]
    assert list(lines.y) == [40.0, 40.0, None, 90.0, 90.0, None]
    assert bars.customdata[1][:2] == ["0.2 to 0.5", 80]
