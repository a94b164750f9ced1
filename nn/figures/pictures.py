"""One picture of 28 x 28: a digit, or one number for each pixel."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import plotly.graph_objects as go

from nn.figures import look
from nn.functions import Array
from nn.in_words import added

LIGHT = 0.54  # the darkest grey on which black can be read better than white


def pixel_picture(image: Array, window: tuple[int, int, int] | None = None) -> go.Figure:
    """Draw a digit, (28, 28) in [0, 1]; pointing at a pixel says its grey, also from 0 to 255.

    Of a `window`, (row, column, side) from 0, only that part is drawn, with every number printed.
    """
    row, column, side = window or (0, 0, len(image))
    part = image[row : row + side, column : column + side].astype(np.float32)
    figure = look.canvas(
        f"Rows {row + 1} to {row + side} and columns {column + 1} to {column + side} of the digit, "
        "with the grey of each pixel, from 0 for paper to 1 for ink."
        if window
        else f"The digit as {side} × {side} pixels, black on white: {np.count_nonzero(part)} of "
        f"the {part.size} have ink."
    )
    # Black on what is light and white on what is dark; by itself plotly writes grey on grey.
    dark = part > LIGHT
    every = np.ones_like(dark)
    for drawn, ink in ((~dark, look.INK), (dark, look.PAPER)) if window else ((every, None),):
        figure.add_heatmap(
            z=np.where(drawn, part, np.nan),
            x0=column + 1,
            y0=row + 1,
            zmin=0,
            zmax=1,
            colorscale=look.PAPER_TO_INK,
            showscale=False,
            hoverongaps=False,
            customdata=np.rint(part * 255).astype(np.uint8),
            hovertemplate=f"{look.PLACE}grey %{{z:.3f}}<br>%{{customdata}} of 255<extra></extra>",
            text=_written(part, drawn) if ink else None,
            texttemplate="%{text}" if ink else None,
            textfont={"size": look.SMALL, "color": ink},
        )
    x, y = (column + 0.5, column + side + 0.5), (row + 0.5, row + side + 0.5)
    look.hide_axes(figure, x, y)
    figure.update_yaxes(constraintoward="middle")
    look.frame(figure, x, y, look.GREY, 1)  # its paper is as white as a light page
    figure.update_layout(margin={"l": 2, "r": 2, "t": 2, "b": 2})
    return figure


def _written(part: Array, drawn: npt.NDArray[np.bool_]) -> list[list[str]]:
    """Return greys from 0 to 1 in at most three characters, such as ".53", where they are drawn."""
    text = np.char.mod("%.2f", part)
    text = np.where((part == 0) | (part == 1), np.char.mod("%.0f", part), np.char.lstrip(text, "0"))
    return np.where(drawn, text.astype("U3"), "").tolist()


def signed_picture(
    values: Array, label: str, factors: Mapping[str, Array] | None = None
) -> go.Figure:
    """Draw one number a pixel, (784,), symmetric about 0; `label` names the numbers.

    Pointing at a pixel also says the named `factors` of a product, (784,) each.
    """
    factors = factors or {}
    said = (
        f"{label.capitalize()} for each of 28 × 28 pixels, {look.span(values)}: red is positive, "
        "blue negative."
    )
    figure = look.canvas(
        added(said, f"it is {' times '.join(factors)}" if factors else ""), look.ROOM_FOR_BAR
    )
    says = [f"{name} %{{customdata[{k}]:.4g}}<br>" for k, name in enumerate(factors)]
    figure.add_heatmap(
        **look.signed(look.square(values)),
        x0=1,
        y0=1,
        customdata=np.dstack([look.square(v) for v in factors.values()]) if factors else None,
        hovertemplate=f"{look.PLACE}{''.join(says)}{label} %{{z:+.4g}}<extra></extra>",
        colorbar=look.colour_bar(label, below=True),
    )
    look.hide_axes(figure, look.EDGES, look.EDGES)
    return figure
