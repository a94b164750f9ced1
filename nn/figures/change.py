"""Weights before and after a step, side by side with what it adds."""

import math
from typing import Any

import numpy as np
import plotly.graph_objects as go

from nn.figures.look import LARGE, SIGNED, canvas, colour_bar
from nn.functions import Array

ABOVE = 28  # pixels for the names of the pictures
BELOW = 56  # for their colour bars


def before_change_after(before: Array, change: Array, after: Array) -> go.Figure:
    """Draw one neuron's weights from the pixels before a step, what it adds, and the sum.

    The change has colours of its own, or it could not be seen beside the weights.

    Parameters
    ----------
    before, change, after : (784,)
    """
    side = math.isqrt(before.size)
    shared = max(float(np.abs(before).max()), float(np.abs(after).max())) or 1.0
    own = float(np.abs(change).max()) or 1.0
    figure = canvas(bottom=BELOW)
    pictures = (("before", before, shared), ("change", change, own), ("after", after, shared))
    for k, (name, values, limit) in enumerate(pictures):
        number = "" if k == 0 else str(k + 1)
        figure.add_heatmap(
            z=values.reshape(side, side).astype(np.float32),
            x0=1,
            y0=1,
            xaxis=f"x{number}",
            yaxis=f"y{number}",
            zmin=-limit,
            zmax=limit,
            colorscale=SIGNED,
            hovertemplate=f"row %{{y}}, column %{{x}}<br>{name} %{{z:.5g}}<extra></extra>",
            **_own_bar(name, k, limit),
        )
        figure.update_layout(_panel(k, number))
        figure.add_annotation(
            x=0.5,
            y=1.0,
            xref=f"x{number} domain",
            yref=f"y{number} domain",
            text=name,
            showarrow=False,
            yanchor="bottom",
            font={"size": LARGE},
        )
    figure.update_layout(margin={"t": ABOVE})
    return figure


def _own_bar(name: str, k: int, limit: float) -> dict[str, Any]:
    """Return the colour bar that lies under one of the three pictures."""
    bar = colour_bar(
        "added to the weight" if name == "change" else "weight",
        x=(k + 0.5) / 3,
        xanchor="center",
        len=0.24,
        tickvals=[-limit, 0, limit],
        ticktext=[f"−{limit:.2g}", "0", f"{limit:.2g}"],
    )
    return {"colorbar": bar}


def _panel(k: int, number: str) -> dict[str, Any]:
    """Return the axes of one of three pictures side by side."""
    return {
        f"xaxis{number}": {
            "domain": [k / 3 + 0.01, (k + 1) / 3 - 0.01],
            "visible": False,
            "fixedrange": True,
            "constrain": "domain",
        },
        f"yaxis{number}": {
            "anchor": f"x{number}",
            "scaleanchor": f"x{number}",
            "visible": False,
            "fixedrange": True,
            "autorange": "reversed",
            "constrain": "domain",
            "constraintoward": "bottom",
        },
    }
