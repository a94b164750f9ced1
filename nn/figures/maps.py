"""Weights as pictures: red where they are positive, blue where negative, white at 0."""

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import plotly.colors
import plotly.graph_objects as go

from nn.figures.look import (
    NOTHING,
    OTHER,
    SIGNED,
    add_markers,
    canvas,
    colour_bar,
    frame,
    hide_axes,
    limit,
    square,
)
from nn.functions import Array

GAP = 2  # cells of nothing between two maps
MOST_MAPS = 120
WITHIN = 0.995  # of the weights lie within the colour scale of `weight_maps`
MARKER = 60  # pixels: about a tile on a page of ordinary width
UNDER_THE_PICTURE = 60  # pixels for the colour bar

# Weights travel to the browser as bytes: -127 to 127, and one value more for "no cell here".
STEPS = 127
NO_CELL = -128


def tile(maps: npt.NDArray[np.int8], columns: int) -> npt.NDArray[np.int8]:
    """Lay maps (n, h, w) out as one picture, `columns` a row, with gaps of NO_CELL between."""
    n, height, width = maps.shape
    rows = math.ceil(n / columns)
    picture = np.full(
        (rows * (height + GAP) - GAP, columns * (width + GAP) - GAP), NO_CELL, dtype=np.int8
    )
    for k, one in enumerate(maps):
        top, left = (k // columns) * (height + GAP), (k % columns) * (width + GAP)
        picture[top : top + height, left : left + width] = one
    return picture


def weight_maps(
    weights: Array,
    columns: int = 8,
    selected: int | None = None,
    neurons: Sequence[int] | None = None,
) -> go.Figure:
    """Draw each neuron's weights from the pixels as a picture of 28 x 28.

    One colour scale for all of them, symmetric about 0; it ends where only one weight in 200 is
    stronger, or a single one would make all others pale. Over every map lies a marker that cannot
    be seen: pointing at it names the neuron, clicking it selects the point whose customdata is
    the neuron's index, from 0.

    Parameters
    ----------
    weights : (n, 784)
        Of the first layer.
    columns : int
        Maps in a row.
    selected : int or None
        The neuron, from 0, whose map gets a frame.
    neurons : sequence of int or None
        Those that are drawn, from 0, in this order; the first MOST_MAPS when None.
    """
    drawn = list(range(min(len(weights), MOST_MAPS)) if neurons is None else neurons)
    n, weights = len(drawn), weights[drawn]
    end = float(np.quantile(np.abs(weights), WITHIN)) or limit(weights)
    columns = min(columns, n)
    side = math.isqrt(weights.shape[1])
    steps = np.rint(np.clip(weights / end, -1.0, 1.0) * STEPS).astype(np.int8)
    tick = _round_number(end)
    figure = canvas(bottom=UNDER_THE_PICTURE)
    figure.add_heatmap(
        z=tile(steps.reshape(n, side, side), columns),
        zmin=NO_CELL,
        zmax=STEPS,
        colorscale=_steps_scale(),
        hoverinfo="skip",
        colorbar=colour_bar(
            "weight (the strongest lie beyond)",
            tickvals=[value / end * STEPS for value in (-tick, 0, tick)],
            ticktext=[f"−{tick:g}", "0", f"{tick:g}"],
        ),
    )
    corners = [_corner(place, columns, side) for place in range(n)]
    add_markers(
        figure,
        MARKER,
        [left + side / 2 for left, _ in corners],
        [top + side / 2 for _, top in corners],
        customdata=drawn,
        text=[f"neuron {neuron + 1}" for neuron in drawn],
    )
    if selected in drawn:
        x, y = ((edge - GAP / 2, edge + side + GAP / 2) for edge in corners[drawn.index(selected)])
        frame(figure, x, y, OTHER, 4)
    hide_axes(figure)
    # By itself the range would leave room for whole markers around the maps.
    height, width = figure.data[0].z.shape
    figure.update_xaxes(range=[-0.5 - GAP, width - 0.5 + GAP])
    figure.update_yaxes(range=[height - 0.5 + GAP, -0.5 - GAP], autorange=False)
    return figure


def signed_picture(values: Array, label: str) -> go.Figure:
    """Draw one number a pixel, such as weight times pixel, symmetric about 0.

    Parameters
    ----------
    values : (784,)
    label : str
        What the numbers are.
    """
    end = limit(values)
    figure = canvas(bottom=UNDER_THE_PICTURE)
    figure.add_heatmap(
        z=square(values),
        x0=1,
        y0=1,
        zmin=-end,
        zmax=end,
        colorscale=SIGNED,
        hovertemplate=f"row %{{y}}, column %{{x}}<br>{label} %{{z:+.3f}}<extra></extra>",
        colorbar=colour_bar(label),
    )
    hide_axes(figure)
    return figure


def _round_number(limit: float) -> float:
    """Return the largest 1, 2 or 5 times a power of ten that is at most nine tenths of `limit`."""
    power = 10.0 ** math.floor(math.log10(0.9 * limit))
    return power * max(factor for factor in (1, 2, 5) if factor * power <= 0.9 * limit)


def _steps_scale() -> list[tuple[float, str]]:
    """Return SIGNED for the bytes of `weight_maps`: white at 0, and nothing at NO_CELL."""
    colours = plotly.colors.get_colorscale(SIGNED)
    first = (-STEPS - NO_CELL) / (STEPS - NO_CELL)
    nothing = [(0.0, NOTHING), (first / 2, NOTHING)]
    # The lowest colour also covers the half step below it.
    lowest = [(first / 2, colours[0][1])]
    return nothing + lowest + [(first + (1 - first) * at, colour) for at, colour in colours]


def _corner(place: int, columns: int, side: int) -> tuple[float, float]:
    """Return the left and top edge of a map, in cells; `place` counts the maps from 0."""
    row, column = divmod(place, columns)
    return column * (side + GAP) - 0.5, row * (side + GAP) - 0.5
