import pytest

from nn import figures
from nn.experiments.experiment import Experiment
from nn.settings.config import TrainingConfig
from pages.ui.app import charts
from tests.nn.figures.experiments.made import COSTS, made
from tests.nn.figures.test_figures import named, titles


def test_the_runs_of_a_cell_are_thin_and_their_mean_is_thick() -> None:
    figure = figures.cell_curves(COSTS, made(COSTS), 1)
    thin, mean = named(figure, "a run"), named(figure, "mean")
    assert list(thin.x) == [1, 2, 3, 3] * 3
    assert [y for y in thin.y if y is not None] == pytest.approx(
        [90, 91, 92, 92, 93, 94, 94, 95, 96]
    )
    assert list(mean.y) == pytest.approx([92, 93, 94])
    assert titles(figure) == ("epoch", "test images read right (%)")


def test_a_click_on_a_curve_selects_its_run() -> None:
    figure = figures.cell_curves(COSTS, made(COSTS), 1)
    markers = next(figure.select_traces(selector={"mode": "markers"}))
    assert list(markers.customdata) == [1, 1, 1, 3, 3, 3, 5, 5, 5]
    assert markers.text[4] == "seed 2: 93.00 % after epoch 2"
    assert charts.clicked(figure, {"selection": {"points": [{"customdata": [5]}]}}) == (5,)


def test_a_single_run_is_its_own_mean() -> None:
    figure = figures.cell_curves(COSTS, made(COSTS, 2), 1, "train_cost")
    assert list(named(figure, "seed 1").y) == pytest.approx([0.10, 0.09, 0.08])
    assert [trace.name for trace in figure.data if trace.name] == ["seed 1"]


def test_after_a_single_epoch_the_runs_are_beside_one_another() -> None:
    experiment = Experiment(TrainingConfig(epochs=1), seeds=(1, 2, 3, 4))
    figure = figures.cell_curves(experiment, made(experiment), 0, chosen=1)
    xs = [x for x, y in zip(*(named(figure, "a run")[k] for k in "xy"), strict=True) if y]
    assert len(set(xs)) == 4
    assert named(figure, "seed 2").x[0] in xs
