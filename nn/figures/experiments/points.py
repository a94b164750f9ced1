"""A search over one setting, or over points: what is not a grid."""

from collections.abc import Sequence

import plotly.graph_objects as go

from nn.experiments.experiment import Cell, Experiment
from nn.experiments.measuring import Result
from nn.experiments.summary import Summary
from nn.figures import look
from nn.figures.experiments import measures, scales

LARGE_DOT, DOT = 18, 9  # pixels

Cells = Sequence[tuple[Cell, Summary | None]]


def add_curve(
    figure: go.Figure,
    experiment: Experiment,
    cells: Cells,
    results: Sequence[Result],
    texts: Sequence[str],
    chosen: int | None,
) -> None:
    """Draw the accuracy over one setting: a dot for each run, and the means, joined if numbers."""
    scale = scales.scale_of(experiment.varied[0], by_number=True)
    place = [scale.places[cell.values[0]] for cell, _ in cells]
    _add_means(figure, scale, cells, texts, chosen)
    accuracies = [100 * result.final.test_accuracy for result in results]
    figure.add_scatter(
        x=[place[result.cell] for result in results],
        y=accuracies,
        mode="markers",
        marker={"color": look.GREY, "size": DOT, "opacity": 0.8},
        customdata=[result.cell for result in results],
        text=[
            f"{measures.run_in_words(experiment, result)}: {accuracy:.2f} %"
            for result, accuracy in zip(results, accuracies, strict=True)
        ],
        name="a run",
        hovertemplate="%{text}<extra></extra>",
        cliponaxis=False,
    )
    look.label_axes(figure, scale.title, "test images read right (%)")
    figure.update_xaxes(**scales.axis_of(scale))
    figure.update_yaxes(range=[measures.bottom(accuracies), 100])
    look.legend_above(figure)


def _add_means(
    figure: go.Figure,
    scale: scales.Scale,
    cells: Cells,
    texts: Sequence[str],
    chosen: int | None,
) -> None:
    """Draw the mean of each cell, joined in the order of the axis if it is of numbers."""
    means = sorted(
        (scale.places[cell.values[0]], 100 * summary.mean, cell.number)
        for cell, summary in cells
        if summary is not None
    )
    x, y, numbers = ([mean[k] for mean in means] for k in range(3))
    figure.add_scatter(
        x=x,
        y=y,
        mode="lines",
        line={"color": look.ACCENT, "width": 3 if scale.is_numeric else 0},
        hoverinfo="skip",
        showlegend=False,
        cliponaxis=False,
    )
    figure.add_scatter(
        x=x,
        y=y,
        mode="markers",
        marker={"color": look.ACCENT, "size": 16, "symbol": "diamond-open", "line_width": 3},
        customdata=numbers,
        text=[texts[int(number)] for number in numbers],
        name="mean",
        hovertemplate="%{text}<extra></extra>",
        cliponaxis=False,
    )
    _add_ring(figure, [(x, y) for x, y, number in means if number == chosen], 26)


def add_points(
    figure: go.Figure,
    experiment: Experiment,
    cells: Cells,
    texts: Sequence[str],
    chosen: int | None,
) -> None:
    """Draw paired settings: each cell a point, in the colour of its mean; a ring if it is empty."""
    x, y = (scales.scale_of(varied, by_number=True) for varied in experiment.varied)
    at = [(x.places[cell.values[0]], y.places[cell.values[1]]) for cell, _ in cells]
    means = [100 * summary.mean for _, summary in cells if summary is not None]
    for there in (False, True):
        drawn = [k for k, (_, summary) in enumerate(cells) if (summary is not None) == there]
        colours = {
            "color": means,
            "cmin": scales.lowest_colour(means),
            "cmax": 100,
            **scales.colours_of(means),
        }
        empty = {"color": look.GREY, "symbol": "circle-open"}
        figure.add_scatter(
            x=[at[k][0] for k in drawn],
            y=[at[k][1] for k in drawn],
            mode="markers",
            marker={
                "size": LARGE_DOT if there else DOT,
                "line": {"color": look.GREY, "width": 1.5},
                **(colours if there else empty),
            },
            customdata=[cells[k][0].number for k in drawn],
            text=[texts[k] for k in drawn],
            hovertemplate="%{text}<extra></extra>",
            cliponaxis=False,
        )
    _add_ring(
        figure, [place for place, (c, _) in zip(at, cells, strict=True) if c.number == chosen], 28
    )
    scales.add_axes(figure, x, y)


def _add_ring(figure: go.Figure, places: Sequence[tuple[float, float]], size: int) -> None:
    """Draw a ring around the chosen one."""
    figure.add_scatter(
        x=[x for x, _ in places],
        y=[y for _, y in places],
        mode="markers",
        marker={"color": look.OTHER, "size": size, "symbol": "circle-open", "line_width": 4},
        hoverinfo="skip",
        showlegend=False,
        cliponaxis=False,
    )
