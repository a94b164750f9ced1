"""Weight maps: the weights of many neurons from the pixels, a picture of 28 x 28 each."""

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

# Weights travel to the browser as bytes: -127 to 127, and one value more for "no cell here".
STEPS = 127
NO_CELL = -128


def weight_maps(
    weights: Array,
    columns: int = 8,
    selected: int | None = None,
    neurons: Sequence[int] | None = None,
) -> go.Figure:
    """Draw the first layer's weights (n, 784), a picture for each neuron, `columns` in a row.

    All share one colour scale, symmetric about 0. It is clipped where only one weight in 200 is
    stronger, or a single one would make all others pale. An invisible marker lies over every map:
    pointing at it says its name, clicking it selects the point whose customdata is the neuron's
    index, from 0. The `selected` neuron gets a frame. Without `neurons`, the first MOST_MAPS are
    drawn.
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
    dots = [look.Dot(*at, k, f"neuron {k + 1}") for at, k in zip(middles, drawn, strict=True)]
    look.add_unseen_dots(figure, dots)
    if selected in drawn:
        x, y = ((edge - GAP / 2, edge + side + GAP / 2) for edge in corners[drawn.index(selected)])
        look.frame(figure, x, y, colours.OTHER, 4)
    height, width = figure.data[0].z.shape
    look.hide_axes(figure, (-0.5 - GAP, width - 0.5 + GAP), (-0.5 - GAP, height - 0.5 + GAP))
    return figure


def _add_maps(figure: go.Figure, maps: Array, columns: int) -> None:
    """Draw weights (n, h, w) as maps, `columns` a row, with their colour bar."""
    end = float(np.quantile(np.abs(maps), WITHIN)) or look.limit(maps)
    tick = _round_number(end)
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


def _round_number(end: float) -> float:
    """Return the largest 1, 2 or 5 times a power of ten that is at most nine tenths of `end`."""
    power = 10.0 ** math.floor(math.log10(0.9 * end))
    return power * max(factor for factor in (1, 2, 5) if factor * power <= 0.9 * end)


def _steps_scale() -> list[tuple[float, str]]:
    """Return the colour scale for the bytes of a map: white at 0, and nothing at NO_CELL."""
    scale = plotly.colors.get_colorscale(colours.SIGNED)
    first = (-STEPS - NO_CELL) / (STEPS - NO_CELL)
    # The lowest colour also covers the half step below it.
    nothing = [(0.0, colours.NOTHING), (first / 2, colours.NOTHING), (first / 2, scale[0][1])]
    return nothing + [(first + (1 - first) * at, colour) for at, colour in scale]
