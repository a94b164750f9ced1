"""One neuron's answers, and neurons on the curve of their activation or its slope."""

import numpy as np
import pytest

from nn import figures
from nn.functions import sigmoid
from tests.nn.figures.test_figures import titles, trace

QUANTILES = np.sort(np.random.default_rng(2).random((10, 5)))


def test_output_weights_are_bars_on_both_sides_of_0() -> None:
    w = np.array([1.5, -2.0, 0.5, 0, 0, 0, 0, 0, 0, -0.1])
    figure = figures.output_weights(w)
    bars = trace(figure, "bar")
    assert list(bars.x) == list(range(10))
    assert list(bars.y) == w.tolist()
    assert titles(figure) == ("output", "weight")


def test_activation_by_digit_is_a_box_a_digit() -> None:
    figure = figures.activation_by_digit(QUANTILES)
    box, dots = trace(figure, "box"), trace(figure, "scatter")
    assert list(box.x) == list(dots.x) == list(range(10))
    for k, name in enumerate(("lowerfence", "q1", "median", "q3", "upperfence")):
        assert list(box[name]) == QUANTILES[:, k].tolist()
    assert list(dots.y) == QUANTILES[:, 2].tolist()
    assert titles(figure) == ("digit in the image", "activation")


def test_a_digit_without_images_has_no_box() -> None:
    quantiles = QUANTILES.copy()
    quantiles[[0, 6]] = np.nan
    figure = figures.activation_by_digit(quantiles)
    assert list(trace(figure, "box").x) == [1, 2, 3, 4, 5, 7, 8, 9]
    assert "NaN" not in figure.to_json()


@pytest.mark.parametrize("z", [-3000.0, -0.5, 3.0, 43.0])
def test_the_sigmoid_is_seen_to_bend_wherever_the_neuron_is(z: float) -> None:
    zs, a = figures.curve_range(z), float(sigmoid(np.array(z)))
    figure = figures.activation_curve(zs, sigmoid(zs), z, a, "Neuron 1")
    curve, point = figure.data[0], figure.data[-1]
    assert np.abs(np.diff(curve.y)).max() < 0.02  # no corner of a line this long is seen
    assert point.x[0] == np.clip(z, -10.0, 10.0)
    assert np.interp(point.x[0], curve.x, curve.y) == pytest.approx(point.y[0], abs=1e-4)
    # Pointing at it says its own z, and so does the text alternative.
    assert "z = %{customdata:.4f}: a = %{y:.4f}" in point.hovertemplate
    assert point.customdata[0] == z
    assert f"z = {z:.4f}".replace("-", "−") in figure.layout.meta["alt"]
