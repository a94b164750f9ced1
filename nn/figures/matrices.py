"""Weights between two layers of neurons, or their gradient: a row to each later neuron."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from nn.figures import look
from nn.functions import Array

MOST_NEURONS = 200  # rows, and columns
MOST_TICKS = 5  # more would run together on a phone


def weight_matrix(
    values: Array,
    later: Sequence[str],
    earlier: Sequence[str],
    label: str = "weight",
    selected: int | None = None,
    factors: tuple[Array, Array] | None = None,
) -> go.Figure:
    """Draw a number for each weight between two layers, (n_out, n_in); `label` names the numbers.

    Only the first MOST_NEURONS of each layer are drawn. `later` and `earlier` are the neurons'
    names, such as "neuron 3". The row of the `selected` later neuron, from 0, gets a frame.
    Pointing at a cell also says the `factors` of a gradient: the errors delta (n_out,) and the
    activations a (n_in,) that were multiplied.
    """
    values = values[:MOST_NEURONS, :MOST_NEURONS].astype(np.float32)
    rows, columns = values.shape
    later, earlier = later[:rows], earlier[:columns]
    figure = look.canvas(
        f"A matrix with a row for each of {rows} neurons and a column for each of the {columns} "
        f"before them: {label} {look.span(values)}."
    )
    says, both = "from %{x} to %{y}<br>", None
    if factors:
        delta, a = factors[0][:rows, None], factors[1][None, :columns]
        both = np.dstack(np.broadcast_arrays(delta, a)).astype(np.float32)
        says += "error δ %{customdata[0]:.4g}<br>activation a %{customdata[1]:.4g}<br>"
    figure.add_heatmap(
        **look.signed(values),
        x=earlier,
        y=later,
        colorbar=look.colour_bar(label),
        customdata=both,
        hovertemplate=f"{says}{label} %{{z:+.4g}}<extra></extra>",
    )
    look.label_axes(figure, f"from {_kind(earlier)}", f"to {_kind(later)}")
    cells = {"type": "category", "showgrid": False, "zeroline": False}
    figure.update_xaxes(**cells, tickangle=0, **_ticks(earlier))
    figure.update_yaxes(**cells, autorange="reversed", **_ticks(later))
    if selected is not None and selected < rows:
        look.frame(figure, (-0.5, columns - 0.5), (selected - 0.5, selected + 0.5), look.OTHER, 3)
    return figure


def _kind(names: Sequence[str]) -> str:
    """Return the word that all of the names begin with."""
    return names[0].split(" ")[0]


def _ticks(names: Sequence[str]) -> dict[str, list[str]]:
    """Return ticks at some of the names, without that word."""
    some = list(names[:: -(-len(names) // MOST_TICKS)])
    return {"tickvals": some, "ticktext": [name.split(" ")[-1] for name in some]}
