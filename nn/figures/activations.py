"""An activation function, or its slope, with neurons on the curve."""

import math

import numpy as np
import plotly.graph_objects as go

from nn.figures import look
from nn.functions import Array

NEAR = 10.0  # z: an activation is drawn this far to both sides of its middle
POINTS = 401  # so many that no corner is seen

SLOPE_POINTS = 121
LEAST_Z = 6.0  # a slope is drawn at least this far to both sides of 0
MOST_Z = 30.0  # and at most this far; neurons beyond it stand at the edge


def curve_range(z: float, middle: float = 0.0, levels_off: bool = True) -> Array:
    """Return the z at which to draw an activation, (n,), rising, around its `middle`.

    A function that `levels_off` is drawn only where it bends: farther out hardly anything changes.
    Another one is drawn as far as the neuron's own `z`.
    """
    far = NEAR if levels_off else max(NEAR, 1.15 * abs(z))
    return np.linspace(middle - far, middle + far, POINTS)


def activation_curve(curve_z: Array, curve: Array, z: float, a: float, name: str) -> go.Figure:
    """Draw an activation function with one neuron on it, whose `z`, `a` and `name` are given.

    `curve` are the function's values at `curve_z`, the z of `curve_range`, both (n,). A neuron
    whose `z` is beyond them stands at the edge, as an arrow, and says its z.
    """
    low, high = min(0.0, float(curve.min()), a), max(1.0, float(curve.max()), a)
    room = 0.06 * (high - low)
    first, last = float(curve_z[0]), float(curve_z[-1])
    x = min(max(z, first), last)
    figure = look.canvas(
        f"The curve of the activation function, and {name} on it: z = {z:.4f}, a = {a:.4f}"
        + (", at the edge, since its z is farther out." if x != z else ".")
    )
    figure.add_scatter(
        x=curve_z,
        y=curve,
        mode="lines",
        line={"color": look.ACCENT, "width": 4, "simplify": False},
        hovertemplate="z = %{x:.2f}: a = %{y:.4f}<extra></extra>",
    )
    dotted = {"color": look.OTHER, "width": 2, "dash": "dot"}
    corner = {"x": [x, x, first], "y": [low - room, a, a]}
    figure.add_scatter(**corner, mode="lines", line=dotted, hoverinfo="skip")
    # The curve rises, so there is room for the words to the lower right of a point that is high up,
    # and to the upper left of another one, but not at the edge.
    share, is_high = (x - first) / (last - first), 2 * a > low + high
    side = "right" if share < (0.8 if is_high else 0.2) else "left"
    beside = f"{'bottom' if is_high else 'top'} {side}"
    beyond = "" if x == z else "left" if z < first else "right"
    _add_neuron(figure, (x, a), z, name, beside, beyond)
    look.label_axes(figure, "weighted sum z", "activation a")
    line = {"zeroline": True, "zerolinecolor": look.GREY, "zerolinewidth": 1}
    figure.update_xaxes(range=[first, last], showgrid=False, **line)
    figure.update_yaxes(range=[low - room, high + room], zeroline=False)
    figure.update_layout(hoverdistance=30)
    return figure


def _add_neuron(
    figure: go.Figure, place: tuple[float, float], z: float, name: str, beside: str, beyond: str
) -> None:
    """Draw a neuron with its name `beside` it; `beyond` is the side on which its `z` is, if any."""
    value = f": z = {z:.1f}".replace("-", "−") if beyond else ""
    figure.add_scatter(
        x=[place[0]],
        y=[place[1]],
        mode="markers+text",
        marker={
            "size": 18,
            "color": look.OTHER,
            "symbol": f"triangle-{beyond}" if beyond else "circle",
        },
        text=[f"  <b>{name}</b>{value}  "],
        textposition=beside,
        textfont={"size": look.LARGE},
        cliponaxis=False,
        customdata=[z],
        hovertemplate="z = %{customdata:.4f}: a = %{y:.4f}<extra></extra>",
    )


def slope_range(z: Array) -> Array:
    """Return the z at which to draw the slope for a layer with these z, (n,)."""
    edge = min(MOST_Z, max(LEAST_Z, math.ceil(float(np.abs(z).max()))))
    return np.linspace(-edge, edge, SLOPE_POINTS)


def slope_curve(
    z: Array, curve_z: Array, curve: Array, slope: Array, names: list[str], chosen: int
) -> go.Figure:
    """Draw the slope sigma'(z) with every neuron of a layer on it; the `chosen` one stands out.

    `z`, `slope` and `names` are the neurons', (n,). `curve` are the slopes at `curve_z`, the z of
    `slope_range`, both (p,).
    """
    edge = float(curve_z.max())
    figure = look.canvas(
        f"The curve of the slope σ′(z), and {len(z)} neurons on it: {names[chosen]} has "
        f"z = {z[chosen]:.4g} and σ′(z) = {slope[chosen]:.4g}."
    )
    line = {"color": look.GREY, "width": 3}
    figure.add_scatter(x=curve_z, y=curve, mode="lines", line=line, hoverinfo="skip")
    is_chosen = [k == chosen for k in range(len(z))]
    figure.add_scatter(
        x=np.clip(z, -edge, edge),
        y=slope,
        mode="markers",
        marker={
            "size": [18 if large else 11 for large in is_chosen],
            "color": [look.OTHER if large else look.ACCENT for large in is_chosen],
        },
        text=names,
        customdata=z,
        cliponaxis=False,
        hovertemplate="%{text}: z = %{customdata:.4g}<br>σ′(z) = %{y:.4g}<extra></extra>",
    )
    look.label_axes(figure, "weighted input z", "slope σ′(z)")
    figure.update_xaxes(range=[-1.04 * edge, 1.04 * edge], showgrid=False)
    figure.update_yaxes(rangemode="tozero", zeroline=True, zerolinecolor=look.GREY, nticks=5)
    return figure
