"""One neuron's answers."""

import numpy as np
import pytest

from nn.explain.neurons import Firing
from nn.figures.firing import firing_chart
from nn.figures.neurons import activation_by_digit
from tests.nn.figures.test_figures import titles, trace

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
