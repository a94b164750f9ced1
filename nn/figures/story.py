"""The story of one digit: its pixels, one neuron's sum over them, and its activation."""

import math

import numpy as np
import plotly.graph_objects as go

from nn.figures.look import ACCENT, GREY, LARGE, OTHER, SIGNED, SMALL, canvas, label_axes
from nn.functions import Array

PAPER_TO_INK = [[0.0, "#ffffff"], [1.0, "#000000"]]
SIGNS = ("pixel a", "×", "weight w", "=", "w × a")
GAP = 0.05  # between two pictures, as a share of the width: room for the sign
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
    hidden = {
        "visible": False,
        "fixedrange": True,
        "constrain": "domain",
    }
    figure.update_xaxes(**hidden, range=[column + 0.5, column + side + 0.5])
    figure.update_yaxes(**hidden, range=[row + side + 0.5, row + 0.5], scaleanchor="x")
    _frame(figure, column, row, side)
    figure.update_layout(margin={"l": 2, "r": 2, "t": 2, "b": 2})
    return figure


def short(value: float) -> str:
    """Return a grey from 0 to 1 in at most three characters, such as ".53"."""
    if value in (0.0, 1.0):
        return f"{value:.0f}"
    text = f"{value:.2f}"
    return text.removeprefix("0") if text != "1.00" else "1.0"


def weighted_sum(inputs: Array, weights: Array, products: Array) -> go.Figure:
    """Draw pixels times weights as three pictures in a row; pointing at one says all three.

    Parameters
    ----------
    inputs, weights, products : (784,)
        What enters a neuron, its weights, and the one times the other.
    """
    side = math.isqrt(inputs.size)
    three = [
        values.reshape(side, side).astype(np.float32) for values in (inputs, weights, products)
    ]
    all_three = np.stack(three, axis=-1)
    top = float(inputs.max()) or 1.0
    limits = [(0.0, top), *((-limit, limit) for limit in map(_limit, three[1:]))]
    scales = [PAPER_TO_INK, SIGNED, SIGNED]
    width = (1 - 2 * GAP) / 3
    figure = canvas()
    for k, (values, (low, high), scale) in enumerate(zip(three, limits, scales, strict=True)):
        axis = "" if k == 0 else str(k + 1)
        figure.add_heatmap(
            z=values,
            x0=1,
            y0=1,
            xaxis=f"x{axis}",
            yaxis=f"y{axis}",
            zmin=low,
            zmax=high,
            colorscale=scale,
            showscale=False,
            customdata=all_three,
            hovertemplate=(
                "row %{y}, column %{x}<br>%{customdata[0]:.3f} × %{customdata[1]:+.3f} = "
                "<b>%{customdata[2]:+.3f}</b><extra></extra>"
            ),
        )
        left = k * (width + GAP)
        hidden = {"visible": False, "fixedrange": True, "constrain": "domain"}
        # Ranges of their own: plotly's, found beside an outline, make one picture smaller at times.
        edges = [0.5, side + 0.5]
        figure.layout[f"xaxis{axis}"] = {**hidden, "domain": [left, left + width], "range": edges}
        figure.layout[f"yaxis{axis}"] = {
            **hidden,
            "constraintoward": "top",
            "range": edges[::-1],
            "scaleanchor": f"x{axis}",
            "anchor": f"x{axis}",
        }
    _frame(figure, 0, 0, side)
    _write_signs(figure, width)
    return figure


def _frame(figure: go.Figure, column: int, row: int, side: int) -> None:
    """Draw the edge of a picture, whose paper is as white as a light page."""
    figure.add_shape(
        type="rect",
        x0=column + 0.5,
        x1=column + side + 0.5,
        y0=row + 0.5,
        y1=row + side + 0.5,
        line={"color": GREY, "width": 1},
    )


def _limit(values: Array) -> float:
    return float(np.abs(values).max()) or 1.0


def _write_signs(figure: go.Figure, width: float) -> None:
    """Write what each picture is above it, and the signs between them."""
    for k, text in enumerate(SIGNS):
        is_picture = k % 2 == 0
        place = k // 2 * (width + GAP) + (width / 2 if is_picture else width + GAP / 2)
        figure.add_annotation(
            text=f"<b>{text}</b>",
            x=place,
            y=1 if is_picture else 0.5,
            xref="paper",
            yref="paper",
            xanchor="center",
            yanchor="bottom" if is_picture else "middle",
            showarrow=False,
            font={"size": LARGE if is_picture else 28},
        )
    figure.update_layout(margin={"l": 0, "r": 0, "t": 28, "b": 0})


def curve_range(z: float, middle: float = 0.0) -> Array:
    """Return the z at which an activation is drawn, (n,).

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
