import numpy as np
import plotly.graph_objects as go
import pytest

from nn.figures.experiments.search import search_map
from tests.nn.experiments.made import GRID, POINTS, made
from tests.nn.figures.test_figures import titles, trace


def clickable(figure: go.Figure) -> dict[int, str]:
    """Return what pointing at each cell says."""
    every = figure.select_traces(selector={"mode": "markers"})
    markers = [entry for entry in every if entry.customdata is not None]
    return {n: text for m in markers for n, text in zip(m.customdata, m.text, strict=True)}


def test_a_grid_has_a_cell_for_each_combination_with_its_mean() -> None:
    figure = search_map(GRID, made(GRID))
    cells = trace(figure, "heatmap")
    # Cell k has the runs k and k + 6: 91 + k and 97 + k.
    assert np.array(cells.z, float) == pytest.approx(np.array([[94, 96, 98], [95, 97, 99]]))
    assert list(cells.text) == [["94.0", "96.0", "98.0"], ["95.0", "97.0", "99.0★"]]
    assert titles(figure) == ("Learning rate η", "Cost")
    assert tuple(figure.layout.xaxis.ticktext) == ("0.1", "1", "10")
    assert [word.replace("<br>", "") for word in figure.layout.yaxis.ticktext] == [
        "quadratic",
        "cross-entropy",
    ]
    assert cells.colorbar.title.text == "%"


def test_pointing_at_a_cell_says_its_settings_its_runs_and_their_spread() -> None:
    says = clickable(search_map(GRID, made(GRID, 7)))
    assert says[0] == (
        "Learning rate η 0.1, cost quadratic<br>94.00 %, the mean of 2 runs,"
        "<br>which reach 91.00 to 97.00 %"
    )
    assert says[5].endswith("cost cross-entropy<br>96.00 %<br>1 of 2 runs ended")
    none = search_map(GRID, made(GRID, 2))
    assert "no run has ended yet, of 2" in clickable(none)[3]
    assert list(trace(none, "heatmap").text[0]) == ["91.0", "", ""]
    assert list(trace(none, "heatmap").text[1]) == ["92.0★", "", ""]


def test_a_click_selects_the_cell_and_the_chosen_one_has_a_frame() -> None:
    figure = search_map(GRID, made(GRID), chosen=5)
    assert 4 in clickable(figure)
    (frame,) = figure.layout.shapes
    assert (frame.x0, frame.x1, frame.y0, frame.y1) == (1.5, 2.5, 0.5, 1.5)


def test_paired_settings_are_points_in_the_colour_of_their_mean() -> None:
    figure = search_map(POINTS, made(POINTS, 2), chosen=1)
    ended = next(entry for entry in figure.data if entry.marker.colorscale)
    assert list(zip(ended.x, ended.y, strict=True)) == [(0.01, 0.9), (0.1, 0.5)]
    assert list(ended.marker.color) == pytest.approx([91, 92])
    assert list(ended.marker.symbol) == ["circle", "star"]
    assert set(clickable(figure)) == {0, 1, 2}  # the one without a run too
    assert (figure.layout.xaxis.type, figure.layout.yaxis.type) == ("log", "linear")
    assert titles(figure) == ("Learning rate η", "Momentum μ")
