"""A network as nodes and lines: HTML for the nodes, a picture behind them for the lines.

All places are in percent of the box's width and height, so that it fits a stage and a phone.
"""

import base64

import numpy as np

from nn.explain.forward_story import Diagram, Layer, Lines
from nn.functions import Array
from pages.ui.app import pictures

PICTURE = 15.0  # where the digit's right edge is
FIRST, LAST = 38.0, 85.0  # where the first layer and the outputs stand
TOP = 7.0  # room for the layers' names
CROWD = 16  # nodes; more of them stand in two columns, every other one aside
ASIDE = 3.4
THIN, THICK = 0.6, 6.0  # pixels

Point = tuple[float, float]


def show(shown: Diagram, image: Array) -> str:
    """Return the network for one digit; `image` (28, 28) is in [0, 1]."""
    xs = np.linspace(FIRST, LAST, len(shown.layers)) if len(shown.layers) > 1 else [LAST]
    places = [_places(layer, float(x)) for layer, x in zip(shown.layers, xs, strict=True)]
    edge = [(PICTURE, 35 + 0.3 * y) for _, y in places[0]]
    drawn = _strokes(edge, places[0], shown.pixel_sums)
    for lines, earlier, later in zip(shown.lines, places, places[1:], strict=False):
        drawn += _between(lines, earlier, later)
    names = _name(PICTURE / 2, f"{image.size} pixels")
    nodes = ""
    for number, (layer, place, x) in enumerate(zip(shown.layers, places, xs, strict=True)):
        is_output = number == len(shown.layers) - 1
        names += _name(float(x), _caption(layer, is_output))
        nodes += _outputs(layer, place) if is_output else _nodes(layer, place)
    return (
        f'<div class="tn-network">{names}{_picture(drawn)}'
        f'<div class="tn-entry">{pictures.picture(image)}</div>{nodes}</div>'
    )


def _places(layer: Layer, x: float) -> list[Point]:
    n = len(layer.shown)
    aside = ASIDE if n > CROWD else 0.0
    return [(x + (aside if k % 2 else -aside), TOP + (100 - TOP) * (k + 0.5) / n) for k in range(n)]


def _caption(layer: Layer, is_output: bool) -> str:
    if is_output:
        return f"{layer.size} outputs"
    if len(layer.shown) < layer.size:
        return f"{len(layer.shown)} of {layer.size}"
    return f"{layer.size} hidden"


def _name(x: float, text: str) -> str:
    return f'<span class="tn-layer" style="left:{x:.1f}%">{text}</span>'


def _between(lines: Lines, earlier: list[Point], later: list[Point]) -> str:
    return _strokes(
        [earlier[k] for k in lines.earlier], [later[k] for k in lines.later], lines.values
    )


def _strokes(starts: list[Point], ends: list[Point], values: Array) -> str:
    """Return lines, warm for values above 0 and blue below, the thicker the larger."""
    strongest = float(np.abs(values).max(initial=0.0)) or 1.0
    strokes = []
    for (x1, y1), (x2, y2), value in zip(starts, ends, values.tolist(), strict=True):
        share = abs(value) / strongest
        colour = pictures.FIRING if value > 0 else pictures.NEGATIVE
        strokes.append(
            f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}" '
            f'stroke-width="{THIN + (THICK - THIN) * share:.1f}" '
            f'stroke-opacity="{0.35 + 0.55 * share:.2f}" vector-effect="non-scaling-stroke"/>'
        )
    return "".join(strokes)


def _picture(lines: str) -> str:
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100" width="1000" height="500" '
        f'preserveAspectRatio="none">{lines}</svg>'
    )
    data = base64.b64encode(svg.encode("ascii")).decode("ascii")
    return f'<img class="tn-lines" alt="" src="data:image/svg+xml;base64,{data}">'


def _nodes(layer: Layer, places: list[Point]) -> str:
    strongest = max(1.0, float(np.abs(layer.activations).max()))
    return "".join(
        _node(place, str(k + 1), f"neuron {k + 1}: a = {a:.4f}", a, abs(a) / strongest)
        for k, a, place in zip(
            layer.shown.tolist(), layer.activations.tolist(), places, strict=True
        )
    )


def _outputs(layer: Layer, places: list[Point]) -> str:
    nodes, largest = "", int(layer.activations.argmax())
    for digit, (a, (x, y)) in enumerate(zip(layer.activations.tolist(), places, strict=True)):
        first = " tn-largest" if digit == largest else ""
        nodes += _node((x, y), str(digit), f"output {digit}: a = {a:.4f}", a, abs(a), first)
        nodes += f'<span class="tn-out{first}" style="left:{x:.1f}%;top:{y:.1f}%">{a:.2f}</span>'
    return nodes


def _node(place: Point, text: str, tip: str, a: float, share: float, kind: str = "") -> str:
    colour = pictures.FIRING if a >= 0 else pictures.NEGATIVE
    x, y = place
    below = " tn-below-node" if y < 20 else ""
    return (
        f'<span class="tn-node{kind}" style="left:{x:.1f}%;top:{y:.1f}%">'
        f'<i style="background:{colour};opacity:{min(share, 1.0):.3f}"></i>'
        f'<b>{text}</b><em class="tn-tip{below}">{tip}</em></span>'
    )
