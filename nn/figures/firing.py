"""All neurons of a layer: how often each fires, how often it is saturated, which are dead."""

import numpy as np
import plotly.graph_objects as go

from nn.explain.neurons import Firing
from nn.figures import colours, look
from nn.in_words import counted, listed, percent_of

MOST_NAMED = 5  # dead neurons named in the text alternative
MOST_FRAMES = 75  # so many of the narrowest are as wide as the chart


def firing_chart(firing: Firing, chosen: int, saturates: bool = True) -> go.Figure:
    """Draw a bar for each neuron, as high as the share of the images for which it fires.

    The neurons stand in the order of their numbers, which count from 1. If the layer's function
    `saturates`, a dot is the share for which a neuron is saturated. A dead neuron has a cross in
    place of a bar; the `chosen` one, from 0, has a frame. Clicking a neuron selects the point whose
    customdata is its index, from 0.
    """
    n = len(firing.fires)
    names = np.arange(1, n + 1)
    figure = look.canvas(in_words(firing))
    figure.add_bar(
        x=names,
        y=100 * firing.fires,
        name="fires",
        marker={"color": colours.ACCENT, "line": {"width": 0}},
        width=0.8 if n <= 100 else 1.0,
        hoverinfo="skip",
    )
    if saturates:
        dots = [look.Dot(k, 100 * share) for k, share in enumerate(firing.saturated, start=1)]
        look.add_dots(figure, dots, "saturated", color=colours.OTHER, size=8 if n <= 100 else 4)
    dead = [look.Dot(k + 1, 0.0) for k in np.flatnonzero(firing.dead).tolist()]
    look.add_dots(figure, dead, "dead", color=colours.WORST, size=14, symbol="x", line_width=0)
    texts = [
        f"neuron {k}: " + (f"fires for {percent_of(share)}" if share else "dead, it never fires")
        for k, share in enumerate(firing.fires.tolist(), start=1)
    ]
    if saturates:
        ends = [f"<br>saturated for {percent_of(share)}" for share in firing.saturated.tolist()]
        texts = [text + end for text, end in zip(texts, ends, strict=True)]
    look.add_unseen_dots(figure, [look.Dot(k + 1, 50.0, k, text) for k, text in enumerate(texts)])
    reach = max(1.0, n / MOST_FRAMES) / 2  # around a narrow bar, it would look like a bar itself
    look.frame(figure, (chosen + 1 - reach, chosen + 1 + reach), (0.0, 100.0), colours.OTHER, 3)
    look.label_axes(figure, "neuron", "test images (%)")
    figure.update_xaxes(range=[0.3, n + 0.7], showgrid=False, zeroline=False)
    figure.update_yaxes(range=[0, 100], zeroline=True, zerolinecolor=colours.GREY)
    # Only the number along the axis matters: a click anywhere above a neuron is for it.
    figure.update_layout(hovermode="x", bargap=0.1)
    look.legend_above(figure)
    return figure


def in_words(firing: Firing) -> str:
    """Return, in a sentence, which neuron fires most and least often, and which are dead."""
    most, least = int(firing.fires.argmax()), int(firing.fires.argmin())
    dead = np.flatnonzero(firing.dead)
    if len(firing.fires) == 1:
        alive = f"for {percent_of(firing.fires[0])} of the images"
    elif len(dead) == len(firing.fires):
        alive = "none of them fires for any image"
    else:
        alive = (
            f"neuron {most + 1} fires most often, for {percent_of(firing.fires[most])} of the "
            f"images, and neuron {least + 1} least often, for {percent_of(firing.fires[least])}"
        )
    named = [str(k + 1) for k in dead[:MOST_NAMED]]
    if len(dead) > MOST_NAMED:
        named.append(f"{len(dead) - MOST_NAMED} more")
    gone = f"{len(dead)} never {'fires' if len(dead) == 1 else 'fire'}"
    dead_ones = f"{gone}: {listed(named)}" if len(dead) else "none is dead"
    return f"How often each of {counted(len(firing.fires), 'neuron')} fires: {alive}; {dead_ones}."
