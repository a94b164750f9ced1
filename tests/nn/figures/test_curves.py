import numpy as np
import pytest

from nn.explain.calibration import Bin
from nn.figures import colours
from nn.figures.curves import outputs_over_time
from nn.figures.reliability import reliability_diagram
from nn.functions import Array
from tests.nn.figures.test_figures import BINS, EVERY_FIGURE, named, titles, trace


def outputs() -> Array:
    """Return three checkpoints: at first 4 leads before 9, at last 7 before 2."""
    a = np.full((3, 10), 0.01)
    a[0, [4, 9]] = 0.9, 0.8
    a[1, [7, 4]] = 0.6, 0.5
    a[2, [7, 2]] = 0.95, 0.2
    return a


@pytest.mark.parametrize(("chosen", "first", "second"), [(None, 7, 2), (1, 7, 4), (0, 4, 9)])
def test_the_two_strongest_outputs_stand_out(chosen: int | None, first: int, second: int) -> None:
    epochs = [0.1, 0.5, 1.0]
    figure = outputs_over_time(epochs, outputs(), chosen)
    digits = sorted(entry.hovertemplate.split(":")[0] for entry in figure.data)
    assert digits == [f"output {digit}" for digit in range(10)]
    strongest, next_best = named(figure, f"digit {first}"), named(figure, f"digit {second}")
    assert list(strongest.y) == outputs()[:, first].tolist()
    assert (strongest.line.color, next_best.line.color) == (colours.ACCENT, colours.OTHER)
    assert titles(figure) == ("epochs (logarithmic)", "output")
    lines = [(line.x0, line.x1) for line in figure.layout.shapes]
    assert lines == ([] if chosen is None else [(epochs[chosen], epochs[chosen])])


def test_the_curves_are_percentages_and_end_where_everything_is_left_to_a_person() -> None:
    figure = EVERY_FIGURE["asking_curve"]()
    left, wrong = figure.data
    assert [left.y[at] for at in (0, 50, 100)] == [0.0, 25.0, 100.0]
    assert [wrong.y[at] for at in (0, 50, 100)] == [pytest.approx(10.0), pytest.approx(2.0), None]
    assert titles(figure) == ("it asks below an output of", "cheques (%)")
    (line,) = figure.layout.shapes
    assert line.x0 == 0.5


def test_a_bar_is_the_share_that_is_right_and_its_line_how_sure_it_was() -> None:
    figure = reliability_diagram([*BINS, Bin(1.0, 1.5, 0, 0.0, 0.0)])
    bars, lines = trace(figure, "bar"), named(figure, "mean output")
    assert list(bars.y) == [50.0, 95.0]  # none where there is no answer
    assert list(bars.x) == [0.25, 0.75]
    assert list(lines.y) == [40.0, 40.0, None, 90.0, 90.0, None]
    assert bars.customdata[1][:2] == ["0.5 to 1.0", 80]
