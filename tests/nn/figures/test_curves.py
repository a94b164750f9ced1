import math

import numpy as np
import plotly.graph_objects as go
import pytest

from nn import figures
from nn.figures import curves, look
from nn.functions import Array
from tests.nn.figures.test_figures import named, titles

POINTS = [(0.0, 0.10, 0.11), (0.5, 0.80, 0.81), (1.0, 0.90, 0.92), (2.0, 0.95, 0.97)]


def test_accuracy_is_in_percent_over_epochs() -> None:
    figure = figures.accuracy_curve(POINTS)
    test, train = named(figure, "test images"), named(figure, "training images")
    assert list(test.x) == [0.0, 0.5, 1.0, 2.0]
    assert list(test.y) == pytest.approx([10, 80, 90, 95])
    assert list(train.y) == pytest.approx([11, 81, 92, 97])
    assert (test.line.color, train.line.color) == (look.ACCENT, look.OTHER)
    assert titles(figure) == ("epochs", "images read right (%)")
    assert tuple(figure.layout.yaxis.range) == (0, 100)
    assert tuple(figure.layout.xaxis.range) == (0, 2.0)


def test_a_logarithmic_axis_leaves_out_0() -> None:
    figure = figures.accuracy_curve(POINTS, [(0.0, "start"), (0.1, "η 3 → 1")], log_axis=True)
    assert list(named(figure, "test images").x) == [0.5, 1.0, 2.0]
    assert figure.layout.xaxis.type == "log"
    assert titles(figure)[0] == "epochs (logarithmic)"
    (line,) = figure.layout.shapes
    assert (line.x0, line.x1, line.label.text) == (0.1, 0.1, "η 3 → 1")


def test_changes_are_dotted_lines_with_their_text() -> None:
    figure = figures.accuracy_curve(POINTS, [(0.5, "η 3 → 1"), (1.5, "λ 0 → 5")])
    lines = [(line.x0, line.line.dash, line.label.text) for line in figure.layout.shapes]
    assert lines == [(0.5, "dot", "η 3 → 1"), (1.5, "dot", "λ 0 → 5")]


def test_the_line_through_the_costs_is_a_moving_average() -> None:
    costs = np.random.default_rng(2).random(600)
    figure = figures.cost_curve(range(1, 601), costs, smooth=50)
    dots, line = named(figure, "one mini-batch"), named(figure, "mean of the latest 50")
    assert list(dots.x) == list(line.x) == list(range(1, 601))
    assert list(dots.y) == list(costs)
    for k in range(600):
        latest = costs[max(0, k - 49) : k + 1]
        assert line.y[k] == pytest.approx(sum(latest) / len(latest))
    assert titles(figure) == ("mini-batches", "cost of a mini-batch")


def test_without_an_average_the_line_joins_the_mini_batches_and_has_no_other_name() -> None:
    few = figures.cost_curve(range(1, 20), np.ones(19))
    many = figures.cost_curve(range(1, 601), np.ones(600), smooth=1)
    for (costs,) in (few.data, many.data):
        assert (costs.name, costs.mode) == ("one mini-batch", "lines+markers")


def test_a_long_run_s_costs_are_thinned_from_end_to_end() -> None:
    figure = figures.cost_curve(range(1, 60_001), np.ones(60_000), [(6000, "η 3 → 1")])
    dots = named(figure, "one mini-batch")
    assert len(dots.x) == curves.MOST_DOTS == 1500
    assert (dots.x[0], dots.x[-1]) == (1, 60_000)
    assert figure.layout.shapes[0].x0 == 6000


def test_the_costs_of_the_start_do_not_lift_all_of_a_short_curve() -> None:
    figure = figures.cost_curve(range(1, 41), [1.0] * 10 + [0.1] * 30, smooth=50)
    line = named(figure, "mean of the latest 4")
    assert line.y[9] == 1.0 and line.y[13:] == pytest.approx(0.1)


def test_a_cost_that_is_no_number_is_left_out() -> None:
    costs = [0.5, math.inf, math.nan, *[0.3] * 19]
    figure = figures.cost_curve(range(1, 23), costs, smooth=2)
    assert list(named(figure, "one mini-batch").x[:3]) == [1, 4, 5]
    assert list(named(figure, "mean of the latest 2").y[:3]) == pytest.approx([0.5, 0.4, 0.3])


def outputs() -> Array:
    """Return three checkpoints: at first 4 leads before 9, at last 7 before 2."""
    a = np.full((3, 10), 0.01)
    a[0, [4, 9]] = 0.9, 0.8
    a[1, [7, 4]] = 0.6, 0.5
    a[2, [7, 2]] = 0.95, 0.2
    return a


@pytest.mark.parametrize(
    ("chosen", "first", "second"), [(None, 7, 2), (2, 7, 2), (1, 7, 4), (0, 4, 9)]
)
def test_the_two_strongest_outputs_stand_out(chosen: int | None, first: int, second: int) -> None:
    epochs = [0.1, 0.5, 1.0]
    figure = figures.outputs_over_time(epochs, outputs(), chosen)
    digits = sorted(entry.hovertemplate.split(":")[0] for entry in figure.data)
    assert digits == [f"output {digit}" for digit in range(10)]
    strongest, next_best = named(figure, f"digit {first}"), named(figure, f"digit {second}")
    assert list(strongest.y) == outputs()[:, first].tolist()
    assert (strongest.line.color, next_best.line.color) == (look.ACCENT, look.OTHER)
    grey = [entry.line.color for entry in figure.data if entry.name == "other digits"]
    assert grey == [look.GREY] * 8
    assert sum(entry.showlegend for entry in figure.data) == 3
    assert titles(figure) == ("epochs", "output")
    lines = [(line.x0, line.x1) for line in figure.layout.shapes]
    assert lines == ([] if chosen is None else [(epochs[chosen], epochs[chosen])])


def test_outputs_on_a_logarithmic_axis() -> None:
    figure = figures.outputs_over_time([0.0, 0.5, 1.0], outputs(), 0, log_axis=True)
    assert list(named(figure, "digit 4").x) == [0.5, 1.0]
    assert not figure.layout.shapes  # the chosen one is at 0, which the axis does not have


@pytest.mark.parametrize("log_axis", [False, True])
def test_before_there_is_anything_to_draw_the_axes_are_there(log_axis: bool) -> None:
    empty = figures.accuracy_curve([], log_axis=log_axis)
    over_time = figures.outputs_over_time([], np.empty((0, 10)), log_axis=log_axis)
    assert (titles(empty)[1], titles(over_time)[1]) == ("images read right (%)", "output")
    assert titles(figures.cost_curve([], [])) == ("mini-batches", "cost of a mini-batch")
    for figure in (empty, figures.accuracy_curve([(0.0, 0.1, 0.1)], log_axis=log_axis)):
        low, high = figure.layout.xaxis.range
        assert low < high


@pytest.mark.parametrize(
    "figure",
    [
        figures.accuracy_curve([(1.0, 0.9, 0.9)]),
        figures.cost_curve(range(200), [0.1] * 200),
        figures.outputs_over_time([0.0, 1.0], np.full((2, 10), 0.1)),
    ],
    ids=["accuracy", "cost", "outputs"],
)
def test_no_curve_crosses_the_legend(figure: go.Figure) -> None:
    assert figure.layout.showlegend
    assert figure.layout.legend.y > 1 and figure.layout.legend.yanchor == "bottom"


def test_a_third_curve_is_of_other_images_at_its_own_points() -> None:
    third = figures.Curve("the room's digits", [(0.0, 0.05), (1.0, 0.6)])
    figure = figures.accuracy_curve(POINTS, third=third)
    room = named(figure, "the room's digits")
    assert list(room.x) == [0.0, 1.0] and list(room.y) == pytest.approx([5, 60])
    colours = {curve.line.color for curve in figure.data}
    assert room.line.color == look.THIRD and len(colours) == 3
    said = figure.layout.meta["alt"]
    assert said.endswith("; of the room's digits, 60.0 % are read right at epoch 1.")
    stretched = figures.accuracy_curve(POINTS, log_axis=True, third=third)
    assert list(named(stretched, "the room's digits").x) == [1.0]
    empty = figures.accuracy_curve([], third=figures.Curve("the room's digits", []))
    assert len(empty.data) == 3
