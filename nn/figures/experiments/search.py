"""A map: the mean accuracy over two settings, as a grid or as points."""

from collections.abc import Sequence

import plotly.graph_objects as go

from nn.experiments.experiment import Experiment
from nn.experiments.one_run import Result
from nn.experiments.summary import Summary, summaries
from nn.figures import colours, look
from nn.figures.experiments import axes_and_colours, measures
from nn.in_words import counted
from nn.settings.config import SETTING

LONG = 8  # characters beside a row
SEAM = 2  # pixels between two cells
MOST_WRITTEN = (7, 10)  # columns and rows: more have no room for a number
LARGE_DOT, DOT = 18, 9  # pixels


def search_map(
    experiment: Experiment, results: Sequence[Result], chosen: int | None = None
) -> go.Figure:
    """Draw the mean test accuracy of each cell over the two settings that vary.

    Crossed settings are a grid, paired ones are points. Pointing at a cell says what its runs
    reached; clicking it selects the point whose customdata is the cell's number. The `chosen` cell
    has a frame or a ring, the best one a star. A cell without a run is empty.
    """
    is_grid = not experiment.paired
    axes = [axes_and_colours.scale_of(each, to_scale=not is_grid) for each in experiment.varied]
    by_cell = {summary.cell: summary for summary in summaries(experiment, results)}
    figure = look.canvas(_in_words(experiment, by_cell))
    look.label_axes(figure, axes[0].title, axes[1].title)
    figure.update_xaxes(**axes_and_colours.axis_of(axes[0]))
    figure.update_yaxes(**axes_and_colours.axis_of(axes[1]))
    empty, dots, means = [], [], []
    for cell in experiment.cells:
        summary = by_cell.get(cell.number)
        x, y = (axis.places[value] for axis, value in zip(axes, cell.values, strict=True))
        dot = look.Dot(x, y, cell.number, axes_and_colours.cell_in_words(experiment, cell, summary))
        if summary is None:
            empty.append(dot)
        else:
            means.append(100 * summary.mean)
            dots.append(dot)
    if empty:
        look.add_dots(figure, empty, color=colours.GREY, size=DOT, symbol="circle-open")
    marked = [look.Dot(dot.x, dot.y) for dot in [*dots, *empty] if dot.number == chosen]
    if is_grid:
        _add_grid(figure, dots, means, [len(axis.places) for axis in axes])
        look.add_unseen_dots(figure, [*dots, *empty])
        for dot in marked:
            x_edges, y_edges = ((at - 0.5, at + 0.5) for at in (dot.x, dot.y))
            look.frame(figure, x_edges, y_edges, colours.OTHER, 4)
    else:
        line = {"color": colours.GREY, "width": 1.5}
        ends = {"cmin": axes_and_colours.lowest_colour(means), "cmax": 100}
        marks = {"color": means, **ends, **axes_and_colours.colours_of(means)}
        symbols = ["star" if mean == max(means) else "circle" for mean in means]
        look.add_dots(figure, dots, size=LARGE_DOT, line=line, symbol=symbols, **marks)
        look.add_dots(figure, marked, **measures.RING, size=27)
    measures.keep_colours(figure)
    return figure


def _add_grid(
    figure: go.Figure, dots: Sequence[look.Dot], means: Sequence[float], sides: Sequence[int]
) -> None:
    """Draw the cells, the first setting's values as columns and the second one's as rows.

    A mean is written down where there is room; the best one has a star.
    """
    columns, rows = sides
    best = max(means, default=0.0)
    grid: list[list[float | None]] = [[None] * columns for _ in range(rows)]
    for dot, mean in zip(dots, means, strict=True):
        grid[int(dot.y)][int(dot.x)] = mean
    has_room = columns <= MOST_WRITTEN[0] and rows <= MOST_WRITTEN[1]

    def written(mean: float | None) -> str:
        number = f"{mean:.1f}" if has_room and mean is not None else ""
        return f"{number}★" if mean == best else number

    figure.add_heatmap(
        z=grid,
        zmin=axes_and_colours.lowest_colour(means),
        zmax=100,
        text=[[written(mean) for mean in line] for line in grid],
        texttemplate="%{text}",
        textfont={"size": look.SMALL, "color": colours.INK},
        xgap=SEAM,
        ygap=SEAM,
        hoverinfo="skip",
        **axes_and_colours.colours_of(means),
    )
    figure.update_xaxes(showgrid=False)
    words = [_in_lines(word) for word in figure.layout.yaxis.ticktext]
    figure.update_yaxes(showgrid=False, ticktext=words)


def _in_lines(word: str) -> str:
    """Break a long word beside a row: on a phone it would take the room of the cells."""
    return word.replace("-", "-<br>").replace(", ", ",<br>") if len(word) > LONG else word


def _in_words(experiment: Experiment, by_cell: dict[int, Summary]) -> str:
    axes = " and ".join(SETTING[name].short_label for name, _ in experiment.varied)
    begin = f"The mean accuracy on the test images over {axes}"
    cells = counted(len(experiment.cells), "cell")
    if not by_cell:
        return f"{begin}: nothing is measured yet, of {cells}."
    best = max(by_cell.values(), key=lambda summary: summary.mean)
    worst = min(summary.mean for summary in by_cell.values())
    return (
        f"{begin}, in {len(by_cell)} of {cells}: {100 * worst:.2f} to {100 * best.mean:.2f} %, the "
        f"best with {experiment.named(best.cell)} in "
        f"{counted(best.runs, 'run')}."
    )
