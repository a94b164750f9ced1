"""Weights: from the pixels, a picture of 28 x 28 for each neuron; between two layers, a matrix."""

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import plotly.colors
import plotly.graph_objects as go

from nn.figures import colours, look
from nn.functions import Array
from nn.in_words import counted

GAP = 2  # empty cells between two maps
MOST_MAPS = 120
WITHIN = 0.995  # of the weights lie within the colour scale
MOST_NEURONS = 200  # rows and columns of a matrix
MOST_TICKS = 5  # more would run together on a phone

# Weights travel to the browser as bytes: -127 to 127, and one value more for "no cell here".
STEPS = 127
NO_CELL = -128


def weight_maps(
    weights: Array,
    columns: int = 8,
    selected: int | None = None,
    neurons: Sequence[int] | None = None,
    of_outputs: bool = False,
) -> go.Figure:
    """Draw the first layer's weights (n, 784), a picture for each neuron, `columns` in a row.

    All share one colour scale, symmetric about 0. It is clipped where only one weight in 200 is
    stronger, or a single one would make all others pale. An invisible marker lies over every map:
    pointing at it says its name, clicking it selects the point whose customdata is the neuron's
    index, from 0. The `selected` neuron gets a frame. Without `neurons`, the first MOST_MAPS are
    drawn. Neurons are counted from 1, outputs from 0.
    """
    drawn = list(range(min(len(weights), MOST_MAPS)) if neurons is None else neurons)
    n, weights = len(drawn), weights[drawn]
    columns, side = min(columns, n), math.isqrt(weights.shape[1])
    figure = look.canvas(
        f"The weight for each pixel in {counted(n, 'picture')}, {look.span(weights)}: red is "
        "positive, blue negative.",
        look.ROOM_FOR_BAR,
    )
    _add_maps(figure, weights.reshape(n, side, side), columns)
    places = (divmod(k, columns) for k in range(n))
    # The left and the top edge of each map, in cells.
    corners = [(column * (side + GAP) - 0.5, row * (side + GAP) - 0.5) for row, column in places]
    middles = [(left + side / 2, top + side / 2) for left, top in corners]
    names = {k: f"output {k}" if of_outputs else f"neuron {k + 1}" for k in drawn}
    dots = [look.Dot(*at, k, names[k]) for at, k in zip(middles, drawn, strict=True)]
    look.add_unseen_dots(figure, dots)
    if selected in drawn:
        x, y = ((edge - GAP / 2, edge + side + GAP / 2) for edge in corners[drawn.index(selected)])
        look.frame(figure, x, y, colours.OTHER)
    height, width = figure.data[0].z.shape
    hidden = {"visible": False, "constrain": "domain"}
    figure.update_xaxes(range=[-0.5 - GAP, width - 0.5 + GAP], **hidden)
    # The first row is on top. At the bottom the picture is close to its colour bar.
    rows = {"range": [height - 0.5 + GAP, -0.5 - GAP], "constraintoward": "bottom"}
    figure.update_yaxes(scaleanchor="x", **rows, **hidden)
    return figure


def _add_maps(figure: go.Figure, maps: Array, columns: int) -> None:
    """Draw weights (n, h, w) as maps, `columns` a row, with their colour bar."""
    end = float(np.quantile(np.abs(maps), WITHIN)) or look.limit(maps)
    tick = 1 / look.round_up(1 / (0.9 * end))  # round, and at most nine tenths of the end
    figure.add_heatmap(
        z=_tile(np.rint(np.clip(maps / end, -1.0, 1.0) * STEPS).astype(np.int8), columns),
        zmin=NO_CELL,
        zmax=STEPS,
        colorscale=_steps_scale(),
        hoverinfo="skip",
        colorbar=look.colour_bar(
            "weight (stronger ones look the same)",
            below=True,
            **look.ticks(tick, tick / end * STEPS),
        ),
    )


def _tile(maps: npt.NDArray[np.int8], columns: int) -> npt.NDArray[np.int8]:
    """Lay maps (n, h, w) out as one picture, `columns` a row, with gaps of NO_CELL between."""
    n, height, _ = maps.shape
    rows = math.ceil(n / columns)
    gaps = ((0, rows * columns - n), (0, GAP), (0, GAP))
    grid = np.pad(maps, gaps, constant_values=NO_CELL).reshape(rows, columns, height + GAP, -1)
    return grid.swapaxes(1, 2).reshape(rows * (height + GAP), -1)[:-GAP, :-GAP]


def _steps_scale() -> list[tuple[float, str]]:
    """Return the colour scale for the bytes of a map: white at 0, and nothing at NO_CELL."""
    scale = plotly.colors.get_colorscale(colours.SIGNED)
    first = (-STEPS - NO_CELL) / (STEPS - NO_CELL)
    # The lowest colour also covers the half step below it.
    nothing = [(0.0, colours.NOTHING), (first / 2, colours.NOTHING), (first / 2, scale[0][1])]
    return nothing + [(first + (1 - first) * at, colour) for at, colour in scale]


def weight_matrix(weights: Array, later: Sequence[str], earlier: Sequence[str]) -> go.Figure:
    """Draw the weights between two layers, (n_out, n_in), of neurons with names such as "neuron 3".

    Only the first MOST_NEURONS of each layer are drawn.
    """
    weights = weights[:MOST_NEURONS, :MOST_NEURONS].astype(np.float32)
    rows, columns = weights.shape
    later, earlier, end = later[:rows], earlier[:columns], look.limit(weights)
    figure = look.canvas(
        f"A matrix with a row for each of {rows} neurons and a column for each of the {columns} "
        f"before them: weight {look.span(weights)}."
    )
    figure.add_heatmap(
        z=weights,
        zmin=-end,
        zmax=end,
        colorscale=colours.SIGNED,
        x=earlier,
        y=later,
        colorbar=look.colour_bar("weight"),
        hovertemplate="from %{x} to %{y}<br>weight %{z:+.4g}<extra></extra>",
    )
    of_earlier, of_later = (names[0].split(" ")[0] for names in (earlier, later))
    look.label_axes(figure, f"from {of_earlier}", f"to {of_later}")
    cells = {"type": "category", "showgrid": False, "zeroline": False}
    figure.update_xaxes(**cells, tickangle=0, **_ticks(earlier))
    figure.update_yaxes(**cells, autorange="reversed", **_ticks(later))
    return figure


def _ticks(names: Sequence[str]) -> dict[str, list[str]]:
    """Return ticks at some of the names, without their first word."""
    some = list(names[:: -(-len(names) // MOST_TICKS)])
    return {"tickvals": some, "ticktext": [name.split(" ")[-1] for name in some]}
