"""Plotly figures: arrays in, `go.Figure` out."""

import math

import numpy as np
import plotly.graph_objects as go

from nn.functions import Array

# Red for positive, blue for negative, white for 0: told apart with any colour vision.
SIGNED = "RdBu_r"
GAP = 2  # pixels of nothing between two maps


def tile(maps: Array, columns: int) -> Array:
    """Lay maps (n, h, w) out as one picture, `columns` a row, with gaps of NaN between them."""
    n, height, width = maps.shape
    rows = math.ceil(n / columns)
    picture = np.full((rows * (height + GAP) - GAP, columns * (width + GAP) - GAP), np.nan)
    for k, one in enumerate(maps):
        top, left = (k // columns) * (height + GAP), (k % columns) * (width + GAP)
        picture[top : top + height, left : left + width] = one
    return picture


def weight_maps(weights: Array, columns: int = 8) -> go.Figure:
    """Draw each neuron's weights from the pixels as a picture of 28 x 28.

    Parameters
    ----------
    weights : (n, 784)
        Of the first layer.
    columns : int
        Maps in a row.
    """
    n = len(weights)
    columns = min(columns, n)
    side = math.isqrt(weights.shape[1])
    limit = float(np.abs(weights).max()) or 1.0
    picture = tile(weights.reshape(n, side, side), columns)
    number = tile(np.repeat(np.arange(1.0, n + 1.0), side * side).reshape(n, side, side), columns)
    figure = go.Figure(
        go.Heatmap(
            z=picture.astype(np.float32),
            customdata=number,
            zmin=-limit,
            zmax=limit,
            colorscale=SIGNED,
            hoverongaps=False,
            hovertemplate="neuron %{customdata}, weight %{z:.2f}<extra></extra>",
            colorbar={
                "title": "weight",
                "thickness": 12,
                "orientation": "h",
                "y": 0,
                "yanchor": "top",
            },
        )
    )
    figure.update_xaxes(visible=False, constrain="domain")
    figure.update_yaxes(visible=False, autorange="reversed", scaleanchor="x")
    figure.update_layout(margin={"l": 0, "r": 0, "t": 0, "b": 60})
    return figure
