import numpy as np
import plotly.graph_objects as go
import pytest

from nn.errors import Refused
from nn.experiments.experiment import Experiment, Varied
from nn.figures import look
from nn.figures.experiments import axes_and_colours
from nn.figures.experiments.search import search_map
from nn.settings.config import TrainingConfig
from nn.settings.setting import Value
from tests.contrast import LETTERS, contrast
from tests.nn.figures.experiments.made import COSTS, GRID, POINTS, THREE, made
from tests.nn.figures.test_figures import named, titles, trace


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
    assert list(cells.text) == [["94.0", "96.0", "98.0"], ["95.0", "97.0", "99.0"]]
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
        "Learning rate η 0.1, Cost quadratic<br>94.00 %, the mean of 2 runs,"
        "<br>which reach 91.00 to 97.00 %"
    )
    assert says[5].endswith("Cost cross-entropy<br>96.00 %<br>1 of 2 runs ended")
    none = search_map(GRID, made(GRID, 2))
    assert "no run has ended yet, of 2" in clickable(none)[3]
    assert list(trace(none, "heatmap").text[0]) == ["91.0", "", ""]


def test_a_click_selects_the_cell_and_the_chosen_one_has_a_frame() -> None:
    figure = search_map(GRID, made(GRID), chosen=5)
    assert 4 in clickable(figure)
    (frame,) = figure.layout.shapes
    assert (frame.x0, frame.x1, frame.y0, frame.y1) == (1.5, 2.5, 0.5, 1.5)


def test_numbers_can_be_read_on_every_colour() -> None:
    for _, colour in axes_and_colours.COLOURS:
        assert contrast(look.INK, str(colour)) >= LETTERS


def test_one_setting_is_a_curve_of_means_over_the_runs() -> None:
    experiment = Experiment(THREE, (Varied("eta", (0.1, 1.0, 10.0)),), seeds=(1, 2))
    figure = search_map(experiment, made(experiment), chosen=1)
    mean, runs = named(figure, "mean"), named(figure, "a run")
    assert list(mean.x) == [0.1, 1.0, 10.0] and figure.layout.xaxis.type == "log"
    assert list(mean.y) == pytest.approx([92.5, 93.5, 94.5])
    assert list(runs.y) == pytest.approx([91, 92, 93, 94, 95, 96])
    assert list(mean.customdata) == [0, 1, 2] and list(runs.customdata) == [0, 1, 2] * 2
    assert titles(figure) == ("Learning rate η", "test images read right (%)")
    (ring,) = figure.select_traces(selector={"marker.symbol": "circle-open"})
    assert list(ring.x) == [1.0] and list(ring.y) == pytest.approx([93.5])


def test_a_setting_of_words_has_them_side_by_side() -> None:
    figure = search_map(COSTS, made(COSTS))
    assert tuple(figure.layout.xaxis.ticktext) == ("quadratic", "cross-entropy")
    assert list(named(figure, "mean").x) == [0, 1]


def test_paired_settings_are_points_in_the_colour_of_their_mean() -> None:
    figure = search_map(POINTS, made(POINTS, 2), chosen=1)
    ended = next(entry for entry in figure.data if entry.marker.colorscale)
    assert list(zip(ended.x, ended.y, strict=True)) == [(0.01, 0.9), (0.1, 0.5)]
    assert list(ended.marker.color) == pytest.approx([91, 92])
    assert set(clickable(figure)) == {0, 1, 2}  # the one without a run too
    assert (figure.layout.xaxis.type, figure.layout.yaxis.type) == ("log", "linear")
    assert titles(figure) == ("Learning rate η", "Momentum μ")


@pytest.mark.parametrize(
    ("values", "is_log"),
    [
        ((0.025, 0.25, 2.5), True),
        ((0.1, 0.5, 3.0, 10.0), True),
        ((1.0, 2.0, 3.0), False),
        ((0.05, 0.35, 0.52, 0.71, 0.9), False),  # at equal steps, though the ratio is 18
        ((5.0,), False),
    ],
)
def test_the_axis_is_logarithmic_where_values_lie_at_equal_ratios(
    values: tuple[Value, ...], is_log: bool
) -> None:
    assert axes_and_colours.scale_of(Varied("eta", values), to_scale=True).is_log == is_log


def test_a_map_is_over_one_or_two_settings() -> None:
    three = (*GRID.varied, Varied("momentum", (0.0, 0.5)))
    for varied in ((), three):
        with pytest.raises(Refused, match="one or two settings that vary, got"):
            search_map(Experiment(TrainingConfig(), varied), [])
