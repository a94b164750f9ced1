"""Three pictures in a row: two, and what comes of them."""

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from nn.figures import look
from nn.functions import Array
from nn.in_words import spoken

GAP = 0.05  # between two pictures, as a share of the width: room for the sign
WIDTH = (1 - 2 * GAP) / 3  # of a picture
SIGN = 28  # pixels
ABOVE = 28  # pixels for the names of the pictures
BELOW = 56  # for their colour bars


def weighted_sum(inputs: Array, weights: Array, products: Array) -> go.Figure:
    """Draw pixels, one neuron's weights and their products, (784,) each, as three pictures."""
    figure = _three_pictures(
        "Three pictures: the pixels, times a neuron's weights for them, are the products, "
        f"which are {look.span(products)} and add up to {spoken(products.sum(dtype=np.float64))}.",
        {"pixel a": inputs, "weight w": weights, "w × a": products},
        "×",
    )
    figure.data[0].update(zmin=0.0, colorscale=look.PAPER_TO_INK)
    look.frame(figure, look.EDGES, look.EDGES, look.GREY, 1)  # its paper is as white as a page
    return figure


def before_change_after(before: Array, change: Array, after: Array) -> go.Figure:
    """Draw one neuron's weights before a step, what it adds, and the sum, (784,) each.

    The change has a colour scale of its own, or it could not be seen beside the weights.
    """
    figure = _three_pictures(
        f"Three pictures of a neuron's weights: before the step, {look.span(before)}; what it "
        f"adds, {look.span(change)}; and after it, {look.span(after)}.",
        {"before": before, "change": change, "after": after},
        "+",
    )
    weight = look.limit(np.stack([before, after]))
    titles = ("weight", "added to the weight", "weight")
    ends = (weight, look.limit(change), weight)
    for k, (title, end) in enumerate(zip(titles, ends, strict=True)):
        bar = look.colour_bar(
            title,
            below=True,
            x=_middle(k),
            xanchor="center",
            len=0.24,
            **look.ticks(end),
        )
        figure.data[k].update(zmin=-end, zmax=end, showscale=True, colorbar=bar)
    figure.update_yaxes(constraintoward="bottom")  # close to the colour bars
    figure.update_layout(margin={"b": BELOW})
    return figure


def _three_pictures(alt: str, pictures: dict[str, Array], sign: str) -> go.Figure:
    """Draw three signed pictures, (784,) each: the first, `sign` the second, is the third.

    Their names are above. Pointing at one says all three numbers.
    """
    figure = make_subplots(1, 3, horizontal_spacing=GAP, figure=look.canvas(alt))
    squares = [look.square(values) for values in pictures.values()]
    for k, (name, values) in enumerate(zip(pictures, squares, strict=True)):
        figure.add_heatmap(**look.signed(values), x0=1, y0=1, showscale=False, row=1, col=k + 1)
        y = figure.data[k].yaxis
        figure.update_yaxes(scaleanchor=figure.data[k].xaxis, col=k + 1)
        _write(figure, name, _middle(k), 1.0, y, look.LARGE)
        if k < 2:
            _write(figure, (sign, "=")[k], _middle(k) + (WIDTH + GAP) / 2, 0.5, y, SIGN)
    numbers = [f"%{{customdata[{k}]:.4g}}" for k in range(3)]
    figure.update_traces(
        customdata=np.dstack(squares),
        hovertemplate=f"{look.PLACE}{numbers[0]} {sign} {numbers[1]} = <b>{numbers[2]}</b>"
        "<extra></extra>",
    )
    hidden = {"visible": False, "fixedrange": True, "constrain": "domain"}
    # All three are equally large, whatever is drawn over them.
    figure.update_xaxes(range=look.EDGES, **hidden)
    figure.update_yaxes(range=look.EDGES[::-1], constraintoward="top", **hidden)
    figure.update_layout(margin={"t": ABOVE})
    return figure


def _middle(k: int) -> float:
    """Return the middle of a picture, as a share of the width."""
    return k * (WIDTH + GAP) + WIDTH / 2


def _write(figure: go.Figure, text: str, x: float, y: float, axis: str, size: int) -> None:
    """Write above a picture at a `y` of 1, at half its height at 0.5."""
    figure.add_annotation(
        text=f"<b>{text}</b>",
        x=x,
        y=y,
        xref="paper",
        yref=f"{axis} domain",
        xanchor="center",
        yanchor="bottom" if y == 1.0 else "middle",
        showarrow=False,
        font={"size": size},
    )
