"""Backprop, checked by the visitor: single weights moved by a tiny bit."""

import numpy as np
import streamlit as st

from nn.explain.gradient_check import Check, Place, check_gradient, random_places, relative_error
from pages.ui.app.numbers import short
from pages.ui.app.session import Session
from pages.ui.backprop import choices, tables
from pages.ui.backprop.material import Material
from pages.ui.backprop.symbols import neuron_name

WEIGHTS = 6
MOST_PLACES = 10  # of a cost: more would be rounding
# Below such a slope rounding may be seen in its first six digits: the outputs that the cost is made
# of have 16, and most of them are lost where they are next to 0 or 1.
FAINT = 1e-9
BIAS = -1  # among the sources to choose from


def check(visitor: Session, material: Material) -> None:
    """Show the gradient found by trial beside backprop's, for random and chosen weights."""
    chosen, trace = visitor.views.backprop, material.trace
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.button(
            f"{WEIGHTS} other weights", icon=":material/casino:", on_click=_others, args=(visitor,)
        )
        layer = choices.layer(visitor, material)
        neuron = choices.neuron(visitor, material, layer)
        _choose_source(visitor, material, layer, neuron)
    checks = visitor.visit.keep(
        "backprop_check", (trace, chosen.seed), lambda: _random(material, chosen.seed)
    )
    place = Place(layer, neuron, chosen.source(layer, trace.before.sizes[layer]))
    own = visitor.visit.keep(
        "backprop_own_check", (trace, place), lambda: _compare(material, [place])
    )
    st.html(_table(material, [*own, *checks]))
    if not checks:
        st.markdown("Every slope is 0: there is nothing to compare. Take another image.")
        return
    st.html(
        tables.sentence(
            f"<b>Relative error</b> over the {len(checks)} random ones:",
            relative_error(checks),
        )
    )
    st.markdown(
        "That is how far the two columns are apart, divided by the sum of their sizes. Under 10⁻⁶, "
        "a millionth, backprop is right. Computed with 15 digits; slopes under a thousandth of the "
        "largest are left out, they would drown in rounding."
    )
    largest = max(abs(one.backprop) for one in checks)
    if largest < FAINT:
        st.markdown(
            f"Here even the largest of these slopes is only {short(largest)}: the network "
            "is so sure that the cost has few digits left to differ in, and the error may be "
            "larger for that reason alone. An image that it misreads tells more."
        )


def _others(visitor: Session) -> None:
    visitor.views.backprop.seed += 1


def _random(material: Material, seed: int) -> list[Check]:
    trace = material.trace
    places = random_places(
        trace.before, trace.x, trace.y, trace.cost, WEIGHTS, np.random.default_rng(seed)
    )
    return _compare(material, places)


def _compare(material: Material, places: list[Place]) -> list[Check]:
    trace = material.trace
    return check_gradient(trace.before, trace.x, trace.y, trace.cost, places)


def _choose_source(visitor: Session, material: Material, layer: int, neuron: int) -> None:
    """Ask which of a neuron's weights; at first the one with the largest slope."""
    trace, chosen = material.trace, visitor.views.backprop
    size = trace.before.sizes[layer]
    if not chosen.has_source(layer, size):
        chosen.sources[layer] = int(np.abs(trace.backward.nabla_w[layer][neuron]).argmax())
    st.session_state["backprop_source"] = chosen.sources[layer]
    st.selectbox(
        "Its weight from",
        range(BIAS, size),
        format_func=lambda k: (
            "its bias" if k == BIAS else f"from {neuron_name(trace, layer - 1, k)}"
        ),
        key="backprop_source",
        label_visibility="collapsed",
        on_change=lambda: chosen.sources.update({layer: st.session_state["backprop_source"]}),
        width=190,
    )


def _places(checks: list[Check]) -> int:
    """Return to how many places the two costs of each check are seen to differ."""
    moves = [abs(one.cost_above - one.cost_below) for one in checks]
    smallest = min((move for move in moves if move), default=1.0)
    return int(np.clip(2 - np.floor(np.log10(smallest)), 4, MOST_PLACES))


def _table(material: Material, checks: list[Check]) -> str:
    places = _places(checks)
    rows: list[list[tables.Cell | tables.Bar]] = [
        [
            _place_name(material, one.place),
            tables.Long(one.cost_above, places),
            tables.Long(one.cost_below, places),
            one.cost_above - one.cost_below,
            one.numerical,
            one.backprop,
            one.error,
        ]
        for one in checks
    ]
    head = [
        "weight (yours first)",
        "C(w + ε)",
        "C(w − ε)",
        "difference",
        "÷ 2ε: by trial",
        "backprop",
        "relative error",
    ]
    return tables.table(head, rows, marked=0)


def _place_name(material: Material, place: Place) -> str:
    trace = material.trace
    to = neuron_name(trace, place.layer, place.neuron)
    if trace.last > 1 and place.layer < trace.last:
        to += f" of hidden layer {place.layer + 1}"
    if place.source is None:
        return f"bias of {to}"
    return f"{neuron_name(trace, place.layer - 1, place.source)} → {to}"
