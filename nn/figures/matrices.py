"""Weights between two layers of neurons: a row to each later neuron."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from nn.figures import look
from nn.functions import Array

MOST_NEURONS = 200  # rows, and columns
MOST_TICKS = 5  # more would run together on a phone


def weight_matrix(weights: Array, later: Sequence[str], earlier: Sequence[str]) -> go.Figure:
    """Draw the weights between two layers, (n_out, n_in), of neurons with names such as "neuron 3".

    Only the first MOST_NEURONS of each layer are drawn.
    """
    weights = weights[:MOST_NEURONS, :MOST_NEURONS].astype(np.float32)
    rows, columns = weights.shape
    later, earlier = later[:rows], earlier[:columns]
    figure = look.canvas(
        f"A matrix with a row for each of {rows} neurons and a column for each of the {columns} "
        f"before them: weight {look.span(weights)}."
    )
    figure.add_heatmap(
        **look.signed(weights),
        x=earlier,
        y=later,
        colorbar=look.colour_bar("weight"),
        hovertemplate="from %{x} to %{y}<br>weight %{z:+.4g}<extra></extra>",
    )
    look.label_axes(figure, f"from {_kind(earlier)}", f"to {_kind(later)}")
    cells = {"type": "category", "showgrid": False, "zeroline": False}
    figure.update_xaxes(**cells, tickangle=0, **_ticks(earlier))
    figure.update_yaxes(**cells, autorange="reversed", **_ticks(later))
    return figure


def _kind(names: Sequence[str]) -> str:
    """Return the word that all of the names begin with."""
    return names[0].split(" ")[0]


def _ticks(names: Sequence[str]) -> dict[str, list[str]]:
    """Return ticks at some of the names, without that word."""
    some = list(names[:: -(-len(names) // MOST_TICKS)])
    return {"tickvals": some, "ticktext": [name.split(" ")[-1] for name in some]}
