"""What all figures share: colours, sizes of type, and axes that say their unit.

Every background is transparent and the type's colour is left alone, so that a figure stands on a
light page as well as on a dark one.
"""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from nn.functions import Array

# Told apart with any colour vision, on light and on dark; the readout's two.
ACCENT = "#3b7be0"
OTHER = "#d9822b"
GREY = "#8a8a8a"
# Red for positive, blue for negative: pictures run from one to the other over white.
SIGNED = "RdBu_r"
POSITIVE = "#d6604d"
NEGATIVE = "#4393c3"
PAPER_TO_INK = [[0.0, "#ffffff"], [1.0, "#000000"]]

SMALL, LARGE = 14, 16  # pixels; the least that can be read from the back of a room
NOTHING = "rgba(0,0,0,0)"


def canvas(bottom: int = 0) -> go.Figure:
    """Return a figure with nothing in it yet; `bottom` is its margin there, in pixels.

    Axes make room for their own labels.
    """
    figure = go.Figure()
    figure.update_layout(
        paper_bgcolor=NOTHING,
        plot_bgcolor=NOTHING,
        margin={"l": 0, "r": 0, "t": 0, "b": bottom},
        font_size=SMALL,
        hoverlabel_font_size=SMALL,
        dragmode=False,  # a finger on a figure scrolls the page
    )
    return figure


def label_axes(figure: go.Figure, x: str, y: str) -> None:
    """Write the axes' titles, units included."""
    large, small = {"size": LARGE}, {"size": SMALL}
    figure.update_xaxes(title={"text": x, "font": large}, tickfont=small, automargin=True)
    figure.update_yaxes(title={"text": y, "font": large}, tickfont=small, automargin=True)
    figure.update_layout(margin={"l": 8, "r": 12, "t": 12, "b": 8})


def legend_inside(figure: go.Figure, y: float) -> None:
    """Put the legend into the plot's right half, at height `y` from 0 to 1: it takes no room."""
    figure.update_layout(
        showlegend=True,
        legend={
            "orientation": "v",
            "x": 0.98,
            "xanchor": "right",
            "y": y,
            "yanchor": "middle",
            "bgcolor": NOTHING,
            "font": {"size": LARGE},
            "title": {"text": ""},
        },
    )


def colour_bar(title: str, **more: Any) -> dict[str, Any]:
    """Return a colour bar that lies under the picture."""
    return {
        "title": {"text": title, "side": "bottom", "font": {"size": SMALL}},
        "tickfont": {"size": SMALL},
        "exponentformat": "power",
        "thickness": 12,
        "orientation": "h",
        "y": 0,
        "yanchor": "top",
        **more,
    }


def limit(values: Array) -> float:
    """Return where the colours of `values` end on both sides of 0: 1 where all of them are 0."""
    return float(np.abs(values).max()) or 1.0


def square(values: Array) -> Array:
    """Return one number a pixel, (n * n,), as a picture, (n, n), in the least that plotly sends."""
    side = math.isqrt(values.size)
    return values.reshape(side, side).astype(np.float32)


def hide_axes(figure: go.Figure) -> None:
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


def frame(
    figure: go.Figure, x: tuple[float, float], y: tuple[float, float], colour: str, width: int
) -> None:
    """Draw a rectangle from edge to edge, `width` pixels thick."""
    figure.add_shape(
        type="rect", x0=x[0], x1=x[1], y0=y[0], y1=y[1], line={"color": colour, "width": width}
    )


def add_markers(
    figure: go.Figure, size: int, x: Sequence[float], y: Sequence[float], **more: Any
) -> None:
    """Lay markers, `size` pixels wide, that cannot be seen over a picture.

    A heatmap sends no selections, they do: pointing at one says its `text`, clicking it selects
    its `customdata`. However large a cell is on the screen, the nearest marker answers.
    """
    figure.add_scatter(
        x=x,
        y=y,
        mode="markers",
        marker={"symbol": "square", "size": size, "opacity": 0.0},
        hovertemplate="%{text}<extra></extra>",
        showlegend=False,
        **more,
    )
    figure.update_layout(hovermode="closest", hoverdistance=-1)
