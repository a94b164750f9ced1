"""What comes of asking a person: how much is left to one, and how much is read wrong."""

import plotly.graph_objects as go

from nn.explain.confusion import Read
from nn.figures import colours, look

LEVELS = [k / 100 for k in range(101)]


def asking_curve(read: Read, chosen: float, what: str) -> go.Figure:
    """Draw how much is left to a person, and how much of the rest is read wrong.

    `read` is how sure the network is, and `what` names what it reads: "images". A line marks the
    `chosen` level, the smallest output that counts as an answer, 0 to 1. Where everything is left,
    nothing is read wrong.
    """
    results = [read.cautious(level) for level in LEVELS]
    at = round(100 * chosen)
    at_chosen = results[at]
    figure = look.canvas(
        f"How many {what} are left to a person, and how many of the others are read wrong, the "
        f"larger an output has to be: at {chosen:.2f}, {at_chosen.left:,} of {at_chosen.total:,} "
        f"are left, and {at_chosen.wrong:,} of the other "
        f"{at_chosen.answered:,} are read wrong."
    )
    left = [100 * result.left / result.total for result in results]
    wrong = [100 * r.wrong / r.answered if r.answered else None for r in results]
    for name, shares, colour, dash in (
        ("left to a person", left, colours.ACCENT, "dash"),
        ("wrong, of those read", wrong, colours.WORST, "solid"),
    ):
        figure.add_scatter(
            x=LEVELS,
            y=shares,
            name=name,
            mode="lines",
            line={"color": colour, "width": 3, "dash": dash},
            hovertemplate=f"%{{y:.2f}} % {name}<br>below an output of %{{x:.2f}}<extra></extra>",
        )
    figure.add_vline(x=chosen, line={"color": colours.GREY, "width": 2})
    look.label_axes(figure, "it asks below an output of", f"{what} (%)")
    figure.update_xaxes(range=[0, 1])
    # Both curves have room up to a level of 0.95, or up to the chosen one.
    shown = left[: max(round(0.95 * len(results)), at + 1)]
    top = 1.3 * max([*shown, wrong[0] or 0.0])
    figure.update_yaxes(range=[0, min(100.0, max(10.0, top))])
    look.legend_above(figure)
    return figure
