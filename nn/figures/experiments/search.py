"""A search: every cell of a grid, or every point, in the colour of its mean accuracy."""

from collections.abc import Sequence

import plotly.graph_objects as go

from nn.errors import Refused
from nn.experiments.experiment import Cell, Experiment
from nn.experiments.measuring import Result
from nn.experiments.summary import Summary, summaries
from nn.figures import look
from nn.figures.experiments import measures, points, scales
from nn.in_words import counted

LONG = 8  # characters beside a row
SEAM = 2  # pixels between two cells
MOST_WRITTEN = (7, 10)  # columns and rows: more have no room for a number


def search_map(
    experiment: Experiment, results: Sequence[Result], chosen: int | None = None
) -> go.Figure:
    """Draw the mean test accuracy of each cell over the one or two settings that vary.

    Two crossed settings are a grid, two paired ones are points, one is a curve. Pointing at a cell
    says what its runs reached; clicking it selects the point whose customdata is the cell's number.
    The `chosen` cell has a frame. A cell without a run is empty.

    Raises `Refused` where no setting varies, or more than two.
    """
    if len(experiment.varied) not in (1, 2):
        raise Refused(
            f"A map is over one or two settings that vary, got {len(experiment.varied)}; "
            "vary one or two."
        )
    by_cell = {summary.cell: summary for summary in summaries(experiment, results)}
    cells = [(cell, by_cell.get(cell.number)) for cell in experiment.cells]
    figure = look.canvas(_in_words(experiment, cells))
    texts = [scales.cell_in_words(experiment, cell, summary) for cell, summary in cells]
    if len(experiment.varied) == 1:
        points.add_curve(figure, experiment, cells, results, texts, chosen)
    elif experiment.paired:
        points.add_points(figure, experiment, cells, texts, chosen)
    else:
        _add_grid(figure, experiment, cells, texts, chosen)
    measures.keep_colours(figure)
    return figure


def _add_grid(
    figure: go.Figure,
    experiment: Experiment,
    cells: Sequence[tuple[Cell, Summary | None]],
    texts: Sequence[str],
    chosen: int | None,
) -> None:
    """Draw the cells, the first setting's values as columns and the second one's as rows."""
    x, y = (scales.scale_of(varied, by_number=False) for varied in experiment.varied)
    columns, rows = len(x.places), len(y.places)
    means: list[list[float | None]] = [[None] * columns for _ in range(rows)]
    places = [(int(x.places[cell.values[0]]), int(y.places[cell.values[1]])) for cell, _ in cells]
    for (column, row), (_, summary) in zip(places, cells, strict=True):
        means[row][column] = summary and 100 * summary.mean
    _add_empty_cells(figure, means)
    _add_colours(figure, means)
    look.add_markers(
        figure,
        [column for column, _ in places],
        [row for _, row in places],
        customdata=[cell.number for cell, _ in cells],
        text=texts,
    )
    scales.add_axes(figure, x, y)
    figure.update_xaxes(showgrid=False)
    words = [_in_lines(word) for word in figure.layout.yaxis.ticktext]
    figure.update_yaxes(showgrid=False, ticktext=words)
    for (column, row), (cell, _) in zip(places, cells, strict=True):
        if cell.number == chosen:
            x_edges, y_edges = ((k - 0.5, k + 0.5) for k in (column, row))
            look.frame(figure, x_edges, y_edges, look.OTHER, 4)


def _in_lines(word: str) -> str:
    """Break a long word beside a row: on a phone it would take the room of the cells."""
    return word.replace("-", "-<br>").replace(", ", ",<br>") if len(word) > LONG else word


def _add_colours(figure: go.Figure, means: Sequence[Sequence[float | None]]) -> None:
    """Draw the means, row by row, and write them down where there is room."""
    measured = [mean for line in means for mean in line if mean is not None]
    has_room = len(means[0]) <= MOST_WRITTEN[0] and len(means) <= MOST_WRITTEN[1]
    figure.add_heatmap(
        z=means,
        zmin=scales.lowest_colour(measured),
        zmax=100,
        text=[["" if mean is None else f"{mean:.1f}" for mean in line] for line in means],
        texttemplate="%{text}" if has_room else "",
        textfont={"size": look.SMALL, "color": scales.INK},
        xgap=SEAM,
        ygap=SEAM,
        hoverinfo="skip",
        **scales.colours_of(measured),
    )


def _add_empty_cells(figure: go.Figure, means: Sequence[Sequence[float | None]]) -> None:
    """Put a small ring where a mean is still missing."""
    empty = [(x, y) for y, line in enumerate(means) for x, mean in enumerate(line) if mean is None]
    figure.add_scatter(
        x=[x for x, _ in empty],
        y=[y for _, y in empty],
        mode="markers",
        marker={"color": look.GREY, "size": 8, "symbol": "circle-open"},
        hoverinfo="skip",
    )


def _in_words(experiment: Experiment, cells: Sequence[tuple[Cell, Summary | None]]) -> str:
    axes = " and ".join(scales.title_of(varied) for varied in experiment.varied)
    begin = f"The mean accuracy on the test images over {axes}"
    there = [(cell, summary) for cell, summary in cells if summary is not None]
    if not there:
        return f"{begin}: nothing is measured yet, of {counted(len(cells), 'cell')}."
    best, its = max(there, key=lambda pair: pair[1].mean)
    worst = min(summary.mean for _, summary in there)
    return (
        f"{begin}, in {len(there)} of {counted(len(cells), 'cell')}: {100 * worst:.2f} to "
        f"{100 * its.mean:.2f} %, the best with {experiment.named(best)} "
        f"in {counted(its.runs, 'run')}."
    )
