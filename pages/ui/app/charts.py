"""Charts, and charts that change while somebody looks at them."""

from collections.abc import Callable
from typing import Any, Literal, NamedTuple

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from pages.ui.app.state.session import Visit

Height = int | Literal["stretch"]


def show(
    figure: go.Figure, key: str, height: Height = 300, *, picture: str = "", **options: Any
) -> Any:
    """Show a figure, `height` pixels high; `options` are those of `st.plotly_chart`.

    What it shows in words, for a screen reader, is in the figure itself. One with the name of a
    `picture` can be saved under it, and brought back to where it was before a zoom.
    """
    bar = {
        "modeBarButtons": [["toImage", "resetScale2d"]],
        "toImageButtonOptions": {"filename": picture, "scale": 2},
        "doubleClick": "reset",
        "doubleClickDelay": 1000,  # ms between the two: hands are slow, and so are busy pages
        "showTips": False,
        "displayNotifier": False,
    }
    return st.plotly_chart(
        figure,
        height=height,
        key=key,
        config=bar if picture else {"displayModeBar": False},
        alt=figure.layout.meta["alt"],
        **options,
    )


class Click(NamedTuple):
    """What a click on a marker does: `then` is called with the marker's own numbers."""

    then: Callable[..., None]
    container: str  # the key of the container that shows what was chosen: it comes into view


def show_clickable(visit: Visit, figure: go.Figure, key: str, height: Height, click: Click) -> None:
    """Show a figure whose markers can be clicked."""

    def hear() -> None:
        points = st.session_state[key]["selection"]["points"]
        # plotly may put a marker's one number into a list.
        if points and (marker := np.atleast_1d(points[0].get("customdata", ())).tolist()):
            click.then(*marker)
            visit.into_view = (click.container, visit.into_view[1] + 1)
            st.rerun()  # also where the chart is in a fragment

    show(figure, key, height, on_select=hear, selection_mode="points")


def show_live(
    visit: Visit, key: str, figure: go.Figure, height: Height, click: Click | None = None
) -> None:
    """Show a figure that gets new data every second, without a flash.

    Streamlit takes a chart off the page when its data changes, and draws another one in its place:
    for a moment there is nothing. So there are two, one over the other. The new data goes to the
    one that is hidden. style.css brings it to the front when it is drawn.

    A figure is the same object as long as there is nothing new.
    """
    figures: dict[int, go.Figure] = visit.keep(f"charts.{key}_layers", None, lambda: {0: figure})
    *_, newest = figures  # by layer; the figure that came last stands last
    if figures[newest] is not figure:
        newest = 1 - newest
        figures.pop(newest, None)
        figures[newest] = figure
    with st.container(key="layers", height=height, border=False):  # there is one on a page
        for slot in (0, 1):
            with st.container(key=f"layer_{slot}", height="stretch"):
                if slot in figures and click:
                    show_clickable(visit, figures[slot], f"{key}_{slot}", "stretch", click)
                elif slot in figures:
                    show(figures[slot], f"{key}_{slot}", "stretch")
        # After the charts: when it comes, the one that is to be drawn anew is off the page.
        st.html(f'<i class="tn-newest-{newest}"></i>')
