"""One neuron's answers: where it votes, and for which digits it fires."""

import numpy as np
import numpy.typing as npt
import plotly.graph_objects as go

from nn.figures.look import ACCENT, GREY, NEGATIVE, POSITIVE, canvas, label_axes, limit
from nn.functions import Array


def output_weights(weights: Array) -> go.Figure:
    """Draw a hidden neuron's weights to the outputs: which digits it speaks for and against.

    Parameters
    ----------
    weights : (10,)
    """
    end = 1.1 * limit(weights)
    figure = canvas()
    figure.add_bar(
        x=list(range(len(weights))),
        y=weights.astype(np.float64),
        marker={"color": [POSITIVE if w > 0 else NEGATIVE for w in weights], "line": {"width": 0}},
        hovertemplate="to output %{x}: weight %{y:+.3f}<extra></extra>",
    )
    label_axes(figure, "output", "weight")
    figure.update_xaxes(dtick=1, showgrid=False, fixedrange=True)
    figure.update_yaxes(
        range=[-end, end],
        zeroline=True,
        zerolinecolor=GREY,
        zerolinewidth=2,
        fixedrange=True,
    )
    return figure


def activation_by_digit(quantiles: Array) -> go.Figure:
    """Draw how strongly a neuron fires for the images of each digit.

    The box holds the middle half of the images, the dot is the median, and the whiskers reach
    from 5 % to 95 %.

    Parameters
    ----------
    quantiles : (10, 5)
        Of its activation, a row for each digit: 5 %, 25 %, median, 75 %, 95 %. A row of NaN is a
        digit without images, and gets no box.
    """
    digits = np.flatnonzero(np.isfinite(quantiles).all(axis=1))
    low, q1, median, q3, high = quantiles[digits].astype(np.float64).T
    figure = canvas()
    figure.add_box(
        x=digits,
        lowerfence=low,
        q1=q1,
        median=median,
        q3=q3,
        upperfence=high,
        line={"color": ACCENT, "width": 2},
        hoverinfo="skip",
        showlegend=False,
    )
    _say_quantiles(figure, digits, quantiles[digits])
    label_axes(figure, "digit in the image", "activation")
    figure.update_xaxes(
        dtick=1, range=[-0.6, len(quantiles) - 0.4], showgrid=False, fixedrange=True
    )
    figure.update_yaxes(range=_around_zero(low, high), fixedrange=True)
    return figure


def _around_zero(low: Array, high: Array) -> tuple[float, float]:
    """Return a range that holds all of `low`, (n,), and `high`, (n,), and 0, with some room."""
    bottom, top = min([0.0, *low.tolist()]), max([0.0, *high.tolist()])
    room = 0.04 * (top - bottom or 1.0)
    return bottom - room, top + room


def _say_quantiles(figure: go.Figure, digits: npt.NDArray[np.intp], quantiles: Array) -> None:
    """Put a dot on each median, which says the box's numbers in words."""
    figure.add_scatter(
        x=digits,
        y=quantiles[:, 2],
        mode="markers",
        marker={"size": 9, "color": ACCENT},
        cliponaxis=False,
        customdata=quantiles,
        hovertemplate=(
            "digit %{x}: median %{y:.3f}<br>half of the images %{customdata[1]:.3f} to "
            "%{customdata[3]:.3f}<br>5 to 95 % of them %{customdata[0]:.3f} to "
            "%{customdata[4]:.3f}<extra></extra>"
        ),
        showlegend=False,
    )
    figure.update_layout(hovermode="closest", hoverdistance=-1)
