import plotly.graph_objects as go
import pytest

from nn.experiments.experiment import Experiment
from nn.figures.experiments.lottery import lottery
from nn.settings.config import TrainingConfig
from pages.ui.app import charts
from tests.nn.figures.experiments.made import LOTTERY, made, run_of
from tests.nn.figures.test_figures import titles

EPOCHS = (1, 3, 30)
Dot = tuple[int, float, float]  # the number of its run, and where it is


def dots(figure: go.Figure) -> list[Dot]:
    (markers,) = figure.select_traces(selector={"mode": "markers"})
    return list(zip(markers.customdata, markers.x, markers.y, strict=True))


def columns(figure: go.Figure) -> tuple[str, ...]:
    return tuple(figure.layout.xaxis.ticktext)


def test_every_network_is_a_dot_in_each_column() -> None:
    figure = lottery(LOTTERY, made(LOTTERY, 2), EPOCHS)
    assert columns(figure) == ("1", "3", "30")
    assert titles(figure) == ("after epoch", "test images read right (%)")
    assert [number for number, _, _ in dots(figure)] == [0, 1] * 3
    assert [round(x) for _, x, _ in dots(figure)] == [0, 0, 1, 1, 2, 2]
    assert [y for _, _, y in dots(figure)] == pytest.approx([89, 90, 91, 92, 91, 92])


@pytest.mark.parametrize(
    ("epochs", "expected"),
    [(1, ("1",)), (2, ("1", "2")), (30, ("1", "3", "30"))],
)
def test_there_is_a_column_for_what_the_runs_have_and_for_their_end(
    epochs: int, expected: tuple[str, ...]
) -> None:
    experiment = Experiment(TrainingConfig(epochs=epochs))
    assert columns(lottery(experiment, made(experiment), EPOCHS)) == expected


def test_a_click_on_a_dot_selects_its_run() -> None:
    assert 3 in [run for run, *_ in dots(lottery(LOTTERY, made(LOTTERY), EPOCHS, chosen=1))]
    for number in (3, [3]):  # as plotly says it
        assert charts.clicked({"selection": {"points": [{"customdata": number}]}}) == (3,)
    assert charts.clicked({"selection": {"points": []}}) == ()


def test_a_mean_is_a_line_with_its_number() -> None:
    figure = lottery(LOTTERY, made(LOTTERY, 2), EPOCHS)
    notes = figure.layout.annotations
    assert [note.text for note in notes] == ["<b>89.5</b>", "<b>91.5</b>", "<b>91.5</b>"]
    assert [note.y for note in notes] == pytest.approx([89.5, 91.5, 91.5])


def test_the_chosen_run_s_dots_are_joined() -> None:
    figure = lottery(LOTTERY, made(LOTTERY), EPOCHS, chosen=2)
    (joined,) = figure.select_traces(selector={"mode": "lines+markers"})
    own = [(x, y) for number, x, y in dots(figure) if number == 2]
    assert list(zip(joined.x, joined.y, strict=True)) == own


def test_a_run_that_diverged_is_a_cross_and_stays_where_it_was() -> None:
    run = next(LOTTERY.runs())
    figure = lottery(LOTTERY, [run_of(run, [0.5, 0.1], diverged=True)], EPOCHS)
    (markers,) = figure.select_traces(selector={"mode": "markers"})
    assert list(markers.y) == pytest.approx([50, 10, 10])
    assert set(markers.marker.symbol) == {"x"}
    assert markers.text[1] == "seed 11: 10.00 % after epoch 3, diverged"
