"""Curves over a training run: what it costs, and what it answers."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import plotly.graph_objects as go

from nn.answers import answer_of
from nn.figures import colours, look
from nn.figures.accuracy import Changes
from nn.functions import Array

MOST_DOTS = 1_500


def cost_curve(
    steps: Sequence[int] | npt.NDArray[np.int64],
    costs: Sequence[float] | Array,
    changes: Changes = (),
    smooth: int = 50,
) -> go.Figure:
    """Draw the cost of each mini-batch as a faint dot, and their moving average as a line.

    `steps` count the mini-batches from 1; costs that are not finite are left out. The line averages
    the latest `smooth` costs, but at most a tenth of all: costs of the start would lift all of a
    short curve. Where that is one cost, the line joins the dots and has no name of its own.
    """
    y = np.asarray(costs, np.float64)
    smooth = max(min(smooth, len(y) // 10), 1)
    finite = np.isfinite(y)
    x, y = np.asarray(steps, np.int64)[finite], y[finite]
    averages = _moving_average(y, smooth)
    drawn = np.unique(np.linspace(0, len(y) - 1, min(len(y), MOST_DOTS)).round().astype(int))
    figure = look.canvas(
        f"The cost of each mini-batch, up to mini-batch {x[-1]:,}: at first {averages[0]:.4f}, at "
        f"the end {averages[-1]:.4f}."
        if len(x)
        else "The cost of each mini-batch: nothing is measured yet."
    )
    line = {"color": colours.ACCENT, "width": 3}
    figure.add_scatter(
        x=x[drawn],
        y=y[drawn],
        name="one mini-batch",
        mode="markers" if smooth > 1 else "lines+markers",
        line=line,
        marker={"color": colours.GREY, "size": 4, "opacity": 0.5},
        hovertemplate="mini-batch %{x:,}: cost %{y:.4f}<extra></extra>",
    )
    if smooth > 1:
        figure.add_scatter(
            x=x[drawn],
            y=averages[drawn],
            name=f"mean of the latest {smooth}",
            mode="lines",
            line=line,
            hovertemplate=f"mean of {smooth} up to mini-batch %{{x:,}}: %{{y:.4f}}<extra></extra>",
        )
    look.label_axes(figure, "mini-batches", "cost of a mini-batch")
    figure.update_xaxes(rangemode="tozero", tickformat=",")
    figure.update_yaxes(rangemode="tozero")
    _mark(figure, changes, end="end")
    look.legend_above(figure)
    return figure


def _moving_average(values: Array, width: int) -> Array:
    """Return the mean of each of the values, (n,), and the up to `width` - 1 before it; (n,)."""
    sums = np.concatenate(([0.0], np.cumsum(values)))
    ends = np.arange(1, len(values) + 1)
    starts = np.maximum(ends - width, 0)
    return (sums[ends] - sums[starts]) / (ends - starts)


def outputs_over_time(
    positions: Sequence[float], outputs: Array, chosen: int | None = None
) -> go.Figure:
    """Draw a network's outputs for one image, (t, 10) in [0, 1], at checkpoints of its training.

    The `positions` of the checkpoints are in epochs; the logarithmic x axis leaves out 0. A line
    marks the `chosen` checkpoint, from 0. Answer and runner-up there, or else at the last
    checkpoint, stand out.
    """
    x = np.asarray(positions, np.float64)
    on_axis = x > 0
    if len(x):
        at = -1 if chosen is None else chosen
        answer = answer_of(outputs[at])
        figure = look.canvas(
            f"The ten outputs over the training: at epoch {x[at]:.4g} the output for "
            f"{answer.digit} is the largest, {answer.output:.2f}, and the one for "
            f"{answer.runner_up} is next, {answer.next_output:.2f}."
        )
        _add_outputs(figure, x[on_axis], outputs[on_axis], answer.digit, answer.runner_up)
    else:
        figure = look.canvas("The ten outputs over the training: there is no checkpoint yet.")
    _over_epochs(figure, x[on_axis], True, "output", [-0.03, 1.03])
    if chosen is not None and on_axis[chosen]:
        figure.add_vline(x=x[chosen], line={"color": colours.GREY, "width": 2})
    return figure


def _add_outputs(figure: go.Figure, x: Array, outputs: Array, first: int, second: int) -> None:
    """Draw the weaker outputs in grey, then the two strongest over them."""
    others = [digit for digit in range(outputs.shape[1]) if digit not in (first, second)]
    looks = [(digit, colours.GREY, 1.5, "solid") for digit in others]
    looks += [(second, colours.OTHER, 3, "dash"), (first, colours.ACCENT, 4, "solid")]
    for digit, colour, width, dash in looks:
        grey = digit in others
        figure.add_scatter(
            x=x,
            y=outputs[:, digit],
            name="other digits" if grey else f"digit {digit}",
            mode="lines+markers",
            line={"color": colour, "width": width, "dash": dash},
            marker={"color": colour, "size": 4 if grey else 7},
            opacity=0.6 if grey else 1.0,
            cliponaxis=False,
            legendrank=3 if grey else 1 + (digit == second),
            showlegend=not grey or digit == others[0],
            hovertemplate=f"output {digit}: %{{y:.4f}} after %{{x:.4~g}} epochs<extra></extra>",
        )


def _over_epochs(
    figure: go.Figure, positions: Array, log_axis: bool, y_title: str, y_range: list[float]
) -> None:
    """Add the axes, the x axis over the positions, (n,) in epochs, and the legend."""
    look.label_axes(figure, "epochs (logarithmic)" if log_axis else "epochs", y_title)
    figure.update_yaxes(range=y_range)
    if log_axis:
        empty = None if len(positions) else [-4, 1]
        figure.update_xaxes(type="log", dtick=1, exponentformat="none", range=empty)
    else:
        figure.update_xaxes(range=[0, positions.max(initial=1.0)])
    look.legend_above(figure)


def _mark(figure: go.Figure, changes: Changes, log_axis: bool = False, end: str = "start") -> None:
    """Draw a dotted line at each change, with its text along the line's "start" or "end"."""
    for position, text in changes:
        if position > 0 or not log_axis:
            label = {"text": text, "textposition": end, "font": {"size": look.SMALL}}
            label["xanchor"] = "left" if end == "start" else "right"
            line = {"color": colours.GREY, "width": 2, "dash": "dot"}
            figure.add_vline(x=position, line=line, label=label)
