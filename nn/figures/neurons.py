"""For which digits a neuron fires, and how many images are lost without it."""

import numpy as np
import plotly.graph_objects as go

from nn.answers import Indices
from nn.figures import colours, look
from nn.functions import Array
from nn.in_words import counted, spoken

MOST = 30  # bars
LABELLED = 5  # of them


def activation_by_digit(quantiles: Array) -> go.Figure:
    """Draw how strongly a neuron fires for the images of each digit.

    The box holds the middle half of the images, the dot is the median, and the whiskers reach
    from 5 % to 95 %. The `quantiles` of its activation are (10, 5), a row for each digit: 5 %,
    25 %, median, 75 %, 95 %. A row of NaN is a digit without images, and gets no box.
    """
    digits = np.flatnonzero(np.isfinite(quantiles).all(axis=1))
    quantiles = quantiles[digits].astype(np.float64)
    low, q1, median, q3, high = quantiles.T
    figure = look.canvas(
        "A neuron's activation for the images of each digit: its median is highest for "
        f"{digits[median.argmax()]}, {spoken(median.max())}, and lowest for "
        f"{digits[median.argmin()]}, {spoken(median.min())}."
        if len(digits)
        else "A neuron's activation for the images of each digit: there are no images."
    )
    figure.add_box(
        x=digits,
        lowerfence=low,
        q1=q1,
        median=median,
        q3=q3,
        upperfence=high,
        line={"color": colours.ACCENT, "width": 2},
        hoverinfo="skip",
    )
    figure.add_scatter(
        x=digits,
        y=median,
        mode="markers",
        marker={"size": 9, "color": colours.ACCENT},
        cliponaxis=False,
        customdata=quantiles,
        hovertemplate="digit %{x}: median %{y:.3f}<br>half of the images %{customdata[1]:.3f} to "
        "%{customdata[3]:.3f}<br>5 to 95 % of them %{customdata[0]:.3f} to %{customdata[4]:.3f}"
        "<extra></extra>",
    )
    look.label_axes(figure, "digit in the image", "activation")
    figure.update_xaxes(dtick=1, range=[-0.6, 9.6], showgrid=False)
    bottom, top = quantiles.min(initial=0.0), quantiles.max(initial=0.0)
    room = 0.04 * (top - bottom or 1.0)
    figure.update_yaxes(range=[bottom - room, top + room])
    figure.update_layout(hoverdistance=-1)
    return figure


def lost_chart(lost: Indices, chosen: int | None) -> go.Figure:
    """Draw the images that are lost without each neuron, (n,): those that cost most, in order.

    The `chosen` neuron, from 0, is orange. Clicking a bar selects the point whose customdata is its
    neuron, from 0.
    """
    order = np.argsort(-lost, kind="stable")[:MOST]
    names, values = [str(k + 1) for k in order], lost[order]
    figure = look.canvas(lost_in_words(lost))
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


def lost_in_words(lost: Indices) -> str:
    """Return, in a sentence, which neuron costs most."""
    k = int(lost.argmax())
    if lost[k] <= 0:
        return "No neuron costs any: without each of them, as many test images are read right."
    images = counted(int(lost[k]), "test image")
    return f"Neuron {k + 1} costs most: without it, {images} fewer are read right."
