"""Up to four configurations beside one another: the means over the seeds, and their spread."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import plotly.graph_objects as go

from nn.experiments.experiment import Experiment
from nn.experiments.one_run import Result
from nn.figures import colours, look
from nn.figures.experiments import measures
from nn.figures.experiments.measures import LOOKS, Look, Measure
from nn.functions import Array
from nn.in_words import counted

MOST_SYMBOLS = 12  # on a curve
MOST_LINES = 16  # runs whose curves are drawn in full strength: more would be a grey area
LEGEND = "line: mean, band: lowest to highest"


class _Part(NamedTuple):
    """What is drawn of a cell."""

    name: str
    results: list[Result]
    values: Array  # (runs, epochs), NaN where not finite
    look: Look

    @property
    def legend_name(self) -> str:
        diverged = sum(result.diverged for result in self.results)
        return f"{self.name} ({diverged} diverged)" if diverged else self.name


def comparison(
    experiment: Experiment,
    results: Sequence[Result],
    names: Sequence[str],
    measure: str = "test_accuracy",
    chosen: int | None = None,
    cells: Sequence[int] | None = None,
) -> go.Figure:
    """Draw a curve for each of up to four cells: its mean in a band from lowest to highest.

    A single cell has a thin curve for each run in place of the band. The `cells` are drawn, or all;
    the `names` are theirs; the `measure` is a field of `Measured`. Clicking a thin curve selects
    the point whose customdata is the run's number; the `chosen` one stands out. A cell whose runs
    have not all ended shows those that have; costs that are not finite are left out.
    """
    drawn = experiment.cells if cells is None else [experiment.cells[k] for k in cells]
    what, last = measures.MEASURES[measure], max(cell.config.epochs for cell in drawn)
    parts = []
    for cell, name, style in zip(drawn, names, LOOKS, strict=False):
        own = [result for result in results if result.cell == cell.number]
        parts.append(_Part(name, own, measures.curves(own, what, cell.config.epochs), style))
    figure = look.canvas(_in_words(parts, what))
    for part in parts:
        if len(part.results) > 1 and len(parts) > 1:
            _add_band(figure, part)
        elif len(part.results) > 1:
            _add_runs(figure, part, what, chosen)
    for part in parts:
        _add_mean(figure, part, what)
    every = np.concatenate([part.values.ravel() for part in parts])
    measures.add_axes(figure, what, every, last)
    measures.keep_colours(figure)
    look.legend_above(figure)
    if len(experiment.seeds) > 1 and len(parts) > 1:
        title = {"text": LEGEND, "side": "top", "font": {"size": look.SMALL}}
        figure.update_layout(legend_title=title)
    return figure


def _add_band(figure: go.Figure, part: _Part) -> None:
    finite = np.isfinite(part.values).all(axis=0)
    x = 1 + np.flatnonzero(finite)
    values = part.values[:, finite]
    figure.add_scatter(
        x=np.concatenate([x, x[::-1]]),
        y=np.concatenate([values.max(axis=0), values.min(axis=0)[::-1]]),
        fill="toself",
        fillcolor=colours.pale(part.look.colour),
        mode="lines",
        line={"width": 0},
        showlegend=False,
        hoverinfo="skip",
    )


def _add_runs(figure: go.Figure, part: _Part, measure: Measure, chosen: int | None) -> None:
    """Draw a curve for each run, and the chosen one again so that it stands out."""
    others = [result.number for result in part.results if result.number != chosen]
    for result, values in zip(part.results, part.values.tolist(), strict=True):
        stands_out = result.number == chosen
        seed = f"seed {result.config.seed}"
        finite = [(at, value) for at, value in enumerate(values, start=1) if np.isfinite(value)]
        figure.add_scatter(
            x=[at for at, _ in finite],
            y=[value for _, value in finite],
            name=seed if stands_out else "a run",
            mode="lines+markers",
            line={"color": colours.OTHER, "width": 4, "dash": "dash"}
            if stands_out
            else {"color": colours.GREY, "width": 1.5},
            marker={"size": 1, "opacity": 0.0},  # lines send no clicks
            opacity=1.0 if stands_out or len(part.results) <= MOST_LINES else 0.6,
            customdata=[result.number] * len(finite),
            text=[f"{seed}: {measure.written(value)} after epoch {at}" for at, value in finite],
            hovertemplate="%{text}<extra></extra>",
            showlegend=stands_out or result.number == others[0],
            zorder=int(stands_out),
            cliponaxis=False,
        )


def _add_mean(figure: go.Figure, part: _Part, measure: Measure) -> None:
    means = part.values.mean(axis=0) if part.results else np.empty(0)
    finite = np.isfinite(means)
    x, y = 1.0 + np.flatnonzero(finite), means[finite]
    figure.add_scatter(
        x=x if len(x) else [None],  # a name without a point has no place in the legend
        y=y if len(y) else [None],
        name=part.legend_name,
        mode="lines+markers",
        line={"color": part.look.colour, "width": 3, "dash": part.look.dash},
        marker={
            "color": part.look.colour,
            "size": 9,
            "symbol": part.look.symbol,
            "maxdisplayed": MOST_SYMBOLS,
        },
        cliponaxis=False,
        hovertemplate=f"{part.name}: %{{y:.{measure.digits}f}}{measure.unit} after epoch %{{x}}, "
        f"mean of {counted(len(part.results), 'run')}<extra></extra>",
    )


def _in_words(parts: Sequence[_Part], measure: Measure) -> str:
    said = []
    for part in parts:
        epochs = part.values.shape[1]
        ends = part.values[:, -1][np.isfinite(part.values[:, -1])]
        if len(ends):
            counts = f"{counted(len(ends), 'run')}, {counted(epochs, 'epoch')}"
            said.append(f"{part.legend_name} ({counts}) {measure.summed_up(ends)}")
    return f"{measure.heading} over the epochs: {'; '.join(said) or 'nothing is measured yet'}."
