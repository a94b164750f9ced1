"""Whether a network is as sure as it is right, and what asking a person would bring."""

from collections.abc import Sequence

import plotly.graph_objects as go

from nn.explain.calibration import Bin
from nn.explain.confusion import Read
from nn.figures import colours, look

FEW = 20  # answers: with fewer, chance decides much
PALE = 0.35
LEVELS = [k / 100 for k in range(101)]


def reliability_diagram(bins: Sequence[Bin]) -> go.Figure:
    """Draw the share of right answers against their output: a bar for each bin with an answer.

    A line in each bar is as high as the bin's mean output: there the bar should end. The dotted
    diagonal joins these. A bar of fewer than FEW answers is pale.
    """
    n = len(bins)
    drawn = [(k / n, (k + 1) / n, part) for k, part in enumerate(bins) if part.answers]
    figure = look.canvas(_in_words(drawn))
    figure.add_scatter(
        x=[0, 1],
        y=[0, 100],
        mode="lines",
        line={"color": colours.GREY, "width": 2, "dash": "dot"},
        hoverinfo="skip",
        showlegend=False,
    )
    figure.add_bar(
        x=[(low + high) / 2 for low, high, _ in drawn],
        y=[100 * part.right for *_, part in drawn],
        width=0.92 / max(n, 1),
        name="share right",
        marker={
            "color": colours.ACCENT,
            "opacity": [PALE if part.answers < FEW else 1.0 for *_, part in drawn],
        },
        customdata=[[f"{low:.1f} to {high:.1f}", p.answers, p.mean] for low, high, p in drawn],
        hovertemplate="outputs from %{customdata[0]}, in the mean %{customdata[2]:.3f}:"
        "<br>%{customdata[1]:,} answers, %{y:.1f} % of them right<extra></extra>",
    )
    figure.add_scatter(
        x=[x for low, high, _ in drawn for x in (low, high, None)],
        y=[y for *_, part in drawn for y in (100 * part.mean, 100 * part.mean, None)],
        mode="lines",
        name="mean output",
        line={"color": colours.OTHER, "width": 4},
        hoverinfo="skip",
    )
    look.label_axes(figure, "output of the answer", "right (%)")
    figure.update_xaxes(range=[0, 1], dtick=0.2, tickangle=0)
    figure.update_yaxes(range=[0, 103], dtick=20)
    look.legend_above(figure)
    return figure


def _in_words(drawn: Sequence[tuple[float, float, Bin]]) -> str:
    begin = "How many answers are right, by their output:"
    if not drawn:
        return f"{begin} there is no answer."
    low, high, most = max(drawn, key=lambda each: each[2].answers)
    return (
        f"{begin} of the {most.answers:,} with an output from {low:.1f} to {high:.1f}, in the mean "
        f"{most.mean:.3f}, {most.right:.1%} are right."
    )


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
