"""Curves over a training run: how well it reads, what it costs, what it answers."""

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import plotly.graph_objects as go

from nn.figures.look import ACCENT, GREY, OTHER, SMALL, canvas, label_axes, legend_inside
from nn.functions import Array

MOST_DOTS = 1_500

# (where on the x axis, what was changed there)
Changes = Sequence[tuple[float, str]]


def accuracy_curve(
    points: Sequence[tuple[float, float, float]], changes: Changes = (), log_axis: bool = False
) -> go.Figure:
    """Draw the share of images read right, on test and on training images.

    Parameters
    ----------
    points : sequence of (position, test, train)
        The position in epochs, and two shares from 0 to 1.
    changes : sequence of (position, text)
        What was changed during the run; a dotted line each.
    log_axis : bool
        A logarithmic x axis, which leaves out what is at position 0.
    """
    shown = [point for point in points if point[0] > 0 or not log_axis]
    x = [position for position, _, _ in shown]
    figure = canvas()
    for name, column, colour, symbol, dash in (
        ("test images", 1, ACCENT, "circle", "solid"),
        ("training images", 2, OTHER, "diamond", "dash"),
    ):
        figure.add_scatter(
            x=x,
            y=[100 * point[column] for point in shown],
            name=name,
            mode="lines+markers",
            line={"color": colour, "width": 3, "dash": dash},
            marker={"color": colour, "size": 8, "symbol": symbol},
            cliponaxis=False,
            hovertemplate=f"{name}: %{{y:.2f}} % after %{{x:.4~g}} epochs<extra></extra>",
        )
    label_axes(figure, "epochs", "images read right (%)")
    figure.update_yaxes(range=[0, 100], fixedrange=True)
    _epochs_axis(figure, x, log_axis)
    _mark(figure, changes, log_axis)
    legend_inside(figure, 0.5)
    return figure


def cost_curve(
    steps: Sequence[int] | npt.NDArray[np.int64],
    costs: Sequence[float] | Array,
    changes: Changes = (),
    smooth: int = 50,
) -> go.Figure:
    """Draw the cost of the mini-batches, each as a faint dot and their moving average as a line.

    Parameters
    ----------
    steps : sequence of int
        Mini-batches since the start of the run, from 1.
    costs : sequence of float
        Of these mini-batches, averaged over their images. Those that are not finite are left out.
    changes : sequence of (mini-batch, text)
    smooth : int
        How many of the latest costs the line averages, at most a tenth of all: costs of the start
        would lift all of a short curve.
    """
    y = np.asarray(costs, np.float64)
    smooth = max(min(smooth, len(y) // 10), 1)
    finite = np.isfinite(y)
    x, y = np.asarray(steps, np.int64)[finite], y[finite]
    thinned = np.unique(np.linspace(0, len(y) - 1, min(len(y), MOST_DOTS)).round().astype(int))
    figure = canvas()
    figure.add_scatter(
        x=x[thinned],
        y=y[thinned],
        name="one mini-batch",
        mode="markers",
        marker={"color": GREY, "size": 4, "opacity": 0.5},
        hovertemplate="mini-batch %{x:,}: cost %{y:.4f}<extra></extra>",
    )
    figure.add_scatter(
        x=x[thinned],
        y=moving_average(y, smooth)[thinned],
        name=f"mean of {smooth}",
        mode="lines",
        line={"color": ACCENT, "width": 3},
        hovertemplate=f"up to mini-batch %{{x:,}}: mean of {smooth} %{{y:.4f}}<extra></extra>",
    )
    label_axes(figure, "mini-batches", "cost of a mini-batch")
    figure.update_xaxes(rangemode="tozero", tickformat=",", fixedrange=True)
    figure.update_yaxes(rangemode="tozero", fixedrange=True)
    _mark(figure, changes, on_top=True)
    legend_inside(figure, 0.85)
    return figure


def moving_average(values: Array, width: int) -> Array:
    """Return the mean of each of the values, (n,), and the up to `width` - 1 before it; (n,)."""
    sums = np.concatenate(([0.0], np.cumsum(values)))
    ends = np.arange(1, len(values) + 1)
    starts = np.maximum(ends - width, 0)
    return (sums[ends] - sums[starts]) / (ends - starts)


def outputs_over_time(
    positions: Sequence[float], outputs: Array, chosen: int | None = None, log_axis: bool = False
) -> go.Figure:
    """Draw what a network answered one image in the course of its training.

    The two outputs that are strongest at the chosen checkpoint, or else at the last, stand out.

    Parameters
    ----------
    positions : sequence of float
        Of the checkpoints, in epochs.
    outputs : (t, 10) in [0, 1]
        The outputs at each of them.
    chosen : int or None
        Which checkpoint, from 0, is being looked at: a line marks it.
    log_axis : bool
        A logarithmic x axis, which leaves out what is at position 0.
    """
    x = np.asarray(positions, np.float64)
    shown = (x > 0) | (not log_axis)
    figure = canvas()
    if len(x):
        strength = outputs[-1 if chosen is None else chosen]
        ranking = np.argsort(-strength, kind="stable").tolist()
        _add_outputs(figure, x[shown], outputs[shown], ranking)
    label_axes(figure, "epochs", "output")
    figure.update_yaxes(range=[-0.03, 1.03], fixedrange=True)
    _epochs_axis(figure, x[shown].tolist(), log_axis)
    if chosen is not None and shown[chosen]:
        figure.add_vline(x=x[chosen], line={"color": GREY, "width": 2})
    legend_inside(figure, 0.5)
    return figure


def _add_outputs(figure: go.Figure, x: Array, outputs: Array, ranking: Sequence[int]) -> None:
    """Draw the weaker outputs in grey, then the two strongest over them."""
    first, second, *others = ranking
    looks = [(digit, GREY, 1.5, "solid") for digit in others]
    looks += [(second, OTHER, 3, "dash"), (first, ACCENT, 4, "solid")]
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


def _epochs_axis(figure: go.Figure, x: Sequence[float], log_axis: bool) -> None:
    """Let the x axis run over the positions `x`, in epochs."""
    figure.update_xaxes(fixedrange=True)
    if log_axis:
        figure.update_xaxes(
            type="log", dtick=1, exponentformat="none", title_text="epochs (logarithmic)"
        )
        if not x:
            figure.update_xaxes(range=[-4, 1])
    else:
        figure.update_xaxes(range=[0, max([*x, 1.0])])


def _mark(
    figure: go.Figure, changes: Changes, log_axis: bool = False, on_top: bool = False
) -> None:
    """Draw a dotted line at each change, with its text along its lower or upper end."""
    for position, text in changes:
        if log_axis and position <= 0:
            continue
        figure.add_shape(
            type="line",
            x0=position,
            x1=position,
            y0=0,
            y1=1,
            yref="paper",
            line={"color": GREY, "width": 2, "dash": "dot"},
        )
        figure.add_annotation(
            # Annotations, unlike shapes, count in powers of ten on a logarithmic axis.
            x=math.log10(position) if log_axis else position,
            y=0.98 if on_top else 0.02,
            yref="paper",
            yanchor="top" if on_top else "bottom",
            xanchor="right",
            text=text,
            textangle=-90,
            showarrow=False,
            font={"size": SMALL},
        )
