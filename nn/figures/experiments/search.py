"""A map: the mean accuracy over two settings, as a grid or as points."""

import math
from collections.abc import Sequence
from statistics import median
from typing import Any, NamedTuple

import numpy as np
import plotly.graph_objects as go

from nn.experiments.experiment import Cell, Experiment, Varied, in_words
from nn.experiments.one_run import Result
from nn.experiments.summary import Summary, summaries
from nn.experiments.typed_values import has_equal_ratios
from nn.figures import colours, look
from nn.figures.experiments import measures
from nn.in_words import capitalised, counted
from nn.settings.config import SETTING
from nn.settings.setting import Value

LONG = 8  # characters beside a row
SEAM = 2  # pixels between two cells
MOST_WRITTEN = (7, 10)  # columns and rows: more have no room for a number
LARGE_DOT, DOT = 18, 9  # pixels
# The better, the darker, and dark letters can be read on all.
COLOURS = [[0.0, "#fdf0c0"], [0.5, "#86cdbb"], [1.0, colours.ACCENT]]
COLOUR_STEPS = (95, 90, 80, 60, 0)
MOST_TICKS = 8
FRAME = 0.01  # of a grid, around it: room for the frame of a chosen cell
ROOM = 0.08  # of an axis of numbers, beyond its first and last value


def search_map(
    experiment: Experiment, results: Sequence[Result], chosen: int | None = None
) -> go.Figure:
    """Draw the mean test accuracy of each cell over the two settings that vary.

    Crossed settings are a grid, paired ones are points. Pointing at a cell says what its runs
    reached; clicking it selects the point whose customdata is the cell's number. The `chosen` cell
    has a frame or a ring, the best one a star. A cell without a run is empty.
    """
    is_grid = not experiment.paired
    axes = [_scale_of(each, to_scale=not is_grid) for each in experiment.varied]
    by_cell = {summary.cell: summary for summary in summaries(experiment, results)}
    figure = look.canvas(_in_words(experiment, by_cell))
    look.label_axes(figure, axes[0].title, axes[1].title)
    figure.update_xaxes(**_axis_of(axes[0]))
    figure.update_yaxes(**_axis_of(axes[1]))
    empty, dots, means = [], [], []
    for cell in experiment.cells:
        summary = by_cell.get(cell.number)
        x, y = (axis.places[value] for axis, value in zip(axes, cell.values, strict=True))
        dot = look.Dot(x, y, cell.number, _cell_in_words(experiment, cell, summary))
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
            look.frame(figure, x_edges, y_edges, colours.OTHER)
    else:
        line = {"color": colours.GREY, "width": 1.5}
        ends = {"cmin": _lowest_colour(means), "cmax": 100}
        marks = {"color": means, **ends, **_colours_of(means)}
        symbols = ["star" if mean == max(means) else "circle" for mean in means]
        look.add_dots(figure, dots, size=LARGE_DOT, line=line, symbol=symbols, **marks)
        look.add_dots(figure, marked, **measures.RING, size=27)
    measures.keep_colours(figure)
    return figure


def _add_grid(
    figure: go.Figure, dots: Sequence[look.Dot], means: Sequence[float], sides: Sequence[int]
) -> None:
    """Draw the cells, with their means where there is room and a star on the best one."""
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
        zmin=_lowest_colour(means),
        zmax=100,
        text=[[written(mean) for mean in line] for line in grid],
        texttemplate="%{text}",
        textfont={"size": look.SMALL, "color": colours.INK},
        xgap=SEAM,
        ygap=SEAM,
        hoverinfo="skip",
        **_colours_of(means),
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


class _Scale(NamedTuple):
    """An axis for the values of a setting."""

    title: str
    places: dict[Value, float]  # of the values, in the units of the axis
    words: dict[Value, str]
    is_numeric: bool
    is_log: bool


def _scale_of(varied: Varied, to_scale: bool) -> _Scale:
    """Return the axis of a setting: its values side by side, or numbers `to_scale`.

    Values that are not numbers are always side by side. A scale is logarithmic where the numbers
    lie at equal ratios.
    """
    name, values = varied
    words = {value: in_words(name, value) for value in values}
    numbers = [value for value in values if isinstance(value, int | float)]
    if not to_scale or len(numbers) < len(values):
        places = {value: float(k) for k, value in enumerate(values)}
        return _Scale(SETTING[name].short_label, places, words, False, False)
    places = {value: float(value) for value in numbers}
    return _Scale(SETTING[name].short_label, places, words, True, _are_at_equal_ratios(numbers))


def _are_at_equal_ratios(numbers: Sequence[float]) -> bool:
    """Tell whether numbers lie at ratios rather than at steps, by the middle one of them."""
    low, middle, high = min(numbers), median(numbers), max(numbers)
    if not has_equal_ratios(low, high):
        return False
    ratios, steps = math.log(middle / low) / math.log(high / low), (middle - low) / (high - low)
    return len(numbers) < 3 or abs(ratios - 0.5) < abs(steps - 0.5)


def _axis_of(scale: _Scale) -> dict[str, Any]:
    """Return the range and the ticks of a plotly axis; its title is set apart."""
    places = np.array(list(scale.places.values()))
    shown = {"tickvals": places.tolist(), "ticktext": list(scale.words.values())}
    if len(places) > MOST_TICKS:
        step = -(-len(places) // MOST_TICKS)
        shown = {key: values[::step] for key, values in shown.items()}
    axis = {"zeroline": False, "ticks": ""}
    if not scale.is_numeric:
        edge = 0.5 + FRAME * len(places)
        return {**axis, **shown, "range": [-edge, len(places) - 1 + edge]}
    at = np.sort(np.log10(places) if scale.is_log else places)
    room = ROOM * (at[-1] - at[0]) or 0.5
    axis["range"] = [at[0] - room, at[-1] + room]
    axis["type"] = "log" if scale.is_log else "linear"
    if np.diff(at).min(initial=np.inf) >= (at[-1] - at[0]) / MOST_TICKS:
        return {**axis, **shown}
    if scale.is_log:
        return {**axis, "dtick": 1, "exponentformat": "none"}
    return {**axis, "nticks": MOST_TICKS}


def _lowest_colour(means: Sequence[float]) -> int:
    """Return the accuracy in per cent that has the palest colour, for some means in per cent.

    It is for all that is worse than most cells by far: the good ones would look alike otherwise.
    """
    return measures.bottom([float(np.median(means))] if means else [], COLOUR_STEPS)


def _colours_of(means: Sequence[float]) -> dict[str, Any]:
    """Return the colours from `_lowest_colour` to 100 %, and a bar that says what they mean."""
    low = _lowest_colour(means)
    ticks = np.linspace(low, 100, 5 if low in (60, 80) else 6)
    words = [f"{tick:g}" for tick in ticks]
    if min(means, default=100) < low:
        words[0] = f"≤ {words[0]}"
    bar = look.colour_bar("%", tickvals=ticks.tolist(), ticktext=words)
    return {"colorscale": COLOURS, "colorbar": bar}


def _cell_in_words(experiment: Experiment, cell: Cell, summary: Summary | None) -> str:
    """Return the settings of a cell, and below them what its runs reached."""
    seeds, name = len(experiment.seeds), capitalised(experiment.named(cell.number))
    if summary is None:
        return f"{name}<br>no run has ended yet, of {seeds}"
    said = f"{name}<br>{100 * summary.mean:.2f} %"
    if summary.runs > 1:
        said += f", the mean of {summary.runs} runs,"
        said += f"<br>which reach {100 * summary.lowest:.2f} to {100 * summary.highest:.2f} %"
    if summary.runs < seeds:
        said += f"<br>{summary.runs} of {counted(seeds, 'run')} ended"
    return said + (f"<br>{summary.diverged} diverged" if summary.diverged else "")
