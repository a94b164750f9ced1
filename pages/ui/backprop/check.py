"""Backprop, checked by the visitor: move single weights by a tiny bit."""

from functools import partial

import numpy as np
import streamlit as st

from nn.explain.gradient_check import Check, Place, check_gradient, random_places, relative_error
from pages.ui.app.html import Html
from pages.ui.app.numbers import short, to_place
from pages.ui.app.session import Session
from pages.ui.app.views import BackpropView
from pages.ui.backprop import choices, tables
from pages.ui.backprop.material import Material
from pages.ui.backprop.symbols import neuron_name, neuron_names

WEIGHTS = 6
MOST_PLACES = 10  # of a cost: more would be rounding
# Rounding may show in the first six digits of a smaller slope: the outputs that make the cost have
# 16 digits, and lose most of them next to 0 or 1.
FAINT = 1e-9
BIAS = -1  # among the sources to choose from
HEAD = (
    "weight (yours first)",
    "C(w + ε)",
    "C(w − ε)",
    "difference",
    "÷ 2ε: by trial",
    "backprop",
    "relative error",
)


def check(visitor: Session, material: Material) -> None:
    """Show the gradient found by trial beside that of backprop, for random and chosen weights."""
    view, trace = visitor.views.backprop, material.trace
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name, icon, seed = f"Take {WEIGHTS} other weights", ":material/casino:", view.seed + 1
        st.button(name, icon=icon, on_click=setattr, args=(view, "seed", seed))
        layer, neuron = choices.layer_neuron(view, material)
        _choose_source(view, material, layer, neuron)
    place = Place(layer, neuron, view.source(layer, trace.before.sizes[layer]))
    keep = visitor.visit.keep
    own = keep("backprop_own_check", (trace, place), lambda: _compare(material, [place]))
    checks = keep("backprop_check", (trace, view.seed), lambda: _random(material, view.seed))
    st.html(_table(material, [*own, *checks]))
    if checks:
        _say_how_well(checks)
    else:
        st.markdown("Every slope is 0: there is nothing to compare. Take another image.")


def _say_how_well(checks: list[Check]) -> None:
    error = relative_error(checks)
    name = tables.about(f"Relative error over the {len(checks)} random ones", "")
    st.html(tables.sentence(name, error))
    st.markdown(
        "It says how far the two columns are apart, divided by the sum of their sizes. Below 10⁻⁶, "
        "a millionth, backprop is right. All is computed with 15 digits. Slopes below a thousandth "
        "of the largest are left out: rounding would hide them."
    )
    largest = max(abs(check.backprop) for check in checks)
    if largest < FAINT:
        st.markdown(
            f"Here even the largest of these slopes is only {short(largest)}. The network is so "
            "sure that the cost has few digits left to differ in, and the error may be larger for "
            "that reason alone. There is more to see with an image that it misreads."
        )


def _random(material: Material, seed: int) -> list[Check]:
    trace, rng = material.trace, np.random.default_rng(seed)
    places = random_places(trace.before, trace.x, trace.y, trace.cost, WEIGHTS, rng)
    return _compare(material, places)


def _compare(material: Material, places: list[Place]) -> list[Check]:
    trace = material.trace
    return check_gradient(trace.before, trace.x, trace.y, trace.cost, places)


def _choose_source(view: BackpropView, material: Material, layer: int, neuron: int) -> None:
    """Ask for one of a neuron's weights; at first it is the one with the largest slope."""
    trace = material.trace
    names = neuron_names(trace, layer - 1)
    if not view.has_source(layer, len(names)):
        view.sources[layer] = int(np.abs(trace.backward.nabla_w[layer][neuron]).argmax())
    names = [f"from {name}" for name in names] + ["its bias"]  # which BIAS finds, from behind
    then = partial(view.sources.__setitem__, layer)
    sources = range(BIAS, len(names) - 1)
    choices.menu("Its weight from", "source", sources, names.__getitem__, view.sources[layer], then)


def _table(material: Material, checks: list[Check]) -> Html:
    # The two costs of each check are to differ by at least two digits.
    differences = [abs(check.cost_above - check.cost_below) for check in checks]
    smallest = min((difference for difference in differences if difference), default=1.0)
    place = int(np.clip(2 - np.floor(np.log10(smallest)), 4, MOST_PLACES))
    rows: list[tables.Row] = [
        [
            _place_name(material, check.place),
            tables.Written(check.cost_above, to_place(check.cost_above, place)),
            tables.Written(check.cost_below, to_place(check.cost_below, place)),
            check.cost_above - check.cost_below,
            check.numerical,
            check.backprop,
            check.error,
        ]
        for check in checks
    ]
    return tables.table(HEAD, rows, marked=0)


def _place_name(material: Material, place: Place) -> str:
    trace = material.trace
    name = neuron_name(trace, place.layer, place.neuron)
    if trace.last > 1 and place.layer < trace.last:
        name += f" of hidden layer {place.layer + 1}"
    if place.source is None:
        return f"bias of {name}"
    return f"{neuron_name(trace, place.layer - 1, place.source)} → {name}"
