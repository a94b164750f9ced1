"""Backprop, checked by the visitor: move single weights by a tiny bit."""

from functools import partial

import numpy as np
import streamlit as st

from nn.explain.gradient_check import Check, Place, check_gradient, random_places, relative_error
from pages.ui.app.formats import short
from pages.ui.app.glossary import marked
from pages.ui.app.html import Html
from pages.ui.app.widgets import button, menu
from pages.ui.backprop import choices, tables
from pages.ui.backprop.material import Material
from pages.ui.backprop.symbols import neuron_names

WEIGHTS = 6
MOST_PLACES = 10  # of a cost: more would be rounding
BIAS = -1  # among the sources to choose from


def choose(material: Material) -> None:
    """Offer other random weights, and ask for a weight."""
    view, (_, layer, _) = material.view, material.focus
    button(f"Take {WEIGHTS} other weights", "casino", setattr, view, "seed", view.seed + 1)
    choices.layer(material)
    choices.neuron(material)
    names = {BIAS: "its bias"} | {k: f"from {name}" for k, name in enumerate(material.sources)}
    then = partial(view.sources.__setitem__, layer)
    menu("Its weight from", names, "backprop_source", _source(material), then)


def check(material: Material) -> None:
    """Show the gradient found by trial beside that of backprop, for random and chosen weights."""
    view, trace, visit = material.view, material.trace, material.visitor.visit
    (_, layer, neuron), source = material.focus, _source(material)
    place = Place(layer, neuron, None if source == BIAS else source)
    places = [place, *random_places(trace, WEIGHTS, np.random.default_rng(view.seed))]
    key = (trace, place, view.seed)
    own, *checks = visit.keep("backprop.check", key, lambda: check_gradient(trace, places))
    st.html(marked(_table(material, [own, *checks])))
    if not checks:
        st.markdown("Every slope is 0: there is nothing to compare. Take another image.")
        return
    about = f"Relative error over the {len(checks)} random ones"
    st.html(tables.sentence(relative_error(checks), about=about))
    st.markdown(
        "It says how far apart the two columns are, divided by the sum of their sizes. Below 10⁻⁶, "
        "a millionth, backprop is right. Everything is computed with 15 digits. Slopes below a "
        "thousandth of the largest are left out: rounding would hide them. If all slopes are below "
        "10⁻⁹, the error may be larger for that reason alone: the network is so sure that the cost "
        "hardly changes, and few digits are left to compare."
    )


def _source(material: Material) -> int:
    """Return where the chosen weight is from; at first it is the one with the largest slope."""
    _, layer, neuron = material.focus
    source = material.view.sources.get(layer)
    if source is None or source >= len(material.sources):
        return int(np.abs(material.trace.backward.nabla_w[layer][neuron]).argmax())
    return source


def _table(material: Material, checks: list[Check]) -> Html:
    # The two costs of each check should differ in at least two digits.
    differences = [check.cost_above - check.cost_below for check in checks]
    smallest = min((abs(difference) for difference in differences if difference), default=1.0)
    digits = int(np.clip(2 - np.floor(np.log10(smallest)), 4, MOST_PLACES))
    rows: list[tables.Row] = []
    for check, difference in zip(checks, differences, strict=True):
        name, costs = _name(material, check.place), (check.cost_above, check.cost_below)
        written = (tables.number(cost, short(cost, digits)) for cost in costs)
        slopes = (check.numerical, check.backprop, relative_error([check]))
        rows.append([name, *written, difference, *slopes])
    head = ["weight (yours first)", "C(w + ε)", "C(w − ε)", "difference", "÷ 2ε: by trial"]
    return tables.table([*head, "backprop", "relative error"], rows, marked=0)


def _name(material: Material, place: Place) -> str:
    trace = material.trace
    name = neuron_names(trace, place.layer)[place.neuron]
    if trace.last > 1 and place.layer < trace.last:
        name += f" of hidden layer {place.layer + 1}"
    if place.source is None:
        return f"bias of {name}"
    return f"{neuron_names(trace, place.layer - 1)[place.source]} → {name}"
