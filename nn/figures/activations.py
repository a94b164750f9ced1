"""An activation function, or its slope, with neurons on the curve."""

import math
from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from nn.figures import look
from nn.functions import Array
from nn.in_words import counted, spoken

POINTS = 401  # so many that no corner is seen
NEAR = 10.0  # z: an activation is drawn this far to both sides of its middle
LEAST_Z = 6.0  # a slope is drawn at least this far to both sides of 0
MOST_Z = 30.0  # and at most this far


def curve_range(z: float, middle: float = 0.0, levels_off: bool = True) -> Array:
    """Return the z at which to draw an activation, (n,), rising, around its `middle`.

    A function that `levels_off` is drawn only where it bends: farther out hardly anything changes.
    Another one is drawn as far as the neuron's own `z`.
    """
    far = NEAR if levels_off else max(NEAR, 1.15 * abs(z))
    return np.linspace(middle - far, middle + far, POINTS)


def slope_range(z: Array) -> Array:
    """Return the z at which to draw the slope for a layer with these z, (n,)."""
    edge = min(MOST_Z, max(LEAST_Z, math.ceil(float(np.abs(z).max()))))
    return np.linspace(-edge, edge, POINTS)


def neurons_on_curve(
    curve: tuple[Array, Array],
    neurons: tuple[Array, Array],
    names: Sequence[str],
    axes: tuple[str, str],
    chosen: int = 0,
) -> go.Figure:
    """Draw a function of z with neurons on its curve, of which the `chosen` one stands out.

    Parameters
    ----------
    curve
        The z of `curve_range` or `slope_range`, and the function's values there, (p,) each.
    neurons
        The neurons' own z and values, (n,) each. A neuron whose z is beyond the curve stands at the
        edge; the chosen one is an arrow there. Pointing at a neuron says its own z.
    names
        The neurons' names, n of them. A single neuron has its name beside it.
    axes
        The titles of both axes: words, a space and a symbol, as in "activation a".
    """
    (curve_z, curve_y), (z, y) = curve, neurons
    word, symbol = axes[1].split(" ")
    first, last = float(curve_z[0]), float(curve_z[-1])
    x, name = np.clip(z, first, last), names[chosen]
    at, own_z, value = float(x[chosen]), float(z[chosen]), float(y[chosen])
    beyond = "" if at == own_z else "left" if own_z < first else "right"
    low = min(0.0, float(curve_y.min()), float(y.min()))
    high = max(float(curve_y.max()), float(y.max()))
    room = 0.06 * (high - low)
    figure = look.canvas(
        f"The curve of the {word}, with {counted(len(z), 'neuron')} on it: {name} has z = "
        f"{spoken(own_z)} and {symbol} = {spoken(value)}"
        + (", at the edge, since its z is farther out." if beyond else ".")
    )
    figure.add_scatter(
        x=curve_z,
        y=curve_y,
        mode="lines",
        line={"color": look.ACCENT, "width": 4, "simplify": False},
        hovertemplate=f"z = %{{x:.2f}}: {symbol} = %{{y:.4f}}<extra></extra>",
    )
    dotted = {"color": look.OTHER, "width": 2, "dash": "dot"}
    corner = {"x": [at, at, first], "y": [low - room, value, value]}
    figure.add_scatter(**corner, mode="lines", line=dotted, hoverinfo="skip")
    # The curve rises, so there is room for the words to the lower right of a point that is high up,
    # and to the upper left of another one, but not at the edge.
    share, is_high = (at - first) / (last - first), 2 * value > low + high
    side = "right" if share < (0.8 if is_high else 0.2) else "left"
    figure.add_scatter(
        x=x,
        y=y,
        mode="markers+text" if len(z) == 1 else "markers",
        marker={
            "opacity": 1.0,  # plotly makes points of several sizes pale
            "size": [18 if k == chosen else 11 for k in range(len(z))],
            "color": [look.OTHER if k == chosen else look.GREY for k in range(len(z))],
            "symbol": [
                f"triangle-{beyond}" if beyond and k == chosen else "circle" for k in range(len(z))
            ],
        },
        text=[f"  <b>{name}</b>{f': z = {spoken(own_z)}' if beyond else ''}  "],
        textposition=f"{'bottom' if is_high else 'top'} {side}",
        textfont={"size": look.LARGE},
        cliponaxis=False,
        customdata=[[name, own] for name, own in zip(names, z.tolist(), strict=True)],
        hovertemplate="%{customdata[0]}: z = %{customdata[1]:.4f}<br>"
        f"{symbol} = %{{y:.4g}}<extra></extra>",
    )
    look.label_axes(figure, *axes)
    zero = {"zeroline": True, "zerolinecolor": look.GREY, "zerolinewidth": 1}
    figure.update_xaxes(range=[first, last], showgrid=False, **zero)
    figure.update_yaxes(range=[low - room, high + room], **zero)
    figure.update_layout(hoverdistance=30)
    return figure
