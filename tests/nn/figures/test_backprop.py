import json
from collections.abc import Callable

import numpy as np
import plotly.graph_objects as go
import pytest

from nn import figures
from nn.functions import Array, sigmoid_prime
from tests.nn.figures.test_figures import trace, walk

NAMES = ("pixel", "weight", "product")


def numbers(*shape: int) -> Array:
    return np.random.default_rng(2).standard_normal(shape)


def slopes() -> go.Figure:
    z = np.array([-50.0, 0.0, 3.0])
    span = figures.slope_range(z)
    curve, slope = sigmoid_prime(span), sigmoid_prime(z)
    return figures.slope_curve(z, span, curve, slope, ["output 0", "output 1", "output 2"], 1)


EVERY_FIGURE: dict[str, Callable[[], go.Figure]] = {
    "ink_picture": lambda: figures.ink_picture(np.abs(numbers(784)), "pixel"),
    "product_picture": lambda: figures.product_picture(numbers(784), numbers(784), NAMES),
    "gradient_maps": lambda: figures.gradient_maps(numbers(10, 784), list("abcdefghij")),
    "gradient_matrix": lambda: figures.gradient_matrix(
        numbers(3, 4), list("abc"), list("defg"), 2, (numbers(3), numbers(4))
    ),
    "slope_curve": slopes,
    "before_change_after": lambda: figures.before_change_after(*numbers(3, 784)),
    "nothing changes": lambda: figures.before_change_after(*np.zeros((3, 784))),
    "no gradient": lambda: figures.gradient_maps(np.zeros((30, 784)), ["a"] * 30, bar=False),
}


@pytest.mark.parametrize("name", EVERY_FIGURE)
def test_a_figure_fits_on_any_page(name: str) -> None:
    layout = EVERY_FIGURE[name]().layout
    assert layout.title.text is None
    assert layout.paper_bgcolor == layout.plot_bgcolor == "rgba(0,0,0,0)"
    assert layout.font.color is None
    assert layout.height is None
    assert layout.dragmode is False
    assert layout.xaxis.fixedrange is layout.yaxis.fixedrange is True
    text = EVERY_FIGURE[name]().to_json()
    assert "NaN" not in text
    assert min(value for key, value in walk(json.loads(text)["layout"]) if key == "size") >= 14


def test_pointing_at_a_product_says_its_factors() -> None:
    left, right = numbers(784), numbers(784)[::-1]
    heatmap = trace(figures.product_picture(left, right, NAMES), "heatmap")
    np.testing.assert_allclose(heatmap.z.ravel(), left * right, rtol=1e-5)
    np.testing.assert_allclose(heatmap.customdata[3, 5], [left[89], right[89]], rtol=1e-5)
    for name in NAMES:
        assert name in heatmap.hovertemplate


def test_a_matrix_says_error_and_activation_and_frames_its_row() -> None:
    delta, a = numbers(3), numbers(4)
    figure = figures.gradient_matrix(np.outer(delta, a), list("abc"), list("defg"), 2, (delta, a))
    heatmap = trace(figure, "heatmap")
    np.testing.assert_allclose(heatmap.customdata[1, 3], [delta[1], a[3]], rtol=1e-6)
    assert (list(heatmap.y), list(heatmap.x)) == (list("abc"), list("defg"))
    assert (figure.layout.shapes[0].y0, figure.layout.shapes[0].y1) == (1.5, 2.5)


def test_only_so_many_neurons_are_drawn() -> None:
    names = [str(k) for k in range(300)]
    figure = figures.gradient_matrix(numbers(300, 300), names, names, 250)
    assert trace(figure, "heatmap").z.shape == (figures.MOST_NEURONS, figures.MOST_NEURONS)
    assert not figure.layout.shapes
    assert len(figure.layout.xaxis.tickvals) == len(figure.layout.yaxis.ticktext) == 10


def test_the_change_has_colours_of_its_own() -> None:
    before = numbers(784)
    figure = figures.before_change_after(before, before * 1e-6, before * (1 + 1e-6))
    first, change, last = figure.data
    assert first.zmax == last.zmax == pytest.approx(np.abs(before).max(), rel=1e-5)
    assert change.zmax == pytest.approx(1e-6 * np.abs(before).max())
    written = [note.text for note in figure.layout.annotations]
    assert written == [f"<b>{text}</b>" for text in ("before", "+", "change", "=", "after")]


def test_a_z_far_out_stands_at_the_edge_and_says_its_value() -> None:
    _, points = slopes().data
    assert list(points.x) == [-30.0, 0.0, 3.0]
    assert list(points.customdata) == [-50.0, 0.0, 3.0]
    np.testing.assert_allclose(points.y, sigmoid_prime(np.array([-50.0, 0.0, 3.0])))
    assert points.marker.size[1] > points.marker.size[0]
