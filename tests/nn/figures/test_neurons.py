"""One neuron's answers."""

import numpy as np

from nn.figures.neurons import activation_by_digit, lost_chart, lost_in_words
from tests.nn.figures.test_figures import titles, trace

QUANTILES = np.sort(np.random.default_rng(2).random((10, 5)))


def test_activation_by_digit_is_a_box_a_digit() -> None:
    figure = activation_by_digit(QUANTILES)
    box, dots = trace(figure, "box"), trace(figure, "scatter")
    assert list(box.x) == list(dots.x) == list(range(10))
    for k, name in enumerate(("lowerfence", "q1", "median", "q3", "upperfence")):
        assert list(box[name]) == QUANTILES[:, k].tolist()
    assert list(dots.y) == QUANTILES[:, 2].tolist()
    assert titles(figure) == ("digit in the image", "activation")


def test_the_neuron_that_costs_most_comes_first_and_a_click_names_it() -> None:
    lost = np.array([3, 787, -2, 40])
    bars = trace(lost_chart(lost, 3), "bar")
    assert list(bars.x) == ["2", "4", "1", "3"] and list(bars.y) == [787, 40, 3, -2]
    assert list(bars.customdata) == [1, 3, 0, 2]
    assert bars.marker.color[1] != bars.marker.color[0] == bars.marker.color[2]
    assert "Neuron 2 costs most: without it, 787 test images fewer" in lost_in_words(lost)
    assert "No neuron costs any" in lost_in_words(-lost.clip(0))
