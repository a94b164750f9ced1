import math

import plotly.graph_objects as go
import pytest

from nn.experiments.experiment import Experiment, Varied
from nn.figures.experiments.dots import dots
from nn.settings.config import TrainingConfig
from tests.nn.experiments.made import COSTS, LOTTERY, made, result
from tests.nn.figures.test_figures import titles

NAMES = ["quadratic", "cross-entropy"]
Dot = tuple[int, float, float]  # the number of its run, and where it is


def drawn(figure: go.Figure) -> list[Dot]:
    (markers,) = figure.select_traces(selector={"mode": "markers"})
    return list(zip(markers.customdata, markers.x, markers.y, strict=True))


def columns(figure: go.Figure) -> tuple[str, ...]:
    return tuple(figure.layout.xaxis.ticktext)


def test_the_runs_of_a_single_cell_have_a_dot_in_the_column_of_each_epoch_and_a_mean() -> None:
    figure = dots(LOTTERY, made(LOTTERY, 2), ["all"])
    assert columns(figure) == ("1", "3", "30")
    assert titles(figure) == ("after epoch", "test images read right (%)")
    assert [number for number, _, _ in drawn(figure)] == [0, 1] * 3
    assert [round(x) for _, x, _ in drawn(figure)] == [0, 0, 1, 1, 2, 2]
    assert [y for _, _, y in drawn(figure)] == pytest.approx([89, 90, 91, 92, 91, 92])
    means = figure.layout.annotations
    assert [mean.text for mean in means] == ["<b>89.5</b>", "<b>91.5</b>", "<b>91.5</b>"]
    assert [mean.y for mean in means] == pytest.approx([89.5, 91.5, 91.5])
    experiment = Experiment(TrainingConfig(epochs=2))
    assert columns(dots(experiment, made(experiment), ["all"])) == ("1", "2")


def test_several_cells_have_a_column_each_and_a_look_of_their_own() -> None:
    figure = dots(COSTS, made(COSTS), NAMES)
    assert columns(figure) == tuple(NAMES) and titles(figure)[0] == "Cost"
    assert [number for number, _, _ in drawn(figure)] == [0, 2, 4, 1, 3, 5]
    assert [y for _, _, y in drawn(figure)] == pytest.approx([91, 93, 95, 92, 94, 96])
    (markers,) = figure.select_traces(selector={"mode": "markers"})
    assert len(set(markers.marker.color)) == len(set(markers.marker.symbol)) == 2
    # A seed has the same place in both columns.
    xs = [x for _, x, _ in drawn(figure)]
    assert [x - 1 for x in xs[3:]] == pytest.approx(xs[:3])


def test_many_cells_look_the_same_and_their_means_have_no_numbers() -> None:
    etas = tuple(0.1 * k for k in range(1, 31))
    experiment = Experiment(TrainingConfig(epochs=1), (Varied("eta", etas),))
    figure = dots(experiment, made(experiment, 5), [f"{eta:g}" for eta in etas])
    (markers,) = figure.select_traces(selector={"mode": "markers"})
    assert len(set(markers.marker.color)) == 1 and not figure.layout.annotations
    assert len(columns(figure)) == 15


def test_the_chosen_run_s_dots_are_joined() -> None:
    figure = dots(LOTTERY, made(LOTTERY), ["all"], chosen=2)
    (joined,) = figure.select_traces(selector={"mode": "lines+markers"})
    own = [(x, y) for number, x, y in drawn(figure) if number == 2]
    assert list(zip(joined.x, joined.y, strict=True)) == own


def test_a_run_that_diverged_is_a_cross_and_a_cost_without_bounds_is_left_out() -> None:
    run = next(LOTTERY.runs())
    diverged = result(run, 0.1, 0.5, 0.1, diverged=True)
    figure = dots(LOTTERY, [diverged], ["all"])
    (markers,) = figure.select_traces(selector={"mode": "markers"})
    assert list(markers.y) == pytest.approx([50, 10, 10])
    assert set(markers.marker.symbol) == {"x"}
    assert markers.text[1] == "seed 11: 10.00 % after epoch 3, diverged"
    start, first, last = diverged.measured
    last = last._replace(train_cost=math.inf)
    diverged = diverged._replace(measured=(start, first, last), final=last)
    figure = dots(LOTTERY, [diverged], ["all"], "train_cost")
    assert [y for _, _, y in drawn(figure)] == pytest.approx([0.5])
    assert "Infinity" not in figure.to_json()
