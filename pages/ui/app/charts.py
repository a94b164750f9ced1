"""Charts, and charts that change while somebody looks at them."""

from typing import Any, Literal

import plotly.graph_objects as go
import streamlit as st

from pages.ui.app.session import Session

Height = int | Literal["stretch"]

# A chart is drawn in 0.2; on a busy machine it takes its time.
SECONDS_TO_DRAW = 0.7


def show(figure: go.Figure, key: str, height: Height = 300, **options: Any) -> Any:
    """Show a figure, `height` pixels high; `options` are those of `st.plotly_chart`."""
    return st.plotly_chart(
        figure, height=height, key=key, config={"displayModeBar": False}, **options
    )


def show_live(visitor: Session, key: str, figure: go.Figure, height: Height) -> None:
    """Show a figure that gets new data every second, without a flash.

    Streamlit takes a chart off the page when its data changes, and draws another one in its place:
    for a moment there is nothing. So there are two, one over the other. The new data goes to the
    one that is hidden, which comes to the front when it has had the time to be drawn.

    Parameters
    ----------
    key : str
        Of the chart; letters and underscores.
    figure : go.Figure
        The same object as long as there is nothing new.
    """
    slots, (newest, changes) = visitor.kept.get(key, ([None, None], (0, 0)))
    if slots[newest] is not figure:
        newest, changes = 1 - newest, changes + 1
        slots[newest] = figure
    visitor.kept[key] = (slots, (newest, changes))
    tallness: Literal["stretch", "content"] = "stretch" if height == "stretch" else "content"
    with st.container(key=f"{key}_layers", height=tallness):
        st.html(_two_layers(key, "100%" if height == "stretch" else f"{height}px", newest, changes))
        for slot, drawn in enumerate(slots):
            with st.container(key=f"{key}_layer_{slot}", height=tallness):
                show(drawn or figure, f"{key}_{slot}", height)


def _two_layers(key: str, tall: str, front: int, changes: int) -> str:
    """Return the style that lays two charts over each other, and brings one to the front soon.

    An animation begins anew when its name is another one. Until it begins it costs nothing, and
    shows its first picture.
    """
    rules = [
        f".st-key-{key}_layers {{ display: grid; height: {tall}; grid-template: 100% / 100% }}",
        f".st-key-{key}_layers > * {{ grid-area: 1 / 1; width: 100%; height: 100% }}",
    ]
    for slot, (before, after) in enumerate([("visible", "hidden"), ("hidden", "visible")]):
        layer = front if slot else 1 - front
        name = f"{key}-{changes}-{after}"
        rules.append(
            f".st-key-{key}_layer_{layer} "
            f"{{ visibility: {after}; animation: {name} 1ms {SECONDS_TO_DRAW}s backwards }} "
            f"@keyframes {name} {{ from, to {{ visibility: {before} }} }}"
        )
    return f"<style>{' '.join(rules)}</style>"
