import numpy as np
import pytest

from nn.figures.maps import MOST_MAPS, weight_maps, weight_matrix
from nn.functions import Array
from tests.nn.figures.test_figures import EARLIER, LATER, numbers, titles, trace

TILE, STEP = 28, 30  # cells of a map, and from one map to the next


def assert_shows(tile: Array, w: Array, limit: float) -> None:
    expected = np.clip(w.reshape(TILE, TILE), -limit, limit)
    np.testing.assert_allclose(tile.astype(float) / 127 * limit, expected, atol=limit / 127)


@pytest.mark.parametrize("n", [1, 8, 30])
def test_every_neuron_has_a_tile_with_its_weights_and_a_marker_in_its_middle(n: int) -> None:
    w = numbers(n, 784)
    figure = weight_maps(w)
    markers, z = trace(figure, "scatter"), trace(figure, "heatmap").z
    assert list(markers.customdata) == list(range(n))
    assert list(markers.text) == [f"neuron {k}" for k in range(1, n + 1)]
    outputs = trace(weight_maps(w, of_outputs=True), "scatter").text
    assert list(outputs) == [f"output {k}" for k in range(n)]
    for k in range(n):
        top, left = k // 8 * STEP, k % 8 * STEP
        assert (markers.x[k], markers.y[k]) == (left + 13.5, top + 13.5)
        limit = np.quantile(np.abs(w), 0.995)
        assert_shows(z[top : top + TILE, left : left + TILE], w[k], limit)


@pytest.mark.parametrize(
    ("largest", "written"), [(7e-6, "5×10<sup>−6</sup>"), (0.0003, "0.0002"), (300.0, "200")]
)
def test_the_colour_bar_has_powers_of_ten_only_where_it_needs_them(
    largest: float, written: str
) -> None:
    values = np.linspace(-largest, largest, 784)
    of_maps = trace(weight_maps(values[None]), "heatmap").colorbar
    assert list(of_maps.ticktext) == [f"−{written}", "0", written]


def test_chosen_neurons_are_drawn_in_their_order_and_keep_their_numbers() -> None:
    w = numbers(100, 784)
    figure = weight_maps(w, columns=2, selected=7, neurons=[90, 7, 3])
    markers = trace(figure, "scatter")
    assert list(markers.customdata) == [90, 7, 3]
    assert list(markers.text) == ["neuron 91", "neuron 8", "neuron 4"]
    limit = np.quantile(np.abs(w[[90, 7, 3]]), 0.995)
    assert_shows(trace(figure, "heatmap").z[:TILE, STEP : STEP + TILE], w[7], limit)
    (frame,) = figure.layout.shapes
    assert (frame.x0, frame.y0) == (STEP - 1.5, -1.5)


def test_a_thousand_neurons_are_the_first_120() -> None:
    figure = weight_maps(numbers(1000, 784), columns=12, selected=500)
    assert len(trace(figure, "scatter").x) == MOST_MAPS == 120
    assert not figure.layout.shapes


def test_a_matrix_names_its_rows_and_columns() -> None:
    weights = numbers(3, 4)
    figure = weight_matrix(weights, LATER, EARLIER)
    heatmap = trace(figure, "heatmap")
    np.testing.assert_allclose(heatmap.z, weights, rtol=1e-6)
    assert (list(heatmap.y), list(heatmap.x)) == (LATER, EARLIER)
    assert titles(figure) == ("from neuron", "to output")
