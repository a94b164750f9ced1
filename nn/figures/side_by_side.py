"""Three pictures in a row: two, and what comes of them."""

import numpy as np
import plotly.graph_objects as go

from nn.figures.look import (
    GREY,
    LARGE,
    PAPER_TO_INK,
    SIGNED,
    canvas,
    colour_bar,
    frame,
    limit,
    square,
)
from nn.functions import Array

GAP = 0.05  # between two pictures, as a share of the width: room for the sign
WIDTH = (1 - 2 * GAP) / 3  # of a picture
SIGN = 28  # pixels
ABOVE = 28  # pixels for the names of the pictures
BELOW = 56  # for their colour bars


def weighted_sum(inputs: Array, weights: Array, products: Array) -> go.Figure:
    """Draw pixels times weights as three pictures in a row; pointing at one says all three.

    Parameters
    ----------
    inputs, weights, products : (784,)
        What enters a neuron, from 0, its weights, and the one times the other.
    """
    figure = side_by_side(
        {"pixel a": inputs, "weight w": weights, "w × a": products}, signs=("×", "=")
    )
    figure.update_traces(
        customdata=np.dstack([picture.z for picture in figure.data]),
        hovertemplate=(
            "row %{y}, column %{x}<br>%{customdata[0]:.3f} × %{customdata[1]:+.3f} = "
            "<b>%{customdata[2]:+.3f}</b><extra></extra>"
        ),
    )
    figure.data[0].update(zmin=0.0, colorscale=PAPER_TO_INK)
    # The paper is as white as a light page.
    edges = figure.layout.xaxis.range
    frame(figure, edges, edges, GREY, 1)
    return figure


def before_change_after(before: Array, change: Array, after: Array) -> go.Figure:
    """Draw one neuron's weights from the pixels before a step, what it adds, and the sum.

    The change has colours of its own, or it could not be seen beside the weights.

    Parameters
    ----------
    before, change, after : (784,)
    """
    pictures = {"before": before, "change": change, "after": after}
    figure = side_by_side(pictures, signs=("+", "="))
    shared = limit(np.stack([before, after]))
    for k, (name, picture) in enumerate(zip(pictures, figure.data, strict=True)):
        is_change = name == "change"
        end = limit(change) if is_change else shared
        picture.update(
            zmin=-end,
            zmax=end,
            hovertemplate=f"row %{{y}}, column %{{x}}<br>{name} %{{z:.5g}}<extra></extra>",
            showscale=True,
            colorbar=colour_bar(
                "added to the weight" if is_change else "weight",
                x=_left(k) + WIDTH / 2,
                xanchor="center",
                len=0.24,
                tickvals=[-end, 0, end],
                ticktext=[f"−{end:.2g}", "0", f"{end:.2g}"],
            ),
        )
    figure.update_yaxes(constraintoward="bottom")  # close to the colour bars
    figure.update_layout(margin={"b": BELOW})
    return figure


def side_by_side(pictures: dict[str, Array], signs: tuple[str, str]) -> go.Figure:
    """Draw three signed pictures in a row, their names above them and the signs between them.

    Parameters
    ----------
    pictures : dict of str to (784,)
        Each has colours of its own, symmetric about 0.
    signs : (str, str)
        After the first, and after the second.
    """
    figure = canvas()
    for k, (name, values) in enumerate(pictures.items()):
        number = "" if k == 0 else str(k + 1)
        end = limit(values)
        figure.add_heatmap(
            z=square(values),
            x0=1,
            y0=1,
            xaxis=f"x{number}",
            yaxis=f"y{number}",
            zmin=-end,
            zmax=end,
            colorscale=SIGNED,
            showscale=False,
        )
        _place(figure, k, number, len(figure.data[k].z))
        _write(figure, name, _left(k) + WIDTH / 2, 1.0, number, LARGE)
        if k < len(signs):
            _write(figure, signs[k], _left(k) + WIDTH + GAP / 2, 0.5, number, SIGN)
    figure.update_layout(margin={"t": ABOVE})
    return figure


def _left(k: int) -> float:
    """Return the left edge of a picture, as a share of the width."""
    return k * (WIDTH + GAP)


def _place(figure: go.Figure, k: int, number: str, side: int) -> None:
    """Give a picture its third of the width; all three are as large, whatever is drawn on them."""
    hidden = {"visible": False, "fixedrange": True, "constrain": "domain"}
    edges = (0.5, side + 0.5)
    figure.layout[f"xaxis{number}"] = {
        "domain": (_left(k), _left(k) + WIDTH),
        "range": edges,
        **hidden,
    }
    figure.layout[f"yaxis{number}"] = {
        "anchor": f"x{number}",
        "scaleanchor": f"x{number}",
        "range": edges[::-1],
        "constraintoward": "top",
        **hidden,
    }


def _write(figure: go.Figure, text: str, x: float, y: float, number: str, size: int) -> None:
    """Write above a picture at a `y` of 1, at half its height at 0.5."""
    figure.add_annotation(
        text=f"<b>{text}</b>",
        x=x,
        y=y,
        xref="paper",
        yref=f"y{number} domain",
        xanchor="center",
        yanchor="bottom" if y == 1.0 else "middle",
        showarrow=False,
        font={"size": size},
    )
