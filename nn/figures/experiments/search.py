"""A search: the mean accuracy over one setting, or over two, as a grid or as points."""

from collections.abc import Sequence

import plotly.graph_objects as go

from nn.errors import Refused
from nn.experiments.experiment import Experiment
from nn.experiments.one_run import Result
from nn.experiments.summary import Summary, summaries
from nn.figures import look
from nn.figures.experiments import axes_and_colours, measures
from nn.figures.experiments.measures import ACCURACY
from nn.in_words import counted
from nn.settings.config import SETTING

LONG = 8  # characters beside a row
SEAM = 2  # pixels between two cells
MOST_WRITTEN = (7, 10)  # columns and rows: more have no room for a number
LARGE_DOT, DOT = 18, 9  # pixels


def search_map(
    experiment: Experiment, results: Sequence[Result], chosen: int | None = None
) -> go.Figure:
    """Draw the mean test accuracy of each cell over the one or two settings that vary.

    Two crossed settings are a grid, two paired ones are points, one is a curve. Pointing at a cell
    says what its runs reached; clicking it selects the point whose customdata is the cell's number.
    The `chosen` cell has a frame or a ring. A cell without a run is empty.

    Raises `Refused` where no setting varies, or more than two.
    """
    varied = experiment.varied
    if len(varied) not in (1, 2):
        raise Refused(
            f"A map is over one or two settings that vary, got {len(varied)}; vary one or two."
        )
    is_grid = len(varied) == 2 and not experiment.paired
    axes = [axes_and_colours.scale_of(setting, to_scale=not is_grid) for setting in varied]
    by_cell = {summary.cell: summary for summary in summaries(experiment, results)}
    figure = look.canvas(_in_words(experiment, by_cell))
    look.label_axes(figure, axes[0].title, axes[1].title if len(axes) == 2 else ACCURACY.title)
    figure.update_xaxes(**axes_and_colours.axis_of(axes[0]))
    if len(axes) == 2:
        figure.update_yaxes(**axes_and_colours.axis_of(axes[1]))
    empty, dots, means = [], [], []
    for cell in experiment.cells:
        summary = by_cell.get(cell.number)
        x, *y = (axis.places[value] for axis, value in zip(axes, cell.values, strict=True))
        text = axes_and_colours.cell_in_words(experiment, cell, summary)
        if summary is not None:
            means.append(100 * summary.mean)
            dots.append(look.Dot(x, y[0] if y else means[-1], cell.number, text))
        elif y:
            empty.append(look.Dot(x, y[0], cell.number, text))
    if empty:
        look.add_dots(figure, empty, color=look.GREY, size=DOT, symbol="circle-open")
    marked = [look.Dot(dot.x, dot.y) for dot in [*dots, *empty] if dot.number == chosen]
    if is_grid:
        _add_grid(figure, dots, means, [len(axis.places) for axis in axes])
        look.add_unseen_dots(figure, [*dots, *empty])
        for dot in marked:
            x_edges, y_edges = ((at - 0.5, at + 0.5) for at in (dot.x, dot.y))
            look.frame(figure, x_edges, y_edges, look.OTHER, 4)
    else:
        if len(axes) == 2:
            line = {"color": look.GREY, "width": 1.5}
            ends = {"cmin": axes_and_colours.lowest_colour(means), "cmax": 100}
            colours = {"color": means, **ends, **axes_and_colours.colours_of(means)}
            look.add_dots(figure, dots, size=LARGE_DOT, line=line, **colours)
        else:
            _add_curve(figure, experiment, results, dots, axes[0])
        look.add_dots(figure, marked, **measures.RING, size=27)
    measures.keep_colours(figure)
    return figure


def _add_curve(
    figure: go.Figure,
    experiment: Experiment,
    results: Sequence[Result],
    means: Sequence[look.Dot],
    scale: axes_and_colours.Scale,
) -> None:
    """Draw a dot for each run, and the means, joined in the order of the axis if it is of numbers.

    Clicking a run also selects its cell.
    """
    means = sorted(means)
    figure.add_scatter(
        x=[dot.x for dot in means],
        y=[dot.y for dot in means],
        mode="lines",
        line={"color": look.ACCENT, "width": 3 if scale.is_numeric else 0},
        hoverinfo="skip",
        showlegend=False,
        cliponaxis=False,
    )
    diamond = {"color": look.ACCENT, "size": 16, "symbol": "diamond-open", "line_width": 3}
    look.add_dots(figure, means, "mean", **diamond)
    runs = [
        look.Dot(
            scale.places[experiment.cells[result.cell].values[0]],
            end := ACCURACY.of(result, result.config.epochs),
            result.cell,
            f"{measures.run_in_words(experiment, result)}: {ACCURACY.written(end)}",
        )
        for result in results
    ]
    look.add_dots(figure, runs, "a run", color=look.GREY, size=DOT, opacity=0.8)
    figure.update_yaxes(range=[measures.bottom([dot.y for dot in runs]), 100])
    look.legend_above(figure)


def _add_grid(
    figure: go.Figure, dots: Sequence[look.Dot], means: Sequence[float], sides: Sequence[int]
) -> None:
    """Draw the cells, the first setting's values as columns and the second one's as rows.

    A mean is written down where there is room.
    """
    columns, rows = sides
    grid: list[list[float | None]] = [[None] * columns for _ in range(rows)]
    for dot, mean in zip(dots, means, strict=True):
        grid[int(dot.y)][int(dot.x)] = mean
    has_room = columns <= MOST_WRITTEN[0] and rows <= MOST_WRITTEN[1]
    figure.add_heatmap(
        z=grid,
        zmin=axes_and_colours.lowest_colour(means),
        zmax=100,
        text=[["" if mean is None else f"{mean:.1f}" for mean in line] for line in grid],
        texttemplate="%{text}" if has_room else "",
        textfont={"size": look.SMALL, "color": look.INK},
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
        f"best with {experiment.named(experiment.cells[best.cell])} in "
        f"{counted(best.runs, 'run')}."
    )
