"""Charts, and charts that change while somebody looks at them."""

from typing import Any, Literal

import plotly.graph_objects as go
import streamlit as st

from pages.ui.session import Session

Height = int | Literal["stretch"]


def show(figure: go.Figure, key: str, height: Height = 300, **options: Any) -> Any:
    """Show a figure, `height` pixels high; `options` are those of `st.plotly_chart`."""
    return st.plotly_chart(
        figure, height=height, key=key, config={"displayModeBar": False}, **options
    )


def show_live(
    visitor: Session, key: str, figure: go.Figure, height: Height, changing: bool
) -> None:
    """Show a figure that gets new data every second, without a flash.

    Streamlit takes a chart off the page when its data changes, and draws another one in its place:
    for a moment there is nothing. So there are two, one over the other. The new data goes to the
    one that is hidden, which comes to the front the next time, when it has long been drawn.

    Parameters
    ----------
    key : str
        Of the chart; letters and underscores.
    figure : go.Figure
        The same object as long as there is nothing new.
    changing : bool
        Whether there will be a next time.
    """
    slots, newest = visitor.kept.get(key, ([None, None], 0))
    is_new = slots[newest] is not figure
    if is_new:
        newest = 1 - newest
        slots[newest] = figure
    visitor.kept[key] = (slots, newest)
    wait = is_new and changing and slots[1 - newest] is not None
    hidden = newest if wait else 1 - newest
    tallness: Literal["stretch", "content"] = "stretch" if height == "stretch" else "content"
    with st.container(key=f"{key}_layers", height=tallness):
        tall = "100%" if height == "stretch" else f"{height}px"
        st.html(
            f"<style>.st-key-{key}_layers {{ display: grid; height: {tall}; "
            f"grid-template: 100% / 100% }} "
            f".st-key-{key}_layers > * {{ grid-area: 1 / 1; width: 100%; height: 100% }} "
            f".st-key-{key}_layer_{hidden} {{ visibility: hidden }}</style>"
        )
        for slot, drawn in enumerate(slots):
            with st.container(key=f"{key}_layer_{slot}", height=tallness):
                show(drawn or figure, f"{key}_{slot}", height)
