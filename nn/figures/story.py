"""The story of one digit: its pixels, and one neuron's activation."""

import numpy as np
import plotly.graph_objects as go

from nn.figures.look import (
    ACCENT,
    GREY,
    LARGE,
    OTHER,
    PAPER_TO_INK,
    SMALL,
    canvas,
    frame,
    label_axes,
)
from nn.functions import Array

NEAR = 8.0  # z: what is always to be seen of an activation
POINTS = 401


def pixel_picture(image: Array, window: tuple[int, int, int] | None = None) -> go.Figure:
    """Draw a digit; pointing at a pixel says its grey, from 0 to 1 and from 0 to 255.

    Parameters
    ----------
    image : (28, 28) in [0, 1]
    window : (row, column, side) or None
        A part, its first row and column counted from 0, in which every number is printed.
    """
    row, column, side = window or (0, 0, len(image))
    part = image[row : row + side, column : column + side].astype(np.float32)
    figure = canvas()
    figure.add_heatmap(
        z=part,
        x0=column + 1,
        y0=row + 1,
        zmin=0,
        zmax=1,
        colorscale=PAPER_TO_INK,
        showscale=False,
        customdata=np.rint(part * 255).astype(np.uint8),
        hovertemplate=(
            "row %{y}, column %{x}<br>grey %{z:.3f}<br>%{customdata} of 255<extra></extra>"
        ),
    )
    if window:
        figure.update_traces(
            text=[[short(value) for value in values] for values in part.tolist()],
            texttemplate="%{text}",
            textfont={"size": SMALL},
        )
    x, y = (column + 0.5, column + side + 0.5), (row + 0.5, row + side + 0.5)
    hidden = {"visible": False, "fixedrange": True, "constrain": "domain"}
    figure.update_xaxes(range=x, **hidden)
    figure.update_yaxes(range=y[::-1], scaleanchor="x", **hidden)
    frame(figure, x, y, GREY, 1)  # its paper is as white as a light page
    figure.update_layout(margin={"l": 2, "r": 2, "t": 2, "b": 2})
    return figure


def short(value: float) -> str:
    """Return a grey from 0 to 1 in at most three characters, such as ".53"."""
    if value in (0.0, 1.0):
        return f"{value:.0f}"
    text = f"{value:.2f}"
    return text.removeprefix("0") if text != "1.00" else "1.0"


def curve_range(z: float, middle: float = 0.0) -> Array:
    """Return the z at which an activation is drawn, (n,), ascending.

    Both the neuron's `z` and what happens around the `middle` are within them.
    """
    far = max(1.15 * abs(z), abs(middle) + NEAR)
    return np.unique(
        np.concatenate(
            [np.linspace(-far, far, POINTS), np.linspace(middle - NEAR, middle + NEAR, 81)]
        )
    )


def activation_curve(zs: Array, curve: Array, z: float, a: float, name: str) -> go.Figure:
    """Draw an activation function with one neuron's z on it.

    Parameters
    ----------
    zs, curve : (n,)
        The function.
    z, a : float
        The neuron's.
    name : str
        Of the neuron.
    """
    low, high = min(0.0, float(curve.min()), a), max(1.0, float(curve.max()), a)
    room = 0.06 * (high - low)
    far = float(zs[-1])
    figure = canvas()
    figure.add_scatter(
        x=zs,
        y=curve,
        mode="lines",
        line={"color": ACCENT, "width": 4},
        hovertemplate="z = %{x:.2f}: a = %{y:.4f}<extra></extra>",
    )
    dashed = {"color": OTHER, "width": 2, "dash": "dot"}
    figure.add_scatter(
        x=[z, z, -far], y=[low - room, a, a], mode="lines", line=dashed, hoverinfo="skip"
    )
    # Where there is room for the words: towards the middle.
    beside = f"{'bottom' if 2 * a > low + high else 'top'} {'right' if z < 0 else 'left'}"
    figure.add_scatter(
        x=[z],
        y=[a],
        mode="markers+text",
        marker={"size": 18, "color": OTHER},
        text=[f"  <b>{name}</b>  "],
        textposition=beside,
        textfont={"size": LARGE, "color": OTHER},
        cliponaxis=False,
        hovertemplate="z = %{x:.4f}: a = %{y:.4f}<extra></extra>",
    )
    label_axes(figure, "z, the weighted sum", "a, the activation")
    figure.update_xaxes(range=[-far, far], showgrid=False, fixedrange=True, zeroline=True)
    figure.update_yaxes(range=[low - room, high + room], fixedrange=True, zeroline=False)
    figure.update_xaxes(zerolinecolor=GREY, zerolinewidth=1)
    figure.update_layout(showlegend=False, hovermode="closest", hoverdistance=30)
    return figure
