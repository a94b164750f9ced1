"""The runs of one cell: the same settings with one seed after another."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from nn.experiments.experiment import Experiment
from nn.experiments.measuring import Result
from nn.figures import look
from nn.figures.experiments import measures
from nn.figures.experiments.measures import Measure
from nn.functions import Array

MOST_MARKERS = 30  # on a curve
SPREAD, PITCH = 0.3, 0.05  # of the dots of a single epoch, beside one another
MOST_LINES = 16  # that are drawn in full strength: more would be a grey area


def cell_curves(
    experiment: Experiment,
    results: Sequence[Result],
    cell: int,
    measure: str = "test_accuracy",
    chosen: int | None = None,
) -> go.Figure:
    """Draw a thin curve for each run of a cell over the epochs, and a thick one for their mean.

    The `measure` is a field of `Measured`. Clicking a curve selects a point whose customdata is the
    run's number; the `chosen` run stands out. Costs that are not finite are left out.
    """
    what, last = measures.MEASURES[measure], experiment.cells[cell].config.epochs
    own = [result for result in results if result.cell == cell]
    values = measures.curves(own, what, last)
    figure = look.canvas(_in_words(own, values, what))
    epochs = np.arange(1.0, last + 1) + (0.5 if last == 1 else 0.0)
    x = np.tile(epochs, (len(own), 1))
    if last == 1:  # one above the other, they would hide one another
        seeds = list(experiment.seeds)
        beside = measures.side_by_side(len(seeds), SPREAD, PITCH)
        x += beside[[seeds.index(result.config.seed) for result in own], np.newaxis]
    if len(own) > 1:
        _add_runs(figure, x, values)
        _add_curve(figure, epochs, values.mean(axis=0), "mean", look.ACCENT, "solid")
    for result, places, row in zip(own, x, values, strict=True):
        if result.number == chosen or len(own) == 1:
            style = (look.ACCENT, "solid") if len(own) == 1 else (look.OTHER, "dash")
            _add_curve(figure, places, row, f"seed {result.config.seed}", *style)
    _add_markers(figure, own, x, values, what)
    measures.add_axes(figure, what, values, last, 0.02 * last if last > 1 else 1.0)
    look.legend_above(figure)
    measures.keep_colours(figure)
    return figure


def _add_runs(figure: go.Figure, x: Array, values: Array) -> None:
    """Draw all runs in one trace, with a gap after each; `x` and `values` are (runs, epochs)."""
    gaps = np.full((len(values), 1), np.nan)
    figure.add_scatter(
        x=np.hstack([x, x[:, -1:]]).ravel(),
        y=_sendable(np.hstack([values, gaps]).ravel()),
        name="a run",
        mode="lines" if x.shape[1] > 1 else "markers",
        line={"color": look.GREY, "width": 1.5},
        opacity=1.0 if len(values) <= MOST_LINES else 0.6,
        marker={"color": look.GREY, "size": 9},
        hoverinfo="skip",
        cliponaxis=False,
    )


def _add_curve(
    figure: go.Figure, x: Array, values: Array, name: str, colour: str, dash: str
) -> None:
    figure.add_scatter(
        x=x,
        y=_sendable(values),
        name=name,
        mode="lines" if len(x) > 1 else "markers",
        line={"color": colour, "width": 4, "dash": dash},
        marker={"color": colour, "size": 12, "symbol": "diamond"},
        hoverinfo="skip",
        cliponaxis=False,
    )


def _sendable(values: Array) -> list[float | None]:
    """Return numbers, with None for those that are missing, which JSON can write."""
    return [value if np.isfinite(value) else None for value in values.tolist()]


def _add_markers(
    figure: go.Figure, results: Sequence[Result], x: Array, values: Array, measure: Measure
) -> None:
    """Lay markers over the curves, which send no clicks."""
    epochs = values.shape[1]
    places = np.unique(np.linspace(0, epochs - 1, min(epochs, MOST_MARKERS)).round().astype(int))
    points = [
        (result, int(at), float(x[run, at]), float(values[run, at]))
        for run, result in enumerate(results)
        for at in places
        if np.isfinite(values[run, at])
    ]
    look.add_markers(
        figure,
        [place for _, _, place, _ in points],
        [value for _, _, _, value in points],
        customdata=[result.number for result, _, _, _ in points],
        text=[
            f"seed {result.config.seed}: {measure.written(value)} after epoch {at + 1}"
            for result, at, _, value in points
        ],
        showlegend=False,
    )


def _in_words(results: Sequence[Result], values: Array, measure: Measure) -> str:
    begin = f"{measure.heading} over the epochs, a curve for each run"
    ends = values[:, -1][np.isfinite(values[:, -1])]
    if not len(ends):
        return f"{begin}: nothing is measured yet."
    return f"{begin}: after epoch {values.shape[1]} {measure.summed_up(ends)}."
