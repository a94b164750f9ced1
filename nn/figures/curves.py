"""What a network answers over its training run."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from nn.answers import answer_of
from nn.figures import colours, look
from nn.functions import Array


def outputs_over_time(
    positions: Sequence[float], outputs: Array, chosen: int | None = None
) -> go.Figure:
    """Draw a network's outputs for one image, (t, 10) in [0, 1], at checkpoints of its training.

    The `positions` of the checkpoints are in epochs; the logarithmic x axis leaves out 0. A line
    marks the `chosen` checkpoint, from 0. Answer and runner-up there, or else at the last
    checkpoint, stand out.
    """
    x = np.asarray(positions, np.float64)
    on_axis = x > 0
    if len(x):
        at = -1 if chosen is None else chosen
        answer = answer_of(outputs[at])
        figure = look.canvas(
            f"The ten outputs over the training: at epoch {x[at]:.4g} the output for "
            f"{answer.digit} is the largest, {answer.output:.2f}, and the one for "
            f"{answer.runner_up} is next, {answer.next_output:.2f}."
        )
        _add_outputs(figure, x[on_axis], outputs[on_axis], answer.digit, answer.runner_up)
    else:
        figure = look.canvas("The ten outputs over the training: there is no checkpoint yet.")
    look.label_axes(figure, "epochs (logarithmic)", "output")
    figure.update_yaxes(range=[-0.03, 1.03])
    empty = None if on_axis.any() else [-4, 1]
    figure.update_xaxes(type="log", dtick=1, exponentformat="none", range=empty)
    look.legend_above(figure)
    if chosen is not None and on_axis[chosen]:
        figure.add_vline(x=x[chosen], line={"color": colours.GREY, "width": 2})
    return figure


def _add_outputs(figure: go.Figure, x: Array, outputs: Array, first: int, second: int) -> None:
    """Draw the weaker outputs in grey, then the two strongest over them."""
    others = [digit for digit in range(outputs.shape[1]) if digit not in (first, second)]
    looks = [(digit, colours.GREY, 1.5, "solid") for digit in others]
    looks += [(second, colours.OTHER, 3, "dash"), (first, colours.ACCENT, 4, "solid")]
    for digit, colour, width, dash in looks:
        grey = digit in others
        figure.add_scatter(
            x=x,
            y=outputs[:, digit],
            name="other digits" if grey else f"digit {digit}",
            mode="lines+markers",
            line={"color": colour, "width": width, "dash": dash},
            marker={"color": colour, "size": 4 if grey else 7},
            opacity=0.6 if grey else 1.0,
            cliponaxis=False,
            legendrank=3 if grey else 1 + (digit == second),
            showlegend=not grey or digit == others[0],
            hovertemplate=f"output {digit}: %{{y:.4f}} after %{{x:.4~g}} epochs<extra></extra>",
        )
