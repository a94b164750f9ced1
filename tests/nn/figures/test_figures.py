import json
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest

from nn import figures
from nn.figures import curves, look
from nn.functions import Array
from pages.ui.app import pictures, readout

TILE, STEP = 28, 30  # cells of a map, and from one map to the next


def rng() -> np.random.Generator:
    return np.random.default_rng(2)


def weights(n: int) -> Array:
    return rng().standard_normal((n, 784))


def trace(figure: go.Figure, kind: str) -> Any:
    """Return the only trace of a kind."""
    (one,) = [entry for entry in figure.data if entry.type == kind]
    return one


def named(figure: go.Figure, name: str) -> Any:
    (one,) = [entry for entry in figure.data if entry.name == name]
    return one


def titles(figure: go.Figure) -> tuple[str, str]:
    return figure.layout.xaxis.title.text, figure.layout.yaxis.title.text


EVERY_FIGURE: dict[str, Callable[[], go.Figure]] = {
    "weight_maps": lambda: figures.weight_maps(weights(30), selected=3),
    "signed_picture": lambda: figures.signed_picture(weights(1)[0], "weight × pixel"),
    "weight_matrix": lambda: figures.weight_matrix(rng().standard_normal((10, 30))),
    "accuracy_curve": lambda: figures.accuracy_curve([(0, 0.1, 0.1)], [(0.5, "η 3")]),
    "cost_curve": lambda: figures.cost_curve([1, 2], [0.5, 0.4], [(1, "η 3")]),
    "outputs_over_time": lambda: figures.outputs_over_time([0, 1], rng().random((2, 10)), 1),
    "output_weights": lambda: figures.output_weights(rng().standard_normal(10)),
    "activation_by_digit": lambda: figures.activation_by_digit(np.sort(rng().random((10, 5)))),
}


@pytest.mark.parametrize("name", EVERY_FIGURE)
def test_a_figure_fits_on_any_page(name: str) -> None:
    figure = EVERY_FIGURE[name]()
    layout = figure.layout
    assert layout.title.text is None
    assert layout.paper_bgcolor == layout.plot_bgcolor == "rgba(0,0,0,0)"
    assert layout.font.color is None
    assert layout.height is None
    # Dragging scrolls the page on a phone instead of zooming.
    assert layout.dragmode is False
    assert layout.xaxis.fixedrange is layout.yaxis.fixedrange is True
    assert max(layout.margin[side] for side in "lrt") <= 12
    text = figure.to_json()
    assert "NaN" not in text
    sizes = [value for key, value in walk(json.loads(text)["layout"]) if key == "size"]
    assert min(sizes) >= 14


def walk(node: Any) -> list[tuple[str, Any]]:
    """Return every key and value in nested dictionaries, the template of plotly's own apart."""
    if isinstance(node, list):
        return [pair for entry in node for pair in walk(entry)]
    if not isinstance(node, dict):
        return []
    pairs = [(key, value) for key, value in node.items() if key != "template"]
    return pairs + [below for _, value in pairs for below in walk(value)]


def test_the_colours_are_the_readout_s() -> None:
    assert look.ACCENT == readout.ACCENT
    assert (look.POSITIVE, look.NEGATIVE) == (pictures.FIRING, pictures.NEGATIVE)


# Weight maps.


@pytest.mark.parametrize("n", [1, 7, 8, 30])
def test_every_neuron_has_a_tile_and_a_marker_in_its_middle(n: int) -> None:
    figure = figures.weight_maps(weights(n))
    markers = trace(figure, "scatter")
    assert list(markers.customdata) == list(range(n))
    assert list(markers.text) == [f"neuron {k}" for k in range(1, n + 1)]
    assert markers.marker.opacity == 0.0
    z = trace(figure, "heatmap").z
    columns = min(n, 8)
    assert z.shape == (math.ceil(n / 8) * STEP - 2, columns * STEP - 2)
    for k in range(n):
        row, column = k // 8, k % 8
        assert markers.x[k] == column * STEP + 13.5
        assert markers.y[k] == row * STEP + 13.5


def test_a_tile_shows_its_neuron_s_weights() -> None:
    w = weights(10)
    limit = np.quantile(np.abs(w), 0.995)
    z = trace(figures.weight_maps(w, columns=4), "heatmap").z
    for k in range(10):
        top, left = k // 4 * STEP, k % 4 * STEP
        shown = z[top : top + TILE, left : left + TILE].astype(float) / 127 * limit
        expected = np.clip(w[k].reshape(TILE, TILE), -limit, limit)
        np.testing.assert_allclose(shown, expected, atol=limit / 127)


def test_colours_are_symmetric_about_0_and_the_gaps_have_none() -> None:
    heatmap = trace(figures.weight_maps(weights(9)), "heatmap")
    assert (heatmap.zmin, heatmap.zmax) == (-128, 127)
    (white,) = [at for at, colour in heatmap.colorscale if colour == "rgb(247,247,247)"]
    assert white == pytest.approx(128 / 255)  # where a weight of 0 lies
    assert heatmap.colorscale[0] == (0.0, "rgba(0,0,0,0)")
    assert heatmap.colorscale[1][0] < 1 / 255
    # Between two tiles, and where the tenth map would be.
    assert set(heatmap.z[:28, 28:30].ravel().tolist()) == {-128}
    assert set(heatmap.z[30:, 30:].ravel().tolist()) == {-128}
    assert heatmap.z[:28, :28].min() >= -127


def test_the_colour_bar_says_true_weights() -> None:
    w = np.zeros((4, 784))
    w[0, :392], w[0, 392:] = -3.0, 3.0
    bar = trace(figures.weight_maps(w), "heatmap").colorbar
    assert list(bar.ticktext) == ["−2", "0", "2"]
    assert list(bar.tickvals) == pytest.approx([-2 / 3 * 127, 0, 2 / 3 * 127])


def test_one_strong_weight_does_not_make_the_others_pale() -> None:
    w = weights(30)
    w[0, 0] = 1000.0
    z = trace(figures.weight_maps(w), "heatmap").z
    assert z[0, 0] == 127
    assert np.abs(z[:28, 30:58].astype(int)).max() > 100


@pytest.mark.parametrize(("selected", "row", "column"), [(0, 0, 0), (10, 1, 2), (29, 3, 5)])
def test_the_selected_tile_is_framed(selected: int, row: int, column: int) -> None:
    (frame,) = figures.weight_maps(weights(30), selected=selected).layout.shapes
    assert (frame.x0, frame.x1) == (column * STEP - 1.5, column * STEP + 28.5)
    assert (frame.y0, frame.y1) == (row * STEP - 1.5, row * STEP + 28.5)
    assert frame.line.color == look.OTHER


def test_chosen_neurons_are_drawn_in_their_order_and_keep_their_numbers() -> None:
    w = weights(100)
    figure = figures.weight_maps(w, columns=2, selected=7, neurons=[90, 7, 3])
    markers = trace(figure, "scatter")
    assert list(markers.customdata) == [90, 7, 3]
    assert list(markers.text) == ["neuron 91", "neuron 8", "neuron 4"]
    limit = np.quantile(np.abs(w[[90, 7, 3]]), 0.995)
    shown = trace(figure, "heatmap").z[:TILE, STEP : STEP + TILE] / 127 * limit
    expected = np.clip(w[7].reshape(TILE, TILE), -limit, limit)
    np.testing.assert_allclose(shown, expected, atol=limit / 127)
    (frame,) = figure.layout.shapes
    assert (frame.x0, frame.y0) == (STEP - 1.5, -1.5)


def test_the_maps_fill_their_axes() -> None:
    figure = figures.weight_maps(weights(60), columns=10, selected=59)
    assert figure.layout.xaxis.range == (-2.5, 10 * STEP - 0.5)
    assert figure.layout.yaxis.range == (6 * STEP - 0.5, -2.5)


def test_nothing_selected_nothing_framed() -> None:
    assert not figures.weight_maps(weights(30)).layout.shapes


def test_a_thousand_neurons_are_the_first_120() -> None:
    figure = figures.weight_maps(weights(1000), columns=12, selected=500)
    assert len(trace(figure, "scatter").x) == figures.MOST_MAPS == 120
    assert not figure.layout.shapes
    assert len(figure.to_json()) < 250_000


def test_thirty_maps_are_a_small_message() -> None:
    assert len(figures.weight_maps(weights(30), selected=1).to_json()) < 100_000


def test_all_weights_0_are_white() -> None:
    figure = figures.weight_maps(np.zeros((3, 784)), selected=2)
    assert not trace(figure, "heatmap").z[:, :28].any()


# One neuron, one matrix.


def test_a_neuron_s_map_is_its_weights_symmetric_about_0() -> None:
    w = weights(1)[0]
    heatmap = trace(figures.signed_picture(w, "weight"), "heatmap")
    np.testing.assert_allclose(heatmap.z, w.reshape(28, 28), rtol=1e-6)
    assert -heatmap.zmin == heatmap.zmax == pytest.approx(np.abs(w).max())
    assert "weight %{z:+.3f}" in heatmap.hovertemplate
    assert heatmap.colorbar.title.text == "weight"


def test_a_signed_picture_says_what_it_shows() -> None:
    heatmap = trace(figures.signed_picture(np.zeros(784), "weight × pixel"), "heatmap")
    assert heatmap.colorbar.title.text == "weight × pixel"
    assert "weight × pixel %{z" in heatmap.hovertemplate
    assert (heatmap.zmin, heatmap.zmax) == (-1.0, 1.0)


def test_a_weight_matrix_has_a_row_for_each_later_neuron() -> None:
    w = rng().standard_normal((10, 30))
    figure = figures.weight_matrix(w)
    heatmap = trace(figure, "heatmap")
    np.testing.assert_allclose(heatmap.z, w, rtol=1e-6)
    assert -heatmap.zmin == heatmap.zmax == pytest.approx(np.abs(w).max())
    assert titles(figure) == ("from neuron", "to neuron")
    assert (heatmap.x0, heatmap.y0) == (1, 1)
    assert figure.layout.yaxis.autorange == "reversed"


def test_a_large_matrix_is_cut_at_200_neurons() -> None:
    heatmap = trace(figures.weight_matrix(np.ones((300, 1000))), "heatmap")
    assert heatmap.z.shape == (figures.MOST_NEURONS, figures.MOST_NEURONS) == (200, 200)


# Curves.

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
    (line,), (text,) = figure.layout.shapes, figure.layout.annotations
    assert line.x0 == line.x1 == 0.1
    assert text.x == pytest.approx(-1.0)  # plotly counts annotations in powers of ten there


def test_changes_are_dotted_lines_with_their_text() -> None:
    figure = figures.accuracy_curve(POINTS, [(0.5, "η 3 → 1"), (1.5, "λ 0 → 5")])
    assert [shape.x0 for shape in figure.layout.shapes] == [0.5, 1.5]
    assert {shape.line.dash for shape in figure.layout.shapes} == {"dot"}
    texts = [(note.x, note.text) for note in figure.layout.annotations]
    assert texts == [(0.5, "η 3 → 1"), (1.5, "λ 0 → 5")]


def test_the_line_through_the_costs_is_a_moving_average() -> None:
    costs = rng().random(600)
    figure = figures.cost_curve(range(1, 601), costs, smooth=50)
    dots, line = named(figure, "one mini-batch"), named(figure, "mean of 50")
    assert list(dots.x) == list(line.x) == list(range(1, 601))
    assert list(dots.y) == list(costs)
    for k in range(600):
        latest = costs[max(0, k - 49) : k + 1]
        assert line.y[k] == pytest.approx(sum(latest) / len(latest))
    assert titles(figure) == ("mini-batches", "cost of a mini-batch")


def test_a_long_run_s_costs_are_thinned_from_end_to_end() -> None:
    figure = figures.cost_curve(range(1, 60_001), np.ones(60_000), [(6000, "η 3 → 1")])
    dots = named(figure, "one mini-batch")
    assert len(dots.x) == curves.MOST_DOTS == 1500
    assert (dots.x[0], dots.x[-1]) == (1, 60_000)
    assert figure.layout.shapes[0].x0 == 6000


def test_the_costs_of_the_start_do_not_lift_all_of_a_short_curve() -> None:
    figure = figures.cost_curve(range(1, 41), [1.0] * 10 + [0.1] * 30, smooth=50)
    line = named(figure, "mean of 4")
    assert line.y[9] == 1.0 and line.y[13:] == pytest.approx(0.1)


def test_a_cost_that_is_no_number_is_left_out() -> None:
    costs = [0.5, math.inf, math.nan, *[0.3] * 19]
    figure = figures.cost_curve(range(1, 23), costs, smooth=2)
    assert list(named(figure, "one mini-batch").x[:3]) == [1, 4, 5]
    assert list(named(figure, "mean of 2").y[:3]) == pytest.approx([0.5, 0.4, 0.3])


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
    figure = figures.outputs_over_time([0.1, 0.5, 1.0], outputs(), chosen)
    assert len(figure.data) == 10
    strongest, next_best = named(figure, f"digit {first}"), named(figure, f"digit {second}")
    assert list(strongest.y) == outputs()[:, first].tolist()
    assert (strongest.line.color, next_best.line.color) == (look.ACCENT, look.OTHER)
    grey = [entry for entry in figure.data if entry.name == "other digits"]
    assert len(grey) == 8
    assert {entry.line.color for entry in grey} == {look.GREY}
    assert sum(entry.showlegend for entry in figure.data) == 3
    assert titles(figure) == ("epochs", "output")


def test_every_output_is_drawn_once_and_says_its_digit() -> None:
    figure = figures.outputs_over_time([0.1, 0.5, 1.0], outputs())
    digits = sorted(entry.hovertemplate.split(":")[0] for entry in figure.data)
    assert digits == [f"output {digit}" for digit in range(10)]


def test_a_line_marks_the_chosen_checkpoint() -> None:
    (line,) = figures.outputs_over_time([0.1, 0.5, 1.0], outputs(), 1).layout.shapes
    assert line.x0 == line.x1 == 0.5
    assert not figures.outputs_over_time([0.1, 0.5, 1.0], outputs()).layout.shapes


def test_outputs_on_a_logarithmic_axis() -> None:
    figure = figures.outputs_over_time([0.0, 0.5, 1.0], outputs(), 0, log_axis=True)
    assert list(named(figure, "digit 4").x) == [0.5, 1.0]
    assert not figure.layout.shapes  # the chosen one is at 0, which the axis does not have


@pytest.mark.parametrize("log_axis", [False, True])
def test_before_there_is_anything_to_draw_the_axes_are_there(log_axis: bool) -> None:
    empty = figures.accuracy_curve([], log_axis=log_axis)
    assert titles(empty)[1] == "images read right (%)"
    assert titles(figures.cost_curve([], [])) == ("mini-batches", "cost of a mini-batch")
    assert (
        titles(figures.outputs_over_time([], np.empty((0, 10)), log_axis=log_axis))[1] == "output"
    )
    for figure in (empty, figures.accuracy_curve([(0.0, 0.1, 0.1)], log_axis=log_axis)):
        low, high = figure.layout.xaxis.range
        assert low < high


# One neuron's answers.


def test_output_weights_are_bars_on_both_sides_of_0() -> None:
    w = np.array([1.5, -2.0, 0.5, 0, 0, 0, 0, 0, 0, -0.1])
    figure = figures.output_weights(w)
    bars = trace(figure, "bar")
    assert list(bars.x) == list(range(10))
    assert list(bars.y) == w.tolist()
    assert bars.marker.color[:3] == (look.POSITIVE, look.NEGATIVE, look.POSITIVE)
    assert titles(figure) == ("output", "weight")
    low, high = figure.layout.yaxis.range
    assert -low == high == pytest.approx(2.2)


def test_bars_of_no_height_still_have_a_scale() -> None:
    assert tuple(figures.output_weights(np.zeros(10)).layout.yaxis.range) == (-1.1, 1.1)


def test_activation_by_digit_is_a_box_a_digit() -> None:
    quantiles = np.sort(rng().random((10, 5)))
    figure = figures.activation_by_digit(quantiles)
    box, dots = trace(figure, "box"), trace(figure, "scatter")
    assert list(box.x) == list(dots.x) == list(range(10))
    names = ("lowerfence", "q1", "median", "q3", "upperfence")
    for k, name in enumerate(names):
        assert list(box[name]) == quantiles[:, k].tolist()
    assert list(dots.y) == quantiles[:, 2].tolist()
    assert titles(figure) == ("digit in the image", "activation")
    low, high = figure.layout.yaxis.range
    assert low < 0 < quantiles.max() < high


def test_a_digit_without_images_has_no_box() -> None:
    quantiles = np.sort(rng().random((10, 5)))
    quantiles[[0, 6]] = np.nan
    figure = figures.activation_by_digit(quantiles)
    assert list(trace(figure, "box").x) == [1, 2, 3, 4, 5, 7, 8, 9]
    assert "NaN" not in figure.to_json()
    assert tuple(figure.layout.xaxis.range) == (-0.6, 9.6)


def test_a_silent_neuron_s_boxes_have_a_scale() -> None:
    low, high = figures.activation_by_digit(np.zeros((10, 5))).layout.yaxis.range
    assert low < 0 < high
