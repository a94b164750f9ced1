"""Which neuron costs most: how many test images are lost without each."""

import numpy as np
import plotly.graph_objects as go

from nn.answers import Indices
from nn.figures import colours, look
from nn.in_words import counted

MOST = 30  # bars
LABELLED = 5  # of them


def lost_chart(lost: Indices, chosen: int | None) -> go.Figure:
    """Draw the images that are lost without each neuron, (n,): those that cost most, in order.

    The `chosen` neuron, from 0, is orange. Clicking a bar selects the point whose customdata is its
    neuron, from 0.
    """
    order = np.argsort(-lost, kind="stable")[:MOST]
    names, values = [str(k + 1) for k in order], lost[order]
    figure = look.canvas(in_words(lost))
    figure.add_bar(
        x=names,
        y=values,
        text=[f"{value:,}" for value in values[:LABELLED]],
        textposition="outside",
        textangle=0,
        textfont={"size": look.SMALL},
        cliponaxis=False,
        marker_color=[colours.OTHER if k == chosen else colours.ACCENT for k in order],
        customdata=order,
        hovertemplate="without neuron %{x}: %{y:,} fewer read right<extra></extra>",
        selected={"marker": {"opacity": 1}},
        unselected={"marker": {"opacity": 1}},
    )
    look.label_axes(figure, "neuron switched off", "test images lost")
    figure.update_xaxes(type="category", showgrid=False)
    figure.update_yaxes(range=[min(0, values.min()), 1.12 * max(values.max(), 1)])
    # On a phone, where the numbers do not fit, the bars have none.
    figure.update_layout(bargap=0.15, uniformtext={"minsize": look.SMALL - 2, "mode": "hide"})
    return figure


def in_words(lost: Indices) -> str:
    """Return, in a sentence, which neuron costs most."""
    k = int(lost.argmax())
    if lost[k] <= 0:
        return "No neuron costs any: without each of them, as many test images are read right."
    images = counted(int(lost[k]), "test image")
    return f"Neuron {k + 1} costs most: without it, {images} fewer are read right."
