"""Charts, and charts that change while somebody looks at them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from pages.ui.app.state.session import Visit

Height = int | Literal["stretch"]

# A chart is drawn in 0.2; on a busy machine it takes its time.
SECONDS_TO_DRAW = 0.7


def show(figure: go.Figure, key: str, height: Height = 300, **options: Any) -> Any:
    """Show a figure, `height` pixels high; `options` are those of `st.plotly_chart`.

    What it shows in words, for a screen reader, is in the figure itself.
    """
    return st.plotly_chart(
        figure,
        height=height,
        key=key,
        config={"displayModeBar": False},
        alt=figure.layout.meta["alt"],
        **options,
    )


class Click(NamedTuple):
    """What a click on a marker does: `then` is called with the marker's own numbers."""

    then: Callable[..., None]
    part: str  # the key of the container that shows what was chosen: it comes into view


def show_clickable(visit: Visit, figure: go.Figure, key: str, height: Height, click: Click) -> None:
    """Show a figure whose markers can be clicked."""

    def hear() -> None:
        points = st.session_state[key]["selection"]["points"]
        # plotly may put a marker's one number into a list.
        if points and (marker := np.atleast_1d(points[0].get("customdata", ())).tolist()):
            click.then(*marker)
            visit.into_view = (click.part, visit.into_view[1] + 1)
            st.rerun()  # also where the chart is in a part of the page that runs by itself

    show(figure, key, height, on_select=hear, selection_mode="points")


@dataclass
class _Layers:
    """Two charts, one over the other."""

    figures: list[go.Figure | None] = field(default_factory=lambda: [None, None])
    front: int = 0  # the one that is seen, or will be when it has been drawn


def show_live(
    visit: Visit, key: str, figure: go.Figure, height: Height, click: Click | None = None
) -> None:
    """Show a figure that gets new data every second, without a flash.

    Streamlit takes a chart off the page when its data changes, and draws another one in its place:
    for a moment there is nothing. So there are two, one over the other. The new data goes to the
    one that is hidden, which comes to the front when it has had the time to be drawn.

    A figure is the same object as long as there is nothing new. With `click`, its markers can be
    clicked.
    """
    layers = visit.keep(f"{key}_layers", None, _Layers)
    if layers.figures[layers.front] is not figure:
        if layers.figures[0] is not None:
            layers.front = 1 - layers.front
        layers.figures[layers.front] = figure
    tallness: Literal["stretch", "content"] = "stretch" if height == "stretch" else "content"
    with st.container(key=f"{key}_layers", height=tallness):
        st.html(_style(key, "100%" if height == "stretch" else f"{height}px", layers))
        for slot, shown in enumerate(layers.figures):
            with st.container(key=f"{key}_layer_{slot}", height=tallness):
                if shown is not None and click:
                    show_clickable(visit, shown, f"{key}_{slot}", height, click)
                elif shown is not None:
                    show(shown, f"{key}_{slot}", height)


def _style(key: str, tall: str, layers: _Layers) -> str:
    """Return the style that makes two charts so tall, and brings one to the front soon.

    What they do until then is an animation of style.css, which begins anew as the two swap.
    """
    style = f".st-key-{key}_layers {{ height: {tall} }}"
    if None not in layers.figures:
        wait = f"1ms {SECONDS_TO_DRAW}s backwards"
        front, back = (f".st-key-{key}_layer_{slot}" for slot in (layers.front, 1 - layers.front))
        style += f" {front} {{ animation: tn-behind {wait} }}"
        style += f" {back} {{ visibility: hidden; animation: tn-before {wait} }}"
    return f"<style>{style}</style>"
