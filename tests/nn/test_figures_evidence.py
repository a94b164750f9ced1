import json

import numpy as np
import plotly.graph_objects as go
import pytest

from nn import figures
from nn.figures import look
from nn.functions import Array
from tests.nn.test_figures import trace, walk


def drawing() -> Array:
    picture = np.zeros((28, 28))
    picture[5:9, 10:20] = 1.0
    return picture.ravel()


def pixels() -> Array:
    return np.random.default_rng(2).standard_normal(784) * drawing()


VOTES = np.array([0.5, -3.0, 0.1, 2.0, -0.2])


@pytest.mark.parametrize(
    "figure",
    [figures.evidence_map(pixels(), drawing()), figures.hidden_votes(VOTES, -1.0, 3)],
    ids=["evidence_map", "hidden_votes"],
)
def test_a_figure_fits_on_any_page(figure: go.Figure) -> None:
    layout = figure.layout
    assert layout.title.text is None
    assert layout.paper_bgcolor == layout.plot_bgcolor == "rgba(0,0,0,0)"
    assert layout.font.color is None
    assert layout.height is None
    assert layout.dragmode is False
    assert layout.xaxis.fixedrange is layout.yaxis.fixedrange is True
    assert max(layout.margin[side] for side in "lrt") <= 12
    text = figure.to_json()
    assert "NaN" not in text
    sizes = [value for key, value in walk(json.loads(text)) if key in ("size", "minsize")]
    # The contour's own size is a step between levels.
    assert min(size for size in sizes if size != 1) >= 14


# What each pixel says.


def test_an_evidence_map_is_symmetric_about_0() -> None:
    heatmap = trace(figures.evidence_map(pixels(), drawing()), "heatmap")
    np.testing.assert_allclose(heatmap.z, pixels().reshape(28, 28), rtol=1e-6)
    assert -heatmap.zmin == heatmap.zmax == pytest.approx(np.abs(pixels()).max())
    assert heatmap.colorscale[0][1] == "rgb(5,48,97)"  # blue where it speaks against
    assert heatmap.colorscale[-1][1] == "rgb(103,0,31)"


def test_pointing_at_a_pixel_says_its_place_its_ink_and_its_contribution() -> None:
    heatmap = trace(figures.evidence_map(pixels(), drawing()), "heatmap")
    assert (heatmap.x0, heatmap.y0) == (1, 1)
    assert np.array_equal(heatmap.customdata, drawing().reshape(28, 28))
    for text in ("row %{y}, column %{x}", "ink %{customdata:.2f}", "contribution %{z:+.4f}"):
        assert text in heatmap.hovertemplate


def test_the_drawing_is_outlined() -> None:
    figure = figures.evidence_map(pixels(), drawing(), "for a 4, against a 9")
    outline, heatmap = trace(figure, "contour"), trace(figure, "heatmap")
    assert np.array_equal(outline.z, drawing().reshape(28, 28))
    assert (outline.x0, outline.y0) == (heatmap.x0, heatmap.y0)
    assert outline.contours.coloring == "none"
    assert outline.hoverinfo == "skip"
    assert heatmap.colorbar.title.text == "for a 4, against a 9"


def test_a_blank_page_has_no_outline() -> None:
    figure = figures.evidence_map(np.zeros(784), np.zeros(784))
    assert [entry.type for entry in figure.data] == ["heatmap"]
    assert (figure.data[0].zmin, figure.data[0].zmax) == (-1.0, 1.0)


def test_an_evidence_map_is_a_small_message() -> None:
    assert len(figures.evidence_map(pixels(), drawing()).to_json()) < 40_000


# What each hidden neuron says.


def test_the_strongest_neurons_have_bars_and_the_rest_are_one() -> None:
    bars = trace(figures.hidden_votes(VOTES, -1.0, 3), "bar")
    assert list(bars.y) == ["neuron 2", "neuron 4", "neuron 1", "2 others", "bias"]
    # The others are 0.1 - 0.2, and all five bars are the sum of the votes and the bias.
    assert list(bars.x) == pytest.approx([-3.0, 2.0, 0.5, -0.1, -1.0])
    assert sum(bars.x) == pytest.approx(VOTES.sum() - 1.0)
    signs = (look.NEGATIVE, look.POSITIVE, look.POSITIVE, look.NEGATIVE, look.NEGATIVE)
    assert bars.marker.color == signs
    assert list(bars.marker.opacity) == [1.0, 1.0, 1.0, 0.5, 0.5]
    assert "%{x:+.4f}" in bars.hovertemplate


@pytest.mark.parametrize(("most", "names"), [(4, ["1 other", "bias"]), (5, ["bias"])])
def test_there_are_others_only_where_there_are_any(most: int, names: list[str]) -> None:
    bars = trace(figures.hidden_votes(VOTES, -1.0, most), "bar")
    assert list(bars.y)[most:] == names


def test_votes_run_as_far_to_both_sides_of_0_from_the_top_down() -> None:
    figure = figures.hidden_votes(VOTES, -1.0)
    low, high = figure.layout.xaxis.range
    assert -low == high > 3.0
    assert figure.layout.xaxis.title.text == "adds to z"
    assert figure.layout.yaxis.autorange == "reversed"


def test_votes_of_nothing_have_a_scale() -> None:
    low, high = figures.hidden_votes(np.zeros(3, np.float32), 0.0).layout.xaxis.range
    assert low < 0 < high
