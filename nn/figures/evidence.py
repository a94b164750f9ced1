"""Why this answer: what each pixel, and each hidden neuron, adds to an output."""

import math

import numpy as np
import plotly.graph_objects as go

from nn.evidence import strongest
from nn.figures.look import GREY, LARGE, NEGATIVE, POSITIVE, SMALL, canvas, label_axes
from nn.figures.maps import signed_picture
from nn.functions import Array

OUTLINED = 0.25  # ink: the edge of a stroke, outside of which next to nothing is said
FAINT = 0.5  # opacity of the bars that are no single neuron's


def evidence_map(
    pixels: Array, image: Array, label: str = "speaks for it (+) or against it (−)"
) -> go.Figure:
    """Draw what each pixel adds to an output's z, red for and blue against, symmetric about 0.

    The outline is the drawing's.

    Parameters
    ----------
    pixels : (784,)
        The contributions, as `nn.evidence` has them.
    image : (784,) in [0, 1]
        The drawing.
    label : str
        What the colours mean.
    """
    side = math.isqrt(image.size)
    ink = image.reshape(side, side).astype(np.float32)
    figure = signed_picture(pixels, label)
    figure.update_traces(
        customdata=ink,
        hovertemplate=(
            "row %{y}, column %{x}<br>ink %{customdata:.2f}<br>contribution %{z:+.4f}"
            "<extra></extra>"
        ),
    )
    if ink.max() > OUTLINED:
        figure.add_contour(
            z=ink,
            x0=1,
            y0=1,
            contours={"start": OUTLINED, "end": OUTLINED, "size": 1, "coloring": "none"},
            line={"color": "#222222", "width": 2},  # on the pictures' white, in any theme
            showscale=False,
            hoverinfo="skip",
        )
    return figure


def hidden_votes(contributions: Array, bias: float, most: int = 8) -> go.Figure:
    """Draw what the hidden neurons add to an output's z: the strongest on top.

    Below them, paler, are all the other neurons together and the bias, so that the bars add up
    to z.

    Parameters
    ----------
    contributions : (n,)
        Activation times weight of each neuron.
    bias : float
        The output's.
    most : int
        Neurons with a bar of their own.
    """
    chosen = strongest(contributions, most)
    names = [f"neuron {k + 1}" for k in chosen]
    values = contributions[chosen].astype(np.float64).tolist()
    others = len(contributions) - len(chosen)
    if others:
        names.append(f"{others} other{'s' if others > 1 else ''}")
        values.append(float(contributions.sum(dtype=np.float64)) - sum(values))
    names.append("bias")
    values.append(bias)
    figure = canvas()
    figure.add_bar(
        y=names,
        x=values,
        orientation="h",
        marker={
            "color": [POSITIVE if value > 0 else NEGATIVE for value in values],
            "opacity": [1.0 if k < len(chosen) else FAINT for k in range(len(values))],
            "line": {"width": 0},
        },
        texttemplate="%{x:+.2f}",
        textposition="outside",
        textfont={"size": LARGE},
        cliponaxis=False,
        hovertemplate="%{y}: %{x:+.4f}<extra></extra>",
    )
    _two_sided(figure, values)
    return figure


def _two_sided(figure: go.Figure, values: list[float]) -> None:
    """Let the x axis run as far to the left of 0 as to the right, with room for the numbers."""
    limit = max(map(abs, values)) or 1.0
    label_axes(figure, "adds to z", "")
    figure.update_xaxes(
        range=[-1.7 * limit, 1.7 * limit],
        showgrid=False,  # it would run through the numbers, which say more
        zeroline=True,
        zerolinecolor=GREY,
        zerolinewidth=2,
        fixedrange=True,
    )
    figure.update_yaxes(
        autorange="reversed", fixedrange=True, showgrid=False, tickfont={"size": LARGE}
    )
    figure.update_layout(uniformtext={"minsize": SMALL, "mode": "show"})
