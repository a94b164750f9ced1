"""One picture of 28 x 28: a digit, or one number for each pixel."""

import numpy as np
import numpy.typing as npt
import plotly.graph_objects as go

from nn.figures import look
from nn.functions import Array
from nn.in_words import added

ROOM_FOR_BAR = 60  # pixels under the picture
PAPER, INK = (str(colour) for _, colour in look.PAPER_TO_INK)
LIGHT = 0.54  # the darkest grey on which black can be read better than white
EDGES = (0.5, 28.5)  # of a picture whose rows and columns count from 1


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
    if window:
        # Black on what is light and white on what is dark; by itself plotly writes grey on grey.
        dark = part > LIGHT
        _add_pixels(figure, part, window, ~dark, INK)
        _add_pixels(figure, part, window, dark, PAPER)
    else:
        _add_pixels(figure, part, (0, 0, side))
    x, y = (column + 0.5, column + side + 0.5), (row + 0.5, row + side + 0.5)
    look.hide_axes(figure, x, y)
    figure.update_yaxes(constraintoward="middle")
    look.frame(figure, x, y, look.GREY, 1)  # its paper is as white as a light page
    figure.update_layout(margin={"l": 2, "r": 2, "t": 2, "b": 2})
    return figure


def _short(value: float) -> str:
    """Return a grey from 0 to 1 in at most three characters, such as ".53"."""
    if value in (0.0, 1.0):
        return f"{value:.0f}"
    return f"{value:.2f}".removeprefix("0")[:3]


def ink_picture(image: Array, label: str) -> go.Figure:
    """Draw an image, (784,) from 0 for paper, dark on white; `label` names its numbers."""
    figure = look.canvas(f"An image of 28 × 28 pixels, black on white; {label} {look.span(image)}.")
    figure.add_heatmap(
        z=look.square(image),
        x0=1,
        y0=1,
        zmin=0.0,
        zmax=look.limit(image),
        colorscale=look.PAPER_TO_INK,
        showscale=False,
        hovertemplate=f"{look.PLACE}{label} %{{z:.4g}}<extra></extra>",
    )
    look.hide_axes(figure, EDGES, EDGES)
    return figure


def _add_pixels(
    figure: go.Figure,
    part: Array,
    window: tuple[int, int, int],
    drawn: npt.NDArray[np.bool_] | None = None,
    ink: str = "",
) -> None:
    """Draw the pixels of a window; if `drawn` is given, only those, with their numbers in `ink`."""
    row, column, _ = window
    figure.add_heatmap(
        z=part if drawn is None else np.where(drawn, part, np.nan),
        x0=column + 1,
        y0=row + 1,
        zmin=0,
        zmax=1,
        colorscale=look.PAPER_TO_INK,
        showscale=False,
        hoverongaps=False,
        customdata=np.rint(part * 255).astype(np.uint8),
        hovertemplate=f"{look.PLACE}grey %{{z:.3f}}<br>%{{customdata}} of 255<extra></extra>",
    )
    if drawn is not None:
        text = np.where(drawn, np.vectorize(_short)(part), "")
        figure.data[-1].update(
            text=text.tolist(),
            texttemplate="%{text}",
            textfont={"size": look.SMALL, "color": ink},
        )


def signed_picture(values: Array, label: str) -> go.Figure:
    """Draw one number a pixel, (784,), symmetric about 0; `label` names the numbers."""
    figure = look.canvas(
        f"{label.capitalize()} for each of 28 × 28 pixels, {look.span(values)}: red is positive, "
        "blue negative.",
        ROOM_FOR_BAR,
    )
    figure.add_heatmap(
        **look.signed(look.square(values)),
        x0=1,
        y0=1,
        hovertemplate=f"{look.PLACE}{label} %{{z:+.3f}}<extra></extra>",
        colorbar=look.colour_bar(label, below=True),
    )
    look.hide_axes(figure, EDGES, EDGES)
    return figure


def product_picture(left: Array, right: Array, names: tuple[str, str, str]) -> go.Figure:
    """Draw the product of two numbers a pixel, (784,) each; pointing at a pixel says all three.

    The `names` are of the two factors and the product.
    """
    figure = signed_picture(left * right, names[2])
    figure.update_traces(
        customdata=np.dstack([look.square(left), look.square(right)]),
        hovertemplate=f"{look.PLACE}{names[0]} %{{customdata[0]:.4g}}<br>{names[1]} "
        f"%{{customdata[1]:.4g}}<br>{names[2]} %{{z:.4g}}<extra></extra>",
    )
    look.describe(figure, added(figure.layout.meta["alt"], f"it is {names[0]} times {names[1]}"))
    return figure
