import json

import numpy as np
import plotly.graph_objects as go
import pytest

from nn import figures
from nn.functions import Array, sigmoid
from tests.nn.figures.test_figures import trace, walk


def digit() -> Array:
    image = np.zeros((28, 28), np.float32)
    image[4:20, 10] = np.linspace(0.1, 1.0, 16)
    return image


WEIGHTS = np.random.default_rng(2).standard_normal(784)
ZS = figures.curve_range(20.0)


def sum_figure() -> go.Figure:
    return figures.weighted_sum(digit().ravel(), WEIGHTS, WEIGHTS * digit().ravel())


@pytest.mark.parametrize(
    "figure",
    [
        figures.pixel_picture(digit()),
        figures.pixel_picture(digit(), (2, 4, 20)),
        sum_figure(),
        figures.activation_curve(ZS, sigmoid(ZS), 20.0, 1.0, "Neuron 1"),
    ],
    ids=["pixels", "numbers", "sum", "curve"],
)
def test_a_figure_fits_on_any_page(figure: go.Figure) -> None:
    layout = figure.layout
    assert layout.title.text is None
    assert layout.paper_bgcolor == layout.plot_bgcolor == "rgba(0,0,0,0)"
    assert layout.font.color is None
    assert layout.height is None
    assert layout.dragmode is False
    assert layout.xaxis.fixedrange is layout.yaxis.fixedrange is True
    text = figure.to_json()
    assert "NaN" not in text
    assert min(value for key, value in walk(json.loads(text)) if key == "size") >= 14


def test_pointing_at_a_pixel_says_its_place_and_both_its_numbers() -> None:
    heatmap = trace(figures.pixel_picture(digit()), "heatmap")
    np.testing.assert_array_equal(heatmap.z, digit())
    assert (heatmap.x0, heatmap.y0) == (1, 1)
    assert heatmap.customdata[19][10] == 255
    for text in ("row %{y}, column %{x}", "%{z:.3f}", "%{customdata} of 255"):
        assert text in heatmap.hovertemplate
    assert heatmap.text is None


def test_from_near_every_number_is_printed_where_it_belongs() -> None:
    heatmap = trace(figures.pixel_picture(digit(), (2, 4, 20)), "heatmap")
    assert (heatmap.x0, heatmap.y0) == (5, 3)
    assert heatmap.text[2][6] == ".10"
    assert heatmap.text[17][6] == "1"
    assert heatmap.text[0][0] == "0"
    assert max(len(text) for row in heatmap.text for text in row) == 3


def test_the_sum_shows_pixels_weights_and_their_products() -> None:
    figure = sum_figure()
    pixels, weights, products = figure.data
    np.testing.assert_allclose(weights.z, WEIGHTS.reshape(28, 28), rtol=1e-6)
    np.testing.assert_allclose(products.z, np.multiply(pixels.z, weights.z), rtol=1e-5)
    for signed in (weights, products):
        assert -signed.zmin == signed.zmax == pytest.approx(np.abs(signed.z).max())
    for k in ("", "2", "3"):  # all three as large, whatever is drawn over them
        assert figure.layout[f"xaxis{k}"].range == (0.5, 28.5)
        assert figure.layout[f"yaxis{k}"].range == (28.5, 0.5)
    for one in figure.data:
        np.testing.assert_allclose(
            one.customdata[10][10],
            [digit()[10, 10], *(values.z[10][10] for values in (weights, products))],
        )


def test_an_empty_page_has_a_sum_too() -> None:
    zeros = np.zeros(784)
    assert figures.weighted_sum(zeros, zeros, zeros).data[0].zmax == 1.0


@pytest.mark.parametrize("z", [-3000.0, -0.5, 3.0, 21.0])
def test_the_neurons_point_is_on_the_curve_and_within_the_axes(z: float) -> None:
    zs = figures.curve_range(z)
    figure = figures.activation_curve(zs, sigmoid(zs), z, float(sigmoid(np.array(z))), "Neuron 1")
    low, high = figure.layout.xaxis.range
    assert low < z < high and low <= -8 and high >= 8
    curve, point = figure.data[0], figure.data[-1]
    assert point.x[0] == z
    assert np.interp(z, curve.x, curve.y) == pytest.approx(point.y[0], abs=0.01)
    assert "z = %{x:.4f}: a = %{y:.4f}" in point.hovertemplate
