"""All runs of an experiment as dots, side by side: how far luck moves them, and the settings."""

from collections.abc import Sequence
from statistics import mean
from typing import NamedTuple

import numpy as np
import plotly.graph_objects as go

from nn.experiments.experiment import Experiment
from nn.experiments.one_run import Result
from nn.figures import colours, look
from nn.figures.experiments import measures
from nn.figures.experiments.measures import LOOKS, Look, Measure
from nn.in_words import capitalised, counted
from nn.settings.config import SETTING

EPOCHS = (1, 3, 30)  # after which the runs of a single cell are shown, besides their last one
STEPS = (90, 70, 0)  # few, so that the axis seldom moves: the book's lottery goes from 73 to 95 %
EMPTY = 80.0  # per cent: what the axis is for before there is a dot
SPREAD = 0.8  # of all columns, for the dots on each side of a middle
PITCH = 0.07  # of a column between two dots, where there is room
REACH = 0.04  # of the line of the mean, past the dots
MOST_WRITTEN = 4  # columns: beside more there is no room for the mean
MOST_TICKS, MOST_IN_WORDS = 15, 6  # columns


class _Column(NamedTuple):
    """The dots of a cell after an epoch."""

    name: str
    epoch: int
    results: list[Result]
    look: Look


def dots(
    experiment: Experiment,
    results: Sequence[Result],
    names: Sequence[str],
    measure: str = "test_accuracy",
    chosen: int | None = None,
) -> go.Figure:
    """Draw every run as a dot, in a column for each cell; the `names` are those of the cells.

    A single cell has a column for each of a few epochs, and the dots of the `chosen` run are
    joined. A seed has the same place in all columns, so no dot moves when another arrives. Clicking
    a dot selects the point whose customdata is the run's number. A short line is a column's mean.
    The `measure` is a field of `Measured`; costs that are not finite are left out.
    """
    what, columns = measures.MEASURES[measure], _columns(experiment, results, names)
    beside = measures.side_by_side(len(experiment.seeds), SPREAD / max(len(columns), 3), PITCH)
    places = dict(zip(experiment.seeds, beside.tolist(), strict=True))
    points = [
        (look.Dot(k + places[result.config.seed], value, result.number, said), column, result)
        for k, column in enumerate(columns)
        for result in column.results
        if np.isfinite(value := what.of(result, column.epoch))
        and (said := _run_in_words(experiment, result, column.epoch, what.written(value)))
    ]
    figure = look.canvas(_in_words(experiment, columns, what))
    _add_means(figure, columns, what, float(beside.max()) + REACH)
    total = len(experiment.seeds) * len(columns)
    size = 11 if total <= 60 else 9 if total <= 200 else 6
    look.add_dots(
        figure,
        [dot for dot, _, _ in points],
        color=[column.look.colour for _, column, _ in points],
        size=size,
        opacity=1.0 if total <= 60 else 0.8,
        symbol=["x" if result.diverged else column.look.symbol for _, column, result in points],
    )
    joined = [dot for dot, _, _ in points if dot.number == chosen]
    figure.add_scatter(
        x=[dot.x for dot in joined],
        y=[dot.y for dot in joined],
        mode="lines+markers",
        line={"color": colours.GREY, "width": 3, "dash": "dot"},
        marker=measures.RING | {"color": colours.GREY, "size": size + 9},
        hoverinfo="skip",
        cliponaxis=False,
    )
    _add_axes(figure, experiment, columns, what, [dot.y for dot, _, _ in points])
    measures.keep_colours(figure)
    return figure


def _columns(
    experiment: Experiment, results: Sequence[Result], names: Sequence[str]
) -> list[_Column]:
    if len(experiment.cells) == 1:
        last = experiment.base.epochs
        epochs = [epoch for epoch in EPOCHS if epoch < last] + [last]
        return [_Column(str(epoch), epoch, list(results), LOOKS[0]) for epoch in epochs]
    looks = LOOKS if len(experiment.cells) <= len(LOOKS) else LOOKS[:1] * len(experiment.cells)
    return [
        _Column(name, cell.config.epochs, [r for r in results if r.cell == cell.number], style)
        for cell, name, style in zip(experiment.cells, names, looks, strict=False)
    ]


def _run_in_words(experiment: Experiment, result: Result, epoch: int, value: str) -> str:
    cell = f"{capitalised(experiment.named(result.cell))}, " if len(experiment.cells) > 1 else ""
    said = f"{cell}seed {result.config.seed}: {value} after epoch {epoch}"
    return f"{said}, diverged" if result.diverged else said


def _finite(column: _Column, what: Measure) -> list[float]:
    values = [what.of(result, column.epoch) for result in column.results]
    return [value for value in values if np.isfinite(value)]


def _add_means(figure: go.Figure, columns: Sequence[_Column], what: Measure, half: float) -> None:
    """Draw a line at each mean, `half` a width to both sides, and its number on the right."""
    means = [(k, mean(values)) for k, c in enumerate(columns) if (values := _finite(c, what))]
    figure.add_scatter(
        x=[x for k, _ in means for x in (k - half, k + half, None)],
        y=[y for _, value in means for y in (value, value, None)],
        mode="lines",
        line={"color": colours.GREY, "width": 4},
        hoverinfo="skip",
        cliponaxis=False,
    )
    for k, value in means if len(columns) <= MOST_WRITTEN else ():
        figure.add_annotation(
            x=k + half,
            y=value,
            text=f"<b>{value:.{1 if what.is_share else 3}f}</b>",
            xanchor="left",
            xshift=3,
            yanchor="middle",
            font={"size": look.LARGE},
            showarrow=False,
        )


def _add_axes(
    figure: go.Figure,
    experiment: Experiment,
    columns: Sequence[_Column],
    what: Measure,
    drawn: Sequence[float],
) -> None:
    title = "combination"
    if len(experiment.varied) < 2:
        only = [SETTING[name].short_label for name, _ in experiment.varied]
        title = only[0] if only else "after epoch"
    look.label_axes(figure, title, what.title)
    step = -(-len(columns) // MOST_TICKS)
    figure.update_xaxes(
        range=[-0.42, len(columns) - 0.3],
        tickvals=list(range(0, len(columns), step)),
        ticktext=[column.name for column in columns[::step]],
        tickfont_size=look.LARGE,
        showgrid=False,
        zeroline=False,
    )
    measures.fit_y(figure, what, drawn or [EMPTY] * what.is_share, STEPS)


def _in_words(experiment: Experiment, columns: Sequence[_Column], what: Measure) -> str:
    total = len(experiment)
    ended = len({result.number for column in columns for result in column.results})
    begin = f"{what.heading}, a dot for each"
    if not ended:
        return f"{begin}: nothing is measured yet, of {counted(total, 'network')}."
    count = counted(total, "network") if ended == total else f"{ended} of {total:,} networks"
    is_single = len(experiment.cells) == 1
    said = [
        f"{'after epoch ' if is_single else ''}{column.name} {what.summed_up(values)}"
        for column in columns
        if (values := _finite(column, what))
    ]
    if len(said) > MOST_IN_WORDS:
        said = [what.summed_up([v for column in columns for v in _finite(column, what)])]
    return f"{begin} of {count}: {'; '.join(said) or 'none is finite'}."
