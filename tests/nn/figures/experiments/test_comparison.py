import math
from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest

from nn.experiments.one_run import Result
from nn.figures.experiments.comparison import comparison
from tests.nn.experiments.made import COSTS, made, result
from tests.nn.figures.test_figures import named, titles

NAMES = ["quadratic", "cross-entropy"]


def test_a_curve_is_the_mean_of_a_cell_and_its_band_goes_from_lowest_to_highest() -> None:
    figure = comparison(COSTS, made(COSTS), NAMES)
    quadratic, entropy = (named(figure, name) for name in NAMES)
    assert list(quadratic.x) == [1, 2, 3]
    assert list(quadratic.y) == pytest.approx([91, 92, 93])  # of runs 0, 2 and 4
    assert list(entropy.y) == pytest.approx([92, 93, 94])
    bands = list(figure.select_traces(selector={"fill": "toself"}))
    assert len(bands) == 2
    assert list(bands[0].y) == pytest.approx([93, 94, 95, 91, 90, 89])
    assert "band: lowest to highest" in figure.layout.legend.title.text
    assert titles(figure) == ("epoch", "test images read right (%)")


def infinite_from_epoch_2(result: Result) -> Result:
    start, first, *others = result.measured
    others = [measured._replace(train_cost=math.inf) for measured in others]
    return result._replace(measured=(start, first, *others), final=others[-1], diverged=True)


def test_a_cost_that_is_not_finite_is_left_out_and_the_name_says_why() -> None:
    results = made(COSTS)
    results[0] = infinite_from_epoch_2(results[0])
    figure = comparison(COSTS, results, NAMES, "train_cost")
    curve = named(figure, "quadratic (1 diverged)")
    assert list(curve.x) == [1] and list(curve.y) == pytest.approx([0.09])
    assert "Infinity" not in figure.to_json()


def test_a_run_that_stopped_early_counts_with_what_it_ended_with() -> None:
    first, *others = COSTS.runs()
    results = [result(first, 0.1, 0.8), *(result(run, 0.1, 0.9, 0.9, 0.9) for run in others)]
    figure = comparison(COSTS, results, NAMES)
    assert list(named(figure, "quadratic").y) == pytest.approx([260 / 3] * 3)


# A single cell


def thin(figure: go.Figure) -> list[Any]:
    return [trace for trace in figure.data if trace.name == "a run"]


def test_the_runs_of_a_single_cell_are_thin_curves_and_their_mean_is_thick() -> None:
    figure = comparison(COSTS, made(COSTS), ["mean"], cells=[1])
    runs, mean = thin(figure), named(figure, "mean")
    assert np.array([run.y for run in runs]) == pytest.approx(
        np.array([[90, 91, 92], [92, 93, 94], [94, 95, 96]])
    )
    assert {tuple(run.x) for run in runs} == {(1, 2, 3)} and list(mean.x) == [1, 2, 3]
    assert list(mean.y) == pytest.approx([92, 93, 94])
    assert all(run.line.width < mean.line.width for run in runs)
    assert [run.showlegend for run in runs] == [True, False, False]
    assert titles(figure) == ("epoch", "test images read right (%)")


def test_a_click_on_a_run_s_curve_selects_it_and_the_chosen_one_stands_out() -> None:
    figure = comparison(COSTS, made(COSTS), ["mean"], chosen=3, cells=[1])
    assert [list(run.customdata) for run in thin(figure)] == [[1] * 3, [5] * 3]
    assert thin(figure)[0].text[1] == "seed 1: 91.00 % after epoch 2"
    assert list(named(figure, "seed 2").y) == pytest.approx([92, 93, 94])
    first = comparison(COSTS, made(COSTS), ["mean"], chosen=1, cells=[1])
    assert [run.showlegend for run in (named(first, "seed 1"), *thin(first))] == [True, True, False]
