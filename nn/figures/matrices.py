"""Weights between two layers of neurons, or their gradient: a row to each later neuron."""

from typing import Any

import numpy as np
import plotly.graph_objects as go

from nn.figures.look import OTHER, SIGNED, SMALL, canvas, frame, label_axes, limit
from nn.functions import Array

MOST_NEURONS = 200  # rows, and columns
MOST_TICKS = 10


def weight_matrix(weights: Array) -> go.Figure:
    """Draw the weights between two hidden layers, whose neurons are counted from 1.

    Parameters
    ----------
    weights : (n_out, n_in)
        Only the first MOST_NEURONS of each layer are drawn.
    """
    figure = _cells(
        weights[:MOST_NEURONS, :MOST_NEURONS].astype(np.float32),
        "weight",
        "from neuron %{x} to neuron %{y}<br>weight %{z:+.3f}<extra></extra>",
        x0=1,
        y0=1,
    )
    label_axes(figure, "from neuron", "to neuron")
    return figure


def gradient_matrix(
    nabla_w: Array,
    later: list[str],
    earlier: list[str],
    selected: int,
    factors: tuple[Array, Array] | None = None,
    label: str = "gradient",
) -> go.Figure:
    """Draw the gradient of the weights between two layers, a row for each later neuron.

    Parameters
    ----------
    nabla_w : (n_out, n_in)
        Only the first MOST_NEURONS of each layer are drawn.
    later, earlier : list of str
        The neurons' names.
    selected : int
        The later neuron, from 0, whose row gets a frame.
    factors : ((n_out,), (n_in,)) or None
        The errors delta and the activations a that were multiplied, to be shown where one points.
    label : str
        What the numbers are.
    """
    values = nabla_w[:MOST_NEURONS, :MOST_NEURONS].astype(np.float32)
    rows, columns = values.shape
    later, earlier = later[:rows], earlier[:columns]
    figure = _cells(
        values,
        label,
        f"from %{{x}} to %{{y}}<br>{label} %{{z:.4g}}<extra></extra>",
        x=earlier,
        y=later,
    )
    label_axes(figure, "from", "to")
    figure.update_xaxes(type="category", tickangle=0, **_ticks(earlier))
    figure.update_yaxes(type="category", **_ticks(later))
    if factors:
        delta, a = factors[0][:rows, None], factors[1][None, :columns]
        figure.update_traces(
            customdata=np.stack(np.broadcast_arrays(delta, a), axis=-1).astype(np.float32),
            hovertemplate=(
                "from %{x} to %{y}<br>error δ %{customdata[0]:.4g}<br>activation a "
                "%{customdata[1]:.4g}<br>gradient %{z:.4g}<extra></extra>"
            ),
        )
    if selected < rows:
        frame(figure, (-0.5, columns - 0.5), (selected - 0.5, selected + 0.5), OTHER, 3)
    return figure


def _cells(values: Array, label: str, hover: str, **place: Any) -> go.Figure:
    """Draw numbers as cells, symmetric about 0, with their colour bar on the right."""
    end = limit(values)
    figure = canvas()
    figure.add_heatmap(
        z=values,
        zmin=-end,
        zmax=end,
        colorscale=SIGNED,
        hovertemplate=hover,
        colorbar={
            "title": {"text": label, "font": {"size": SMALL}},
            "tickfont": {"size": SMALL},
            "exponentformat": "power",
            "thickness": 12,
        },
        **place,
    )
    figure.update_xaxes(showgrid=False, zeroline=False, fixedrange=True)
    figure.update_yaxes(showgrid=False, zeroline=False, fixedrange=True, autorange="reversed")
    return figure


def _ticks(names: list[str]) -> dict[str, list[str]]:
    """Return ticks at some of the names, without the word that all of them begin with."""
    some = names[:: -(-len(names) // MOST_TICKS)]
    return {"tickvals": some, "ticktext": [name.split(" ")[-1] for name in some]}
