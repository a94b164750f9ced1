import numpy as np
import pytest

from nn.figures.maps import MOST_MAPS, weight_maps
from nn.figures.side_by_side import before_change_after
from nn.functions import Array
from tests.nn.figures.test_figures import numbers, trace

TILE, STEP = 28, 30  # cells of a map, and from one map to the next


def weights(n: int) -> Array:
    return numbers(n, 784)


def assert_shows(tile: Array, w: Array, limit: float) -> None:
    expected = np.clip(w.reshape(TILE, TILE), -limit, limit)
    np.testing.assert_allclose(tile.astype(float) / 127 * limit, expected, atol=limit / 127)


@pytest.mark.parametrize("n", [1, 8, 30])
def test_every_neuron_has_a_tile_with_its_weights_and_a_marker_in_its_middle(n: int) -> None:
    w = weights(n)
    figure = weight_maps(w)
    markers, z = trace(figure, "scatter"), trace(figure, "heatmap").z
    assert list(markers.customdata) == list(range(n))
    assert list(markers.text) == [f"neuron {k}" for k in range(1, n + 1)]
    for k in range(n):
        top, left = k // 8 * STEP, k % 8 * STEP
        assert (markers.x[k], markers.y[k]) == (left + 13.5, top + 13.5)
        limit = np.quantile(np.abs(w), 0.995)
        assert_shows(z[top : top + TILE, left : left + TILE], w[k], limit)


def test_colours_are_symmetric_about_0_and_the_gaps_have_none() -> None:
    heatmap = trace(weight_maps(weights(9)), "heatmap")
    assert (heatmap.zmin, heatmap.zmax) == (-128, 127)
    (white,) = [at for at, colour in heatmap.colorscale if colour == "rgb(247,247,247)"]
    assert white == pytest.approx(128 / 255)  # where a weight of 0 lies
    # Between two tiles, and where the tenth map would be.
    assert set(heatmap.z[:28, 28:30].ravel().tolist()) == {-128}
    assert set(heatmap.z[30:, 30:].ravel().tolist()) == {-128}


def test_the_colour_bar_says_true_weights() -> None:
    w = np.zeros((4, 784))
    w[0, :392], w[0, 392:] = -3.0, 3.0
    bar = trace(weight_maps(w), "heatmap").colorbar
    assert list(bar.ticktext) == ["−2", "0", "2"]
    assert list(bar.tickvals) == pytest.approx([-2 / 3 * 127, 0, 2 / 3 * 127])


@pytest.mark.parametrize(
    ("largest", "written"), [(7e-6, "5×10<sup>−6</sup>"), (0.0003, "0.0002"), (300.0, "200")]
)
def test_the_colour_bar_has_powers_of_ten_only_where_it_needs_them(
    largest: float, written: str
) -> None:
    values = np.linspace(-largest, largest, 784)
    of_maps = trace(weight_maps(values[None], label="gradient"), "heatmap").colorbar
    assert list(of_maps.ticktext) == [f"−{written}", "0", written]
    of_change = before_change_after(values, values, values).data[1].colorbar
    assert "e" not in "".join(of_change.ticktext)


@pytest.mark.parametrize(("selected", "row", "column"), [(0, 0, 0), (29, 3, 5)])
def test_the_selected_tile_is_framed(selected: int, row: int, column: int) -> None:
    (frame,) = weight_maps(weights(30), selected=selected).layout.shapes
    assert (frame.x0, frame.x1) == (column * STEP - 1.5, column * STEP + 28.5)
    assert (frame.y0, frame.y1) == (row * STEP - 1.5, row * STEP + 28.5)


def test_chosen_neurons_are_drawn_in_their_order_and_keep_their_numbers() -> None:
    w = weights(100)
    figure = weight_maps(w, columns=2, selected=7, neurons=[90, 7, 3])
    markers = trace(figure, "scatter")
    assert list(markers.customdata) == [90, 7, 3]
    assert list(markers.text) == ["neuron 91", "neuron 8", "neuron 4"]
    limit = np.quantile(np.abs(w[[90, 7, 3]]), 0.995)
    assert_shows(trace(figure, "heatmap").z[:TILE, STEP : STEP + TILE], w[7], limit)
    (frame,) = figure.layout.shapes
    assert (frame.x0, frame.y0) == (STEP - 1.5, -1.5)


def test_a_thousand_neurons_are_the_first_120() -> None:
    figure = weight_maps(weights(1000), columns=12, selected=500)
    assert len(trace(figure, "scatter").x) == MOST_MAPS == 120
    assert not figure.layout.shapes
