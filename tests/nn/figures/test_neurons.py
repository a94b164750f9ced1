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


@pytest.mark.parametrize("z", [-3000.0, -0.5, 3.0, 43.0])
def test_the_sigmoid_is_seen_to_bend_wherever_the_neuron_is(z: float) -> None:
    zs, a = figures.curve_range(z), float(sigmoid(np.array(z)))
    figure = figures.activation_curve(zs, sigmoid(zs), z, a, "Neuron 1")
    assert tuple(figure.layout.xaxis.range) == (-10.0, 10.0)
    curve, point = figure.data[0], figure.data[-1]
    assert np.abs(np.diff(curve.y)).max() < 0.02  # no corner of a line this long is seen
    assert not curve.line.simplify
    assert point.x[0] == np.clip(z, -10.0, 10.0)
    assert np.interp(point.x[0], curve.x, curve.y) == pytest.approx(point.y[0], abs=1e-4)
    # Pointing at it says its own z, and so does the text alternative.
    assert "z = %{customdata:.4f}: a = %{y:.4f}" in point.hovertemplate
    assert point.customdata[0] == z
    assert f"z = {z:.4f}".replace("-", "−") in figure.layout.meta["alt"]


def test_a_neuron_beyond_the_curve_is_an_arrow_at_its_edge_that_says_its_z() -> None:
    zs = figures.curve_range(-43.25)
    beyond = figures.activation_curve(zs, sigmoid(zs), -43.25, 0.0, "Neuron 1")
    assert beyond.data[-1].marker.symbol == "triangle-left"
    assert "z = −43.2" in beyond.data[-1].text[0]
    assert "at the edge" in beyond.layout.meta["alt"]
    within = figures.activation_curve(zs, sigmoid(zs), 2.0, 0.88, "Neuron 1")
    assert within.data[-1].marker.symbol == "circle"
    assert "z" not in within.data[-1].text[0]
    assert "edge" not in within.layout.meta["alt"]


def test_a_curve_without_a_limit_is_drawn_as_far_as_the_neuron() -> None:
    zs = figures.curve_range(43.0, levels_off=False)
    assert zs[0] < -43 and zs[-1] > 43
    figure = figures.activation_curve(zs, np.maximum(zs, 0.0), 43.0, 43.0, "Neuron 1")
    assert figure.data[-1].x[0] == 43.0 and figure.layout.yaxis.range[1] > 43.0


def test_a_z_far_out_stands_at_the_edge_and_says_its_value() -> None:
    _, points = slopes().data
    assert list(points.x) == [-30.0, 0.0, 3.0]
    assert list(points.customdata) == [-50.0, 0.0, 3.0]
    np.testing.assert_allclose(points.y, sigmoid_prime(np.array([-50.0, 0.0, 3.0])))
    assert points.marker.size[1] > points.marker.size[0]
