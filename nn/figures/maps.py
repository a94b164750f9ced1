"""Weights as pictures: red where they are positive, blue where negative, white at 0."""

import math

import numpy as np
import numpy.typing as npt
import plotly.colors
import plotly.graph_objects as go

from nn.figures.look import NOTHING, OTHER, SIGNED, SMALL, canvas, colour_bar, label_axes
from nn.functions import Array

GAP = 2  # cells of nothing between two maps
MOST_MAPS = 120
MOST_NEURONS = 200  # rows, and columns, of a weight matrix
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


def weight_maps(weights: Array, columns: int = 8, selected: int | None = None) -> go.Figure:
    """Draw each neuron's weights from the pixels as a picture of 28 x 28.

    One colour scale for all of them, symmetric about 0; it ends where only one weight in 200 is
    stronger, or a single one would make all others pale. Over every map lies a marker that cannot
    be seen: pointing at it names the neuron, clicking it selects the point whose customdata is
    the neuron's index, from 0 (a heatmap sends no selections).

    Parameters
    ----------
    weights : (n, 784)
        Of the first layer. Only the first MOST_MAPS neurons are drawn.
    columns : int
        Maps in a row.
    selected : int or None
        The neuron, from 0, whose map gets a frame.
    """
    n = min(len(weights), MOST_MAPS)
    limit = float(np.quantile(np.abs(weights[:n]), WITHIN)) or _limit(weights[:n])
    columns = min(columns, n)
    side = math.isqrt(weights.shape[1])
    steps = np.rint(np.clip(weights[:n] / limit, -1.0, 1.0) * STEPS).astype(np.int8)
    tick = _round_number(limit)
    figure = canvas(bottom=UNDER_THE_PICTURE)
    figure.add_heatmap(
        z=tile(steps.reshape(n, side, side), columns),
        zmin=NO_CELL,
        zmax=STEPS,
        colorscale=_steps_scale(),
        hoverinfo="skip",
        colorbar=colour_bar(
            "weight (the strongest lie beyond)",
            tickvals=[value / limit * STEPS for value in (-tick, 0, tick)],
            ticktext=[f"−{tick:g}", "0", f"{tick:g}"],
        ),
    )
    _add_markers(figure, n, columns, side)
    if selected is not None and selected < n:
        _frame(figure, selected, columns, side)
    _hide_axes(figure)
    return figure


def neuron_map(weights: Array, picture: Array | None = None) -> go.Figure:
    """Draw one neuron's weights from the pixels, large.

    Parameters
    ----------
    weights : (784,)
    picture : (784,) in [0, 1], or None
        An image whose outline is drawn over the weights.
    """
    figure = signed_picture(weights, "weight")
    if picture is not None and picture.max() > 0.5:
        side = math.isqrt(picture.size)
        figure.add_contour(
            z=picture.reshape(side, side).astype(np.float32),
            x0=1,
            y0=1,
            contours={"start": 0.5, "end": 0.5, "size": 1, "coloring": "none"},
            line={"color": "#222222", "width": 3},
            showscale=False,
            hoverinfo="skip",
        )
    return figure


def signed_picture(values: Array, label: str) -> go.Figure:
    """Draw one number a pixel, such as weight times pixel, symmetric about 0.

    Parameters
    ----------
    values : (784,)
    label : str
        What the numbers are.
    """
    side = math.isqrt(values.size)
    limit = _limit(values)
    figure = canvas(bottom=UNDER_THE_PICTURE)
    figure.add_heatmap(
        z=values.reshape(side, side).astype(np.float32),
        x0=1,
        y0=1,
        zmin=-limit,
        zmax=limit,
        colorscale=SIGNED,
        hovertemplate=f"row %{{y}}, column %{{x}}<br>{label} %{{z:+.3f}}<extra></extra>",
        colorbar=colour_bar(label),
    )
    _hide_axes(figure)
    return figure


def weight_matrix(weights: Array, to_output: bool = False) -> go.Figure:
    """Draw the weights between two layers of neurons: a row to each neuron of the later one.

    Parameters
    ----------
    weights : (n_out, n_in)
        Only the first MOST_NEURONS of each layer are drawn.
    to_output : bool
        The later layer is the output: its neurons are called by their digits, from 0.
    """
    later, first = ("output", 0) if to_output else ("neuron", 1)
    limit = _limit(weights)
    figure = canvas()
    figure.add_heatmap(
        z=weights[:MOST_NEURONS, :MOST_NEURONS].astype(np.float32),
        x0=1,
        y0=first,
        zmin=-limit,
        zmax=limit,
        colorscale=SIGNED,
        hovertemplate=f"from neuron %{{x}} to {later} %{{y}}<br>weight %{{z:+.3f}}<extra></extra>",
        colorbar={
            "title": {"text": "weight", "font": {"size": SMALL}},
            "tickfont": {"size": SMALL},
            "thickness": 12,
        },
    )
    label_axes(figure, "from neuron", f"to {later}")
    figure.update_xaxes(showgrid=False, zeroline=False, fixedrange=True)
    figure.update_yaxes(showgrid=False, zeroline=False, fixedrange=True, autorange="reversed")
    if to_output:
        figure.update_yaxes(dtick=1)
    return figure


def _limit(values: Array) -> float:
    """Return where the colours end on both sides of 0."""
    return float(np.abs(values).max()) or 1.0


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


def _corner(neuron: int, columns: int, side: int) -> tuple[float, float]:
    """Return the left and top edge of a neuron's map, in cells."""
    row, column = divmod(neuron, columns)
    return column * (side + GAP) - 0.5, row * (side + GAP) - 0.5


def _add_markers(figure: go.Figure, n: int, columns: int, side: int) -> None:
    corners = [_corner(neuron, columns, side) for neuron in range(n)]
    figure.add_scatter(
        x=[left + side / 2 for left, _ in corners],
        y=[top + side / 2 for _, top in corners],
        mode="markers",
        marker={"symbol": "square", "size": MARKER, "opacity": 0.0},
        customdata=list(range(n)),
        text=[f"neuron {neuron + 1}" for neuron in range(n)],
        hovertemplate="%{text}<extra></extra>",
        showlegend=False,
    )
    # However large a tile is on the screen, the nearest marker answers.
    figure.update_layout(hovermode="closest", hoverdistance=-1)


def _frame(figure: go.Figure, neuron: int, columns: int, side: int) -> None:
    left, top = _corner(neuron, columns, side)
    figure.add_shape(
        type="rect",
        x0=left - GAP / 2,
        x1=left + side + GAP / 2,
        y0=top - GAP / 2,
        y1=top + side + GAP / 2,
        line={"color": OTHER, "width": 4},
    )


def _hide_axes(figure: go.Figure) -> None:
    """Leave only the picture, its cells square, its first row on top."""
    figure.update_xaxes(visible=False, constrain="domain", fixedrange=True)
    figure.update_yaxes(
        visible=False,
        autorange="reversed",
        scaleanchor="x",
        constrain="domain",
        constraintoward="bottom",  # close to its colour bar
        fixedrange=True,
    )
