"""Matrices of weights."""

import numpy as np

from nn.figures.matrices import weight_matrix
from tests.nn.figures.test_figures import EARLIER, LATER, numbers, titles, trace


def test_a_matrix_names_its_rows_and_columns() -> None:
    weights = numbers(3, 4)
    figure = weight_matrix(weights, LATER, EARLIER)
    heatmap = trace(figure, "heatmap")
    np.testing.assert_allclose(heatmap.z, weights, rtol=1e-6)
    assert (list(heatmap.y), list(heatmap.x)) == (LATER, EARLIER)
    assert titles(figure) == ("from neuron", "to output")
