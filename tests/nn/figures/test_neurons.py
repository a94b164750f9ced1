"""One neuron's answers, and neurons on the curve of their activation or its slope."""

import numpy as np
import pytest

from nn import figures
from nn.figures import look
from nn.functions import sigmoid, sigmoid_prime
from tests.nn.figures.test_figures import slopes, titles, trace

QUANTILES = np.sort(np.random.default_rng(2).random((10, 5)))


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
    figure = figures.activation_by_digit(QUANTILES)
    box, dots = trace(figure, "box"), trace(figure, "scatter")
    assert list(box.x) == list(dots.x) == list(range(10))
    for k, name in enumerate(("lowerfence", "q1", "median", "q3", "upperfence")):
        assert list(box[name]) == QUANTILES[:, k].tolist()
    assert list(dots.y) == QUANTILES[:, 2].tolist()
    assert titles(figure) == ("digit in the image", "activation")
    low, high = figure.layout.yaxis.range
    assert low < 0 < QUANTILES.max() < high


def test_a_digit_without_images_has_no_box() -> None:
    quantiles = QUANTILES.copy()
    quantiles[[0, 6]] = np.nan
    figure = figures.activation_by_digit(quantiles)
    assert list(trace(figure, "box").x) == [1, 2, 3, 4, 5, 7, 8, 9]
    assert "NaN" not in figure.to_json()
    assert tuple(figure.layout.xaxis.range) == (-0.6, 9.6)


def test_a_silent_neuron_s_boxes_have_a_scale() -> None:
    low, high = figures.activation_by_digit(np.zeros((10, 5))).layout.yaxis.range
    assert low < 0 < high


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


def test_a_z_far_out_stands_at_the_edge_and_says_its_value() -> None:
    _, points = slopes().data
    assert list(points.x) == [-30.0, 0.0, 3.0]
    assert list(points.customdata) == [-50.0, 0.0, 3.0]
    np.testing.assert_allclose(points.y, sigmoid_prime(np.array([-50.0, 0.0, 3.0])))
    assert points.marker.size[1] > points.marker.size[0]
