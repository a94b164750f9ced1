"""One neuron's answers, and neurons on the curve of their activation or its slope."""

import numpy as np
import pytest

from nn.explain.neurons import Firing
from nn.figures.activations import curve_range, neurons_on_curve
from nn.figures.firing import firing_chart
from nn.figures.neurons import activation_by_digit
from nn.functions import sigmoid
from nn.in_words import spoken
from tests.nn.figures.test_figures import slopes, titles, trace

QUANTILES = np.sort(np.random.default_rng(2).random((10, 5)))


@pytest.mark.parametrize(("n", "width"), [(30, 1.0), (640, 640 / 75)])
def test_the_frame_of_one_of_many_neurons_does_not_look_like_a_bar(n: int, width: float) -> None:
    (frame,) = firing_chart(Firing(np.full(n, 0.5), np.zeros(n)), 20).layout.shapes
    assert (frame.x0 + frame.x1) / 2 == 21 and frame.x1 - frame.x0 == pytest.approx(width)


def test_activation_by_digit_is_a_box_a_digit() -> None:
    figure = activation_by_digit(QUANTILES)
    box, dots = trace(figure, "box"), trace(figure, "scatter")
    assert list(box.x) == list(dots.x) == list(range(10))
    for k, name in enumerate(("lowerfence", "q1", "median", "q3", "upperfence")):
        assert list(box[name]) == QUANTILES[:, k].tolist()
    assert list(dots.y) == QUANTILES[:, 2].tolist()
    assert titles(figure) == ("digit in the image", "activation")


@pytest.mark.parametrize("z", [-3000.0, -0.5, 3.0, 43.0])
def test_the_sigmoid_is_seen_to_bend_wherever_the_neuron_is(z: float) -> None:
    zs, own = curve_range(z), np.array([z])
    axes = ("weighted sum z", "activation a")
    figure = neurons_on_curve((zs, sigmoid(zs)), (own, sigmoid(own)), ["Neuron 1"], axes)
    curve, point = figure.data[0], figure.data[-1]
    assert np.abs(np.diff(curve.y)).max() < 0.02  # no corner of a line this long is seen
    assert point.x[0] == np.clip(z, -10.0, 10.0)
    assert np.interp(point.x[0], curve.x, curve.y) == pytest.approx(point.y[0], abs=1e-4)
    # Pointing at it says its own z, and so does the text alternative.
    assert "%{customdata[0]}: z = %{customdata[1]:.4f}<br>a = %{y:.4g}" in point.hovertemplate
    assert list(point.customdata[0]) == ["Neuron 1", z]
    assert f"z = {spoken(z)} and a = " in figure.layout.meta["alt"]
    assert ("at the edge" in figure.layout.meta["alt"]) == (abs(z) > 10)
    assert titles(figure) == axes


def test_of_several_neurons_the_chosen_one_stands_out() -> None:
    points = slopes().data[-1]
    assert list(points.x) == [-30.0, 0.0, 3.0]  # the first one stands at the edge
    assert points.marker.size[1] > points.marker.size[0] == points.marker.size[2]
    assert list(points.customdata[0]) == ["output 0", -50.0]
