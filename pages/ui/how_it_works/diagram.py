"""A network as nodes and lines: HTML for the nodes, a picture behind them for the lines.

All positions are in percent of the box's width and height, so that it fits a stage and a phone.
"""

import numpy as np

from nn.answers import NO_ANSWER, Reader
from nn.explain import forward_story
from nn.explain.forward_story import Layer
from nn.functions import Array
from nn.in_words import listed
from pages.ui.app import numbers, pictures
from pages.ui.app.digits import Subject
from pages.ui.app.html import Html, div, join, span, tag

PICTURE = 15.0  # where the digit's right edge is
FIRST, LAST = 38.0, 85.0  # where the first layer and the outputs stand
TOP = 7.0  # room for the layers' names
CROWD = 16  # nodes; more of them stand in two columns, to the left and right of their place
ASIDE = 3.4
THIN, THICK = 0.6, 6.0  # pixels

Point = tuple[float, float]


def show(reader: Reader, read: Subject) -> Html:
    """Return the network at work on a digit, with its answer marked."""
    network, answer = forward_story.diagram(reader.network, read.x), reader.see(read.image).answer
    *hidden, outputs = network.layers
    xs = np.linspace(FIRST, LAST, len(network.layers)).tolist() if hidden else [LAST]
    columns = [_places(layer, x) for layer, x in zip(network.layers, xs, strict=True)]
    edge = [(PICTURE, 35 + 0.3 * y) for _, y in columns[0]]
    lines = [_lines(edge, columns[0], network.pixel_sums)]
    for between, earlier, later in zip(network.lines, columns, columns[1:], strict=False):
        starts, ends = [earlier[k] for k in between.earlier], [later[k] for k in between.later]
        lines.append(_lines(starts, ends, between.values))
    box = {"viewBox": "0 0 100 100", "preserveAspectRatio": "none"}
    xmlns = "http://www.w3.org/2000/svg"
    svg = tag("svg", *lines, xmlns=xmlns, width=1000, height=500, **box)
    source = pictures.data_url(svg.encode("ascii"), "image/svg+xml")
    names = [f"{read.x.size} pixels", *map(_name, hidden), f"{outputs.size} outputs"]
    largest = None if answer.all_equal or answer.no_digit else answer.digit
    alt = f"The network at work: {listed(names)}"
    if largest not in (None, NO_ANSWER):
        alt += f"; the largest output is that for {largest}, {numbers.output(answer.output)}"
    return div(
        "tn-network",
        *(
            span("tn-layer", name, style=f"left:{x:.1f}%")
            for name, x in zip(names, [PICTURE / 2, *xs], strict=True)
        ),
        tag("img", kind="tn-lines", alt="", src=source),
        div("tn-entry", pictures.picture(read.image)),
        *map(_nodes, hidden, columns),
        _nodes(outputs, columns[-1], "output", largest),
        role="img",
        aria_label=alt,
    )


def _places(layer: Layer, x: float) -> list[Point]:
    n = len(layer.shown)
    aside = ASIDE if n > CROWD else 0.0
    return [(x + (aside if k % 2 else -aside), TOP + (100 - TOP) * (k + 0.5) / n) for k in range(n)]


def _name(hidden: Layer) -> str:
    n = len(hidden.shown)
    return f"{n} hidden" if n == hidden.size else f"{n} of {hidden.size}"


def _lines(starts: list[Point], ends: list[Point], values: Array) -> Html:
    """Return lines, red for positive values and blue for negative, the thicker the larger."""
    largest = float(np.abs(values).max(initial=0.0)) or 1.0
    lines = []
    for (x1, y1), (x2, y2), value in zip(starts, ends, values.tolist(), strict=True):
        share = abs(value) / largest
        lines.append(
            tag(
                "path",
                d=f"M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}",
                stroke=pictures.FIRING if value > 0 else pictures.NEGATIVE,
                stroke_width=f"{THIN + (THICK - THIN) * share:.1f}",
                stroke_opacity=f"{0.35 + 0.55 * share:.2f}",
                vector_effect="non-scaling-stroke",
            )
        )
    return join(lines)


def _nodes(
    layer: Layer, places: list[Point], kind: str = "neuron", largest: int | None = None
) -> Html:
    """Return the nodes of a layer: neurons from 1, or outputs from 0 with a beside each."""
    full = max(1.0, float(np.abs(layer.activations).max()))
    nodes = []
    for k, a, (x, y) in zip(layer.shown.tolist(), layer.activations.tolist(), places, strict=True):
        position = f"left:{x:.1f}%;top:{y:.1f}%"
        mark = " tn-largest" if k == largest else ""
        colour = pictures.FIRING if a >= 0 else pictures.NEGATIVE
        number = k if kind == "output" else k + 1
        tip = f"{kind} {number}: a = {numbers.short(a)}"
        node = (
            tag("i", style=f"background:{colour};opacity:{abs(a) / full:.3f}"),
            tag("b", str(number)),
            span("tn-tip tn-below-node" if y < 20 else "tn-tip", tip),
        )
        nodes.append(span(f"tn-node{mark}", *node, style=position))
        if kind == "output":
            nodes.append(span(f"tn-out{mark}", numbers.fixed(a), style=position))
    return join(nodes)
