"""Three pictures in a row: two, and what comes of them."""

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from nn.figures import look
from nn.figures.pictures import EDGES
from nn.functions import Array
from nn.in_words import spoken

GAP = 0.05  # between two pictures, as a share of the width: room for the sign
WIDTH = (1 - 2 * GAP) / 3  # of a picture
SIGN = 28  # pixels
ABOVE = 28  # pixels for the names of the pictures
BELOW = 56  # for their colour bars


def weighted_sum(inputs: Array, weights: Array, products: Array) -> go.Figure:
    """Draw pixels, one neuron's weights and their products, (784,) each, as three pictures.

    Pointing at one says all three numbers.
    """
    figure = _three_pictures(
        "Three pictures: the pixels, times a neuron's weights for them, are the products, "
        f"which are {look.span(products)} and add up to {spoken(products.sum(dtype=np.float64))}.",
        {"pixel a": inputs, "weight w": weights, "w × a": products},
        ("×", "="),
    )
    figure.update_traces(
        customdata=np.dstack([picture.z for picture in figure.data]),
        hovertemplate=f"{look.PLACE}%{{customdata[0]:.3f}} × %{{customdata[1]:+.3f}} = "
        "<b>%{customdata[2]:+.3f}</b><extra></extra>",
    )
    figure.data[0].update(zmin=0.0, colorscale=look.PAPER_TO_INK)
    look.frame(figure, EDGES, EDGES, look.GREY, 1)  # its paper is as white as a light page
    return figure


def before_change_after(before: Array, change: Array, after: Array) -> go.Figure:
    """Draw one neuron's weights before a step, what it adds, and the sum, (784,) each.

    The change has a colour scale of its own, or it could not be seen beside the weights.
    """
    pictures = {"before": before, "change": change, "after": after}
    figure = _three_pictures(
        f"Three pictures of a neuron's weights: before the step, {look.span(before)}; what it "
        f"adds, {look.span(change)}; and after it, {look.span(after)}.",
        pictures,
        ("+", "="),
    )
    shared = look.limit(np.stack([before, after]))
    for k, (name, picture) in enumerate(zip(pictures, figure.data, strict=True)):
        end = look.limit(change) if name == "change" else shared
        picture.update(
            zmin=-end,
            zmax=end,
            hovertemplate=f"{look.PLACE}{name} %{{z:.5g}}<extra></extra>",
            showscale=True,
            colorbar=look.colour_bar(
                "added to the weight" if name == "change" else "weight",
                below=True,
                x=_middle(k),
                xanchor="center",
                len=0.24,
                tickvals=[-end, 0, end],
                ticktext=[f"−{end:.2g}", "0", f"{end:.2g}"],
            ),
        )
    figure.update_yaxes(constraintoward="bottom")  # close to the colour bars
    figure.update_layout(margin={"b": BELOW})
    return figure


def _three_pictures(alt: str, pictures: dict[str, Array], signs: tuple[str, str]) -> go.Figure:
    """Draw three signed pictures, (784,) each, with their names above and signs between them."""
    figure = make_subplots(1, len(pictures), horizontal_spacing=GAP, figure=look.canvas(alt))
    for k, (name, values) in enumerate(pictures.items()):
        figure.add_heatmap(
            **look.signed(look.square(values)), x0=1, y0=1, showscale=False, row=1, col=k + 1
        )
        y = figure.data[k].yaxis
        figure.update_yaxes(scaleanchor=figure.data[k].xaxis, col=k + 1)
        _write(figure, name, _middle(k), 1.0, y, look.LARGE)
        if k < len(signs):
            _write(figure, signs[k], _middle(k) + (WIDTH + GAP) / 2, 0.5, y, SIGN)
    hidden = {"visible": False, "fixedrange": True, "constrain": "domain"}
    # All three are equally large, whatever is drawn over them.
    figure.update_xaxes(range=EDGES, **hidden)
    figure.update_yaxes(range=EDGES[::-1], constraintoward="top", **hidden)
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
