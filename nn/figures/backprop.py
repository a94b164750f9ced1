"""Backprop as pictures: what goes in, products, slopes and gradients."""

import math

import numpy as np
import plotly.graph_objects as go

from nn.figures.look import (
    ACCENT,
    GREY,
    OTHER,
    PAPER_TO_INK,
    canvas,
    hide_axes,
    label_axes,
    limit,
    square,
)
from nn.figures.maps import signed_picture, weight_maps
from nn.functions import Array

CURVE_POINTS = 121
LEAST_Z = 6.0  # the curve is drawn at least this far to both sides of 0
MOST_Z = 30.0  # and at most so far; what lies beyond stands at the edge


def ink_picture(image: Array, label: str) -> go.Figure:
    """Draw an image, dark on white, whose numbers show where one points.

    Parameters
    ----------
    image : (784,)
        From 0, which is paper.
    label : str
        What the numbers are.
    """
    figure = canvas()
    figure.add_heatmap(
        z=square(image),
        x0=1,
        y0=1,
        zmin=0.0,
        zmax=limit(image),
        colorscale=PAPER_TO_INK,
        showscale=False,
        hovertemplate=f"row %{{y}}, column %{{x}}<br>{label} %{{z:.4g}}<extra></extra>",
    )
    hide_axes(figure)
    return figure


def product_picture(left: Array, right: Array, names: tuple[str, str, str]) -> go.Figure:
    """Draw a product for every pixel, red for positive and blue for negative.

    Parameters
    ----------
    left, right : (784,)
        The factors, which show with the product where one points.
    names : (str, str, str)
        What the factors and the product are called.
    """
    figure = signed_picture(left * right, names[2])
    figure.update_traces(
        customdata=np.dstack([square(left), square(right)]),
        hovertemplate=(
            f"row %{{y}}, column %{{x}}<br>{names[0]} %{{customdata[0]:.4g}}<br>{names[1]} "
            f"%{{customdata[1]:.4g}}<br>{names[2]} %{{z:.4g}}<extra></extra>"
        ),
    )
    return figure


def gradient_maps(
    nabla_w: Array, names: list[str], selected: int | None = None, bar: bool = True
) -> go.Figure:
    """Draw the gradient of several neurons' weights from the pixels, a picture each.

    As `weight_maps`; clicking selects the point whose customdata is the picture's index.

    Parameters
    ----------
    nabla_w : (n, 784)
    names : list of str
        What each picture is, to be shown where one points.
    selected : int or None
        The picture, from 0, that gets a frame.
    bar : bool
        Whether the colours are explained under the pictures.
    """
    figure = weight_maps(nabla_w, columns=8 if len(nabla_w) > 10 else 5, selected=selected)
    figure.update_traces(
        colorbar_title_text="gradient (the strongest lie beyond)", selector={"type": "heatmap"}
    )
    # The nearest marker answers, however small; a large one would take room around the pictures.
    figure.update_traces(text=names, marker_size=1, selector={"type": "scatter"})
    if not bar:
        figure.update_traces(showscale=False, selector={"type": "heatmap"})
        figure.update_layout(margin={"b": 0})
    return figure


def slope_curve(
    z: Array, curve_z: Array, curve: Array, slope: Array, names: list[str], chosen: int
) -> go.Figure:
    """Draw the slope sigma'(z) over z with every neuron of a layer on it.

    Parameters
    ----------
    z, slope : (n,)
        The neurons'.
    curve_z, curve : (p,)
        The curve, as `slope_range` wants it.
    names : list of str
        The neurons'.
    chosen : int
        The neuron, from 0, that stands out.
    """
    edge = float(curve_z.max())
    figure = canvas()
    figure.add_scatter(
        x=curve_z,
        y=curve,
        mode="lines",
        line={"color": GREY, "width": 3},
        hoverinfo="skip",
        showlegend=False,
    )
    marks = [k == chosen for k in range(len(z))]
    figure.add_scatter(
        x=np.clip(z, -edge, edge),
        y=slope,
        mode="markers",
        marker={
            "size": [18 if mark else 11 for mark in marks],
            "color": [OTHER if mark else ACCENT for mark in marks],
        },
        text=names,
        customdata=z,
        cliponaxis=False,
        hovertemplate="%{text}: z = %{customdata:.4g}<br>σ′(z) = %{y:.4g}<extra></extra>",
        showlegend=False,
    )
    label_axes(figure, "weighted input z", "slope σ′(z)")
    figure.update_xaxes(range=[-1.04 * edge, 1.04 * edge], fixedrange=True, showgrid=False)
    figure.update_yaxes(
        rangemode="tozero", zeroline=True, zerolinecolor=GREY, fixedrange=True, nticks=5
    )
    figure.update_layout(hovermode="closest")
    return figure


def slope_range(z: Array) -> Array:
    """Return the z at which `slope_curve` wants the curve, for a layer whose z are (n,)."""
    edge = min(MOST_Z, max(LEAST_Z, math.ceil(float(np.abs(z).max()))))
    return np.linspace(-edge, edge, CURVE_POINTS)
