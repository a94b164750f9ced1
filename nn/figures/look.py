"""What all figures share: colours, sizes of type, and axes that say their unit.

Every background is transparent and the type's colour is left alone, so that a figure stands on a
light page as well as on a dark one.
"""

from typing import Any

import plotly.graph_objects as go

# Told apart with any colour vision, on light and on dark; the readout's two.
ACCENT = "#3b7be0"
OTHER = "#d9822b"
GREY = "#8a8a8a"
# Red for positive, blue for negative: pictures run from one to the other over white.
SIGNED = "RdBu_r"
POSITIVE = "#d6604d"
NEGATIVE = "#4393c3"

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
        "thickness": 12,
        "orientation": "h",
        "y": 0,
        "yanchor": "top",
        **more,
    }
