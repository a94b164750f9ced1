"""What all figures share: sizes of type, axes, dots to click, the text alternative.

Backgrounds are transparent and the colour of the type is left alone, so that a figure stands on a
light page as well as on a dark one.
"""

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import plotly.graph_objects as go

from nn.figures import colours
from nn.functions import Array
from nn.in_words import spoken, with_minus

SMALL, LARGE = 14, 16  # pixels; smaller type cannot be read from the back of a room

ROOM_FOR_BAR = 60  # pixels under a picture, for its colour bar


class Dot(NamedTuple):
    """A marker on a figure."""

    x: float
    y: float
    number: Any = None  # that a click selects, as customdata: one number, or several
    text: str = ""  # what pointing at it says; without it, it is passed over


def canvas(alt: str, bottom: int = 0) -> go.Figure:
    """Return an empty figure with its text alternative, and a margin of `bottom` pixels below.

    The alternative says in a sentence what the figure shows; its minus signs become true ones.
    """
    fixed, small = {"fixedrange": True}, {"size": SMALL}
    # In one go: plotly takes five times as long to update a figure that is there.
    return go.Figure(
        layout={
            "meta": {"alt": with_minus(alt)},
            "paper_bgcolor": colours.NOTHING,
            "plot_bgcolor": colours.NOTHING,
            "margin": {"l": 0, "r": 0, "t": 0, "b": bottom},
            "font": small,
            "hoverlabel": {"font": small},
            "dragmode": False,  # a finger on a figure scrolls the page
            "hovermode": "closest",
            "showlegend": False,
            "xaxis": fixed,
            "yaxis": fixed,
        }
    )


def span(values: Array) -> str:
    """Return the range of the values for a text alternative, such as "−0.5 to 3"."""
    return f"{spoken(values.min())} to {spoken(values.max())}"


def label_axes(figure: go.Figure, x: str, y: str) -> None:
    """Write the axes' titles, units included."""
    for axis, text in (figure.layout.xaxis, x), (figure.layout.yaxis, y):
        axis.title = {"text": text, "font": {"size": LARGE}}
        axis.tickfont = {"size": SMALL}
        axis.automargin = True
    figure.layout.margin = {"l": 8, "r": 12, "t": 12, "b": 8}


def legend_above(figure: go.Figure) -> None:
    """Put the legend above the plot, where no curve goes; plotly makes room for it."""
    place = {"orientation": "h", "x": 1, "xanchor": "right", "y": 1.02, "yanchor": "bottom"}
    style = {"bgcolor": colours.NOTHING, "font": {"size": LARGE}}
    figure.update_layout(showlegend=True, legend=place | style)


def colour_bar(title: str, below: bool = False, **more: Any) -> dict[str, Any]:
    """Return a colour bar that stands on the right of the picture, or lies below it."""
    place = {"orientation": "h", "y": 0, "yanchor": "top", "title_side": "bottom"} if below else {}
    return {
        "title_text": title,
        "title_font_size": SMALL,
        "tickfont_size": SMALL,
        "exponentformat": "power",
        "thickness": 12,
        **place,
        **more,
    }


def ticks(end: float, place: float) -> dict[str, Any]:
    """Return a colour bar's ticks at −`end`, 0 and `end`; `place` is where `end` is drawn."""
    text = f"{float(f'{end:.2g}'):g}"
    if "e" in text:
        mantissa, power = text.split("e")
        text = f"{mantissa}×10<sup>{with_minus(str(int(power)))}</sup>"
    return {"tickvals": [-place, 0, place], "ticktext": [f"−{text}", "0", text]}


def limit(values: Array) -> float:
    """Return where the colours of `values` end on both sides of 0: 1 where all of them are 0."""
    return float(np.abs(values).max()) or 1.0


def round_up(least: float) -> float:
    """Return the smallest 1, 2 or 5 times a power of ten that is at least `least`, above 0."""
    power = 10.0 ** math.floor(math.log10(least))
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= least)


def frame(figure: go.Figure, x: tuple[float, float], y: tuple[float, float], colour: str) -> None:
    """Draw a rectangle from edge to edge, 4 pixels thick."""
    figure.add_shape(x0=x[0], x1=x[1], y0=y[0], y1=y[1], line={"color": colour, "width": 4})


def add_dots(figure: go.Figure, dots: Sequence[Dot], **marker: Any) -> None:
    """Draw dots with a plotly `marker`."""
    says_something = any(dot.text for dot in dots)
    figure.add_scatter(
        x=[dot.x for dot in dots],
        y=[dot.y for dot in dots],
        mode="markers",
        marker=marker,
        customdata=[dot.number for dot in dots] if says_something else None,
        text=[dot.text for dot in dots] if says_something else None,
        hoverinfo=None if says_something else "skip",
        hovertemplate="%{text}<extra></extra>" if says_something else None,
        showlegend=False,
        cliponaxis=False,
    )


def add_unseen_dots(figure: go.Figure, dots: Sequence[Dot]) -> None:
    """Lay invisible dots over a picture.

    A heatmap sends no selections, dots do. However large a cell is on the screen, the nearest dot
    answers. They are small: of larger ones, which overlap on a phone, any may answer.
    """
    add_dots(figure, dots, symbol="square", size=1, opacity=0.0)
    figure.update_layout(hoverdistance=-1)
