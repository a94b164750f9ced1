"""The seed lottery: the same settings, another seed for every network, and a dot for what came."""

from collections.abc import Sequence
from statistics import mean

import plotly.graph_objects as go

from nn.experiments.experiment import Experiment
from nn.experiments.one_run import Result
from nn.figures import look
from nn.figures.experiments import measures
from nn.figures.experiments.measures import ACCURACY
from nn.in_words import counted

STEPS = (90, 70, 0)  # few, so that the axis seldom moves: the book's lottery goes from 73 to 95 %
SPREAD = 0.8  # of all columns, for the dots on each side of a middle
PITCH = 0.07  # of a column between two dots, where there is room
REACH = 0.04  # of the line of the mean, past the dots
EMPTY = 80.0  # per cent: what the axis is for before there is a dot


def lottery(
    experiment: Experiment,
    results: Sequence[Result],
    epochs: Sequence[int],
    chosen: int | None = None,
) -> go.Figure:
    """Draw the accuracy of every network as a dot, in a column for each of a few epochs.

    The columns are those of the `epochs` that the runs have, and their last one. A run has the same
    place in all columns, from its number alone, so no dot moves when another arrives. Clicking one
    selects the point whose customdata is the run's number. The dots of the `chosen` run are joined.
    A short line with a number is a column's mean.
    """
    last = max(cell.config.epochs for cell in experiment.cells)
    columns = [epoch for epoch in epochs if epoch < last] + [last]
    by_column = [[ACCURACY.of(result, epoch) for result in results] for epoch in columns]
    total = len(experiment)
    figure = look.canvas(_in_words(columns, by_column, total))
    places = measures.side_by_side(total, SPREAD / max(len(columns), 3), PITCH)
    _add_means(figure, by_column, float(places.max()) + REACH)
    dots = [
        look.Dot(
            k + places[result.number],
            value,
            result.number,
            f"{measures.run_in_words(experiment, result)}: {ACCURACY.written(value)} after epoch "
            f"{columns[k]}" + (", diverged" if result.diverged else ""),
        )
        for k, values in enumerate(by_column)
        for result, value in zip(results, values, strict=True)
    ]
    size = 11 if total <= 20 else 9 if total <= 70 else 6
    look.add_dots(
        figure,
        dots,
        color=look.ACCENT,
        size=size,
        opacity=1.0 if total <= 20 else 0.8,
        symbol=["x" if result.diverged else "circle" for result in results] * len(columns),
    )
    joined = [dot for dot in dots if dot.number == chosen]
    figure.add_scatter(
        x=[dot.x for dot in joined],
        y=[dot.y for dot in joined],
        mode="lines+markers",
        line={"color": look.OTHER, "width": 3, "dash": "dot"},
        marker=measures.RING | {"size": size + 9},
        hoverinfo="skip",
        cliponaxis=False,
    )
    look.label_axes(figure, "after epoch", ACCURACY.title)
    figure.update_xaxes(
        range=[-0.42, len(columns) - 0.3],
        tickvals=list(range(len(columns))),
        ticktext=list(map(str, columns)),
        tickfont_size=look.LARGE,
        showgrid=False,
        zeroline=False,
    )
    lowest = [dot.y for dot in dots] or [EMPTY]
    figure.update_yaxes(range=[measures.bottom(lowest, STEPS), 100])
    measures.keep_colours(figure)
    return figure


def _add_means(figure: go.Figure, by_column: Sequence[Sequence[float]], half: float) -> None:
    """Draw a line at each mean, `half` a width to both sides, and its number on the right."""
    means = [(k, mean(values)) for k, values in enumerate(by_column) if values]
    figure.add_scatter(
        x=[x for k, _ in means for x in (k - half, k + half, None)],
        y=[y for _, value in means for y in (value, value, None)],
        mode="lines",
        line={"color": look.GREY, "width": 4},
        hoverinfo="skip",
        cliponaxis=False,
    )
    for k, value in means:
        figure.add_annotation(
            x=k + half,
            y=value,
            text=f"<b>{value:.1f}</b>",
            xanchor="left",
            xshift=3,
            yanchor="middle",
            font={"size": look.LARGE},
            showarrow=False,
        )


def _in_words(columns: Sequence[int], by_column: Sequence[Sequence[float]], total: int) -> str:
    begin = "The test images that each network reads right, a dot for each"
    trained = len(by_column[0])
    if not trained:
        return f"{begin}: nothing is measured yet, of {counted(total, 'network')}."
    count = counted(total, "network") if trained == total else f"{trained} of {total:,} networks"
    parts = [
        f"after epoch {epoch} {ACCURACY.summed_up(values)}"
        for epoch, values in zip(columns, by_column, strict=True)
    ]
    return f"{begin} of {count}: {'; '.join(parts)}."
