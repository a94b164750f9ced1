"""Weights between two layers of neurons, or their gradient: a row to each later neuron."""

from typing import Any

import numpy as np
import plotly.graph_objects as go

from nn.figures import look
from nn.functions import Array

MOST_NEURONS = 200  # rows, and columns
MOST_TICKS = 10


def weight_matrix(weights: Array) -> go.Figure:
    """Draw the weights (n_out, n_in) between two hidden layers, whose neurons count from 1.

    Only the first MOST_NEURONS of each layer are drawn.
    """
    figure = _cells(
        weights, "weight", "from neuron %{x} to neuron %{y}<br>weight %{z:+.3f}", x0=1, y0=1
    )
    look.label_axes(figure, "from neuron", "to neuron")
    return figure


def gradient_matrix(
    nabla_w: Array,
    later: list[str],
    earlier: list[str],
    selected: int,
    factors: tuple[Array, Array] | None = None,
    label: str = "gradient",
) -> go.Figure:
    """Draw the gradient (n_out, n_in) of the weights between two layers.

    Only the first MOST_NEURONS of each layer are drawn. `later` and `earlier` are the neurons'
    names. The row of the `selected` later neuron, from 0, gets a frame. Pointing at a cell says its
    `factors`: the errors delta (n_out,) and the activations a (n_in,) that were multiplied. `label`
    names the numbers.
    """
    rows, columns = (min(n, MOST_NEURONS) for n in nabla_w.shape)
    later, earlier = later[:rows], earlier[:columns]
    figure = _cells(
        nabla_w, label, f"from %{{x}} to %{{y}}<br>{label} %{{z:.4g}}", x=earlier, y=later
    )
    look.label_axes(figure, "from", "to")
    figure.update_xaxes(type="category", tickangle=0, **_ticks(earlier))
    figure.update_yaxes(type="category", **_ticks(later))
    if factors:
        delta, a = factors[0][:rows, None], factors[1][None, :columns]
        figure.update_traces(
            customdata=np.dstack(np.broadcast_arrays(delta, a)).astype(np.float32),
            hovertemplate="from %{x} to %{y}<br>error δ %{customdata[0]:.4g}<br>activation a "
            f"%{{customdata[1]:.4g}}<br>{label} %{{z:.4g}}<extra></extra>",
        )
    if selected < rows:
        look.frame(figure, (-0.5, columns - 0.5), (selected - 0.5, selected + 0.5), look.OTHER, 3)
    return figure


def _cells(values: Array, label: str, hover: str, **place: Any) -> go.Figure:
    """Draw the first MOST_NEURONS rows and columns of a matrix as cells, symmetric about 0."""
    values = values[:MOST_NEURONS, :MOST_NEURONS].astype(np.float32)
    rows, columns = values.shape
    figure = look.canvas(
        f"A matrix with a row for each of {rows} neurons and a column for each of the {columns} "
        f"before them: {label} {look.span(values)}."
    )
    colours = look.signed(values) | {"colorbar": look.colour_bar(label)}
    figure.add_heatmap(**colours, hovertemplate=f"{hover}<extra></extra>", **place)
    figure.update_xaxes(showgrid=False, zeroline=False)
    figure.update_yaxes(showgrid=False, zeroline=False, autorange="reversed")
    return figure


def _ticks(names: list[str]) -> dict[str, list[str]]:
    """Return ticks at some of the names, without the word that all of them begin with."""
    some = names[:: -(-len(names) // MOST_TICKS)]
    return {"tickvals": some, "ticktext": [name.split(" ")[-1] for name in some]}
