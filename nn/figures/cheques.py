"""What comes of asking a person: how many cheques are left to one, and how many are read wrong."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from nn.explain.confusion import Cautious
from nn.figures import look


def asking_curve(levels: Sequence[float], results: Sequence[Cautious], chosen: float) -> go.Figure:
    """Draw how many cheques are left to a person, and how many of the others are read wrong.

    The `levels` are the smallest outputs that count as an answer, 0 to 1, rising, with a result for
    each. A line marks the `chosen` level. Where every cheque is left, none is read wrong.
    """
    at = int(np.abs(np.subtract(levels, chosen)).argmin())
    at_chosen = results[at]
    figure = look.canvas(
        "How many cheques are left to a person, and how many of the others are read wrong, the "
        f"larger every output has to be: at {chosen:.2f}, {at_chosen.left:,} of "
        f"{at_chosen.total:,} are left, and {at_chosen.answered - at_chosen.right:,} of the other "
        f"{at_chosen.answered:,} are read wrong."
    )
    wrong = [1 - result.right / result.answered if result.answered else None for result in results]
    for name, shares, colour, dash in (
        ("left to a person", [1 - result.share for result in results], look.ACCENT, "dash"),
        ("wrong, of those read", wrong, look.WORST, "solid"),
    ):
        figure.add_scatter(
            x=list(levels),
            y=[None if share is None else 100 * share for share in shares],
            name=name,
            mode="lines",
            line={"color": colour, "width": 3, "dash": dash},
            cliponaxis=True,
            hovertemplate=f"%{{y:.2f}} % {name}<br>below an output of %{{x:.2f}}<extra></extra>",
        )
    figure.add_vline(x=chosen, line={"color": look.GREY, "width": 2})
    look.label_axes(figure, "it asks below an output of", "cheques (%)")
    figure.update_xaxes(range=[0, 1])
    figure.update_yaxes(range=[0, _top(results, at)])
    look.legend_inside(figure, 0.85, 0.02, "left")
    return figure


def _top(results: Sequence[Cautious], at: int) -> float:
    """Return where the axis ends, in per cent.

    Both curves have room up to a level of 0.95, or up to that of the result `at`.
    """
    shown = results[: max(round(0.95 * len(results)), at + 1)]
    shares = [result.left / result.total for result in shown]
    worst = 1 - results[0].accuracy if results[0].answered else 0.0
    return min(100.0, max(10.0, 130 * max(*shares, worst)))
