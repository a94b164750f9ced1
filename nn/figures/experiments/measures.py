"""What is drawn of a run after an epoch: an accuracy in per cent, or a cost."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import plotly.graph_objects as go

from nn.experiments.one_run import Result
from nn.figures import colours, look
from nn.functions import Array
from nn.in_words import capitalised

# Where an axis in per cent may begin. It goes down by a step, so it rarely moves as runs arrive.
STEPS = (97, 95, 92, 90, 85, 80, 70, 60, 40, 0)
GOLDEN = 0.6180339887  # its multiples, without their whole parts, are never close together
EMPTY = 95.0  # per cent: what an axis is for before there is a value
EDGE = 0.02  # of the axis stays free below the lowest value, and on both sides of the epochs
MOST_TICKS = 7
# A marker around what is chosen; its size is that of what it goes around.
RING: dict[str, Any] = {"color": colours.OTHER, "symbol": "circle-open", "line_width": 4}


class Look(NamedTuple):
    """How one of a few cells is drawn."""

    colour: str
    symbol: str
    dash: str


LOOKS = (
    Look(colours.ACCENT, "circle", "solid"),
    Look(colours.OTHER, "diamond", "dash"),
    Look(colours.THIRD, "square", "dot"),
    Look(colours.FOURTH, "triangle-up", "dashdot"),
)


class Measure(NamedTuple):
    """One of the numbers that are measured after an epoch."""

    name: str  # of a field of `Measured`
    title: str  # of its axis
    unit: str  # after a number: " %" or ""
    digits: int  # after the point, where a number is written out

    @property
    def is_share(self) -> bool:
        """Whether it is an accuracy and not a cost."""
        return bool(self.unit)

    @property
    def heading(self) -> str:
        """Its title at the beginning of a sentence."""
        return capitalised(self.title).removesuffix(" (%)")

    def of(self, result: Result, epoch: int) -> float:
        """Return it after an epoch: in per cent, or a cost, which may be infinite."""
        value = float(getattr(result.after(epoch), self.name))
        return 100 * value if self.is_share else value

    def written(self, value: float) -> str:
        """Return a value with its unit: "95.12 %", "0.0412"."""
        return f"{value:.{self.digits}f}{self.unit}"

    def summed_up(self, values: Sequence[float] | Array) -> str:
        """Return one value or more in words: "95.12 % in the mean, 94.80 to 95.60 %"."""
        average = self.written(float(np.mean(values)))
        if len(values) == 1:
            return average
        return (
            f"{average} in the mean, {min(values):.{self.digits}f} to {self.written(max(values))}"
        )


MEASURES = {
    measure.name: measure
    for measure in (
        Measure("test_accuracy", "test images read right (%)", " %", 2),
        Measure("train_accuracy", "training images read right (%)", " %", 2),
        Measure("test_cost", "cost of the test images", "", 4),
        Measure("train_cost", "cost of the training images", "", 4),
    )
}


def curves(results: Sequence[Result], measure: Measure, last: int) -> Array:
    """Return a measure of each run after epochs 1 to `last`, (runs, last); NaN if not finite.

    A run that ended earlier keeps the number of its end.
    """
    rows = [[measure.of(result, epoch) for epoch in range(1, last + 1)] for result in results]
    values = np.reshape(np.array(rows, np.float64), (-1, last))
    return np.where(np.isfinite(values), values, np.nan)


def bottom(values: Sequence[float] | Array, steps: Sequence[int] = STEPS) -> int:
    """Return where an axis up to 100 % begins: at the highest step that all values are above."""
    lowest = min(values, default=EMPTY)
    return next((step for step in steps if lowest >= step + EDGE * (100 - step)), steps[-1])


def side_by_side(total: int, spread: float, pitch: float) -> Array:
    """Return how far to the right of their middle so many dots are, (total,), by their number.

    They lie evenly, `pitch` apart but within `spread` on each side. Dots that follow one another
    are far apart: they do not read as a curve, and the first few are spread over all the width.
    """
    order = (np.arange(total) * GOLDEN % 1).argsort().argsort()
    return (order - (total - 1) / 2) * min(pitch, 2 * spread / max(total - 1, 1))


def keep_colours(figure: go.Figure) -> None:
    """Leave all markers as they are after a click: plotly would make all but one pale."""
    for trace in figure.select_traces(selector={"type": "scatter"}):
        opacity = trace.marker.opacity
        trace.unselected.marker.opacity = 1.0 if opacity is None else opacity


def fit_y(
    figure: go.Figure, measure: Measure, drawn: Sequence[float] | Array, steps: Sequence[int]
) -> None:
    """Fit the y axis to the values that are drawn."""
    if measure.is_share:
        figure.update_yaxes(range=[bottom(drawn, steps), 100])
    else:
        figure.update_yaxes(range=[0, 1.05 * float(max(drawn, default=0)) or 1.0])


def add_axes(figure: go.Figure, measure: Measure, values: Array, last: int) -> None:
    """Add the axes of curves over epochs 1 to `last`, fitted to the `values` that are drawn."""
    look.label_axes(figure, "epoch", measure.title)
    step = int(look.round_up(max(last / MOST_TICKS, 1)))
    ticks = sorted({1, *range(step, last + 1, step)})
    edge = EDGE * max(last - 1, 1)
    figure.update_xaxes(
        range=[1 - edge, last + edge],
        tickvals=ticks,
        ticktext=list(map(str, ticks)),
        zeroline=False,
    )
    fit_y(figure, measure, values[np.isfinite(values)], STEPS)
