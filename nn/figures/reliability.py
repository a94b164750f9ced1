"""Whether a network is as sure as it is right: a bar for each range of outputs."""

from collections.abc import Sequence

import plotly.graph_objects as go

from nn.explain.calibration import Bin
from nn.figures import colours, look

FEW = 20  # answers: with fewer, chance decides much
PALE = 0.35


def reliability_diagram(bins: Sequence[Bin]) -> go.Figure:
    """Draw the share of right answers against their output: a bar for each bin with an answer.

    A line in each bar is as high as the bin's mean output: there the bar should end. The dotted
    diagonal joins these. A bar of fewer than FEW answers is pale.
    """
    drawn = [part for part in bins if part.count]
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
        x=[(part.low + part.high) / 2 for part in drawn],
        y=[100 * part.right for part in drawn],
        width=[0.92 * (part.high - part.low) for part in drawn],
        name="share right",
        marker={
            "color": colours.ACCENT,
            "opacity": [PALE if part.count < FEW else 1.0 for part in drawn],
        },
        customdata=[[f"{p.low:.1f} to {p.high:.1f}", p.count, p.mean] for p in drawn],
        hovertemplate="outputs from %{customdata[0]}, in the mean %{customdata[2]:.3f}:"
        "<br>%{customdata[1]:,} answers, %{y:.1f} % of them right<extra></extra>",
    )
    figure.add_scatter(
        x=[x for part in drawn for x in (part.low, part.high, None)],
        y=[y for part in drawn for y in (100 * part.mean, 100 * part.mean, None)],
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


def _in_words(drawn: Sequence[Bin]) -> str:
    begin = "How many answers are right, by their output:"
    if not drawn:
        return f"{begin} there is no answer."
    most = max(drawn, key=lambda part: part.count)
    return (
        f"{begin} of the {most.count:,} with an output from {most.low:.1f} to {most.high:.1f}, in "
        f"the mean {most.mean:.3f}, {most.right:.1%} are right."
    )
