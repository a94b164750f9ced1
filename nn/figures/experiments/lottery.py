"""The seed lottery: the same settings, another seed for every network, and a dot for what came."""

from collections.abc import Sequence
from statistics import mean

import plotly.graph_objects as go

from nn.experiments.experiment import Experiment
from nn.experiments.measuring import Result
from nn.figures import look
from nn.figures.experiments import measures
from nn.functions import Array
from nn.in_words import counted

EPOCHS = (1, 3, 30)
STEPS = (90, 70, 0)  # few, so that the axis seldom moves: the book's lottery goes from 73 to 95 %
SPREAD, SPREAD_OF_MANY = 0.27, 0.2  # of a column, on each side of its middle, for the dots
PITCH = 0.07  # of a column between two dots, where there is room
REACH = 0.04  # of the line of the mean, past the dots
EMPTY = 80.0  # per cent: what the axis is for before there is a dot

ACCURACY = measures.MEASURES["test_accuracy"]


def lottery(
    experiment: Experiment,
    results: Sequence[Result],
    chosen: int | None = None,
    epochs: Sequence[int] = EPOCHS,
) -> go.Figure:
    """Draw the accuracy of every network as a dot, in a column for each of a few epochs.

    The columns are those of the `epochs` that the runs have, and their last one. A run has the same
    place in all columns, from its number alone, so no dot moves when another arrives. Clicking one
    selects the point whose customdata is the run's number. The dots of the `chosen` run are joined.
    A short line with a number is a column's mean.
    """
    last = measures.last_epoch(experiment)
    columns = [epoch for epoch in epochs if epoch < last] + [last]
    by_column = [[ACCURACY.of(result, epoch) for result in results] for epoch in columns]
    spread = SPREAD if len(columns) <= len(EPOCHS) else SPREAD_OF_MANY
    places = measures.side_by_side(len(experiment), spread, PITCH)
    figure = look.canvas(_in_words(columns, by_column, len(experiment)))
    _add_means(figure, by_column, places)
    _add_dots(figure, experiment, columns, results, places)
    _add_chosen(figure, columns, [r for r in results if r.number == chosen], places)
    look.label_axes(figure, "after epoch", ACCURACY.title)
    figure.update_xaxes(
        range=[-0.42, len(columns) - 0.3],
        tickvals=list(range(len(columns))),
        ticktext=list(map(str, columns)),
        tickfont_size=look.LARGE,
        showgrid=False,
        zeroline=False,
    )
    every = [value for values in by_column for value in values]
    figure.update_yaxes(range=[measures.bottom(every or [EMPTY], STEPS), 100])
    measures.keep_colours(figure)
    return figure


def _size(total: int) -> int:
    """Return how many pixels wide a dot is: so many dots share a column."""
    return 11 if total <= 20 else 9 if total <= 70 else 6


def _add_dots(
    figure: go.Figure,
    experiment: Experiment,
    columns: Sequence[int],
    results: Sequence[Result],
    places: Array,
) -> None:
    dots = [(k, epoch, result) for k, epoch in enumerate(columns) for result in results]
    figure.add_scatter(
        x=[k + places[result.number] for k, _, result in dots],
        y=[ACCURACY.of(result, epoch) for _, epoch, result in dots],
        mode="markers",
        marker={
            "color": look.ACCENT,
            "size": _size(len(places)),
            "opacity": 1.0 if len(places) <= 20 else 0.8,
            "symbol": ["x" if result.diverged else "circle" for _, _, result in dots],
        },
        customdata=[result.number for _, _, result in dots],
        text=[
            f"{measures.run_in_words(experiment, result)}: "
            f"{ACCURACY.written(ACCURACY.of(result, epoch))} after epoch {epoch}"
            + (", diverged" if result.diverged else "")
            for _, epoch, result in dots
        ],
        hovertemplate="%{text}<extra></extra>",
        cliponaxis=False,
    )


def _add_chosen(
    figure: go.Figure, columns: Sequence[int], results: Sequence[Result], places: Array
) -> None:
    """Join the dots of the chosen run, and put a ring around each."""
    for result in results:
        figure.add_scatter(
            x=[k + places[result.number] for k in range(len(columns))],
            y=[ACCURACY.of(result, epoch) for epoch in columns],
            mode="lines+markers",
            line={"color": look.OTHER, "width": 3, "dash": "dot"},
            marker={
                "color": look.OTHER,
                "size": _size(len(places)) + 9,
                "symbol": "circle-open",
                "line_width": 4,
            },
            hoverinfo="skip",
            cliponaxis=False,
        )


def _add_means(figure: go.Figure, by_column: Sequence[Sequence[float]], places: Array) -> None:
    """Draw a line as wide as the dots at each mean, and its number on the right."""
    means = [(k, mean(values)) for k, values in enumerate(by_column) if values]
    half = float(places.max()) + REACH
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
