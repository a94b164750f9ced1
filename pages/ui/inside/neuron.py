"""Look inside: one hidden neuron, and what happens when it is changed."""

from dataclasses import replace
from functools import partial
from typing import Any

import streamlit as st

from nn.figures.neurons import output_weights
from pages.ui.app import charts, formats
from pages.ui.app.state.session import Session
from pages.ui.app.state.views import Change
from pages.ui.app.visitor import networks
from pages.ui.app.widgets import bound
from pages.ui.inside import statistics


def show(visitor: Session, used: networks.InUse) -> None:
    """Show what happens when the chosen neuron is changed; on request, its votes and statistics."""
    layer, neuron = visitor.views.inside.layer, visitor.views.inside.neuron
    _change(visitor, used, (layer, neuron))
    label = "Its votes for all ten digits, and statistics of all neurons"
    more = st.expander(label, key="inside_more", on_change="rerun")
    if more.open:
        with more:
            _statistics(visitor, used, layer, neuron)


def _statistics(visitor: Session, used: networks.InUse, layer: int, neuron: int) -> None:
    right = st.container()
    if layer == len(used.network.weights) - 2:
        left, right = right.columns([2, 5], gap="medium")
        with left:
            st.markdown("**Its votes**: its weights to the ten outputs")
            votes = networks.without_changes(visitor).network.weights[-1][:, neuron]
            charts.show(output_weights(votes), height=300, key="votes")
    with right:
        statistics.show(used, layer, neuron)
    statistics.show_layer(visitor, used)


def _change(visitor: Session, used: networks.InUse, where: tuple[int, int]) -> None:
    """Offer to switch the neuron off, scale its weights and shift its bias."""
    changes = visitor.network.changes
    now = changes.get(where, Change())

    def set_to(name: str, value: Any) -> None:
        changes[where] = replace(changes.get(where, Change()), **{name: value})
        if changes[where] == Change():
            del changes[where]

    off, scale, shift, last = st.columns([1.2, 2, 2, 1], vertical_alignment="bottom")
    then = partial(set_to, "off")
    bound(off.toggle, "Switched off", key="off", value=now.off, then=then)
    for column, name, value, label, low, high, step in (
        (scale, "scale", now.scale, "Its weights times", -2.0, 3.0, 0.1),
        (shift, "shift", now.shift, "Its bias plus", -20.0, 20.0, 0.5),
    ):
        then = partial(set_to, name)
        bound(column.slider, label, low, high, step=step, key=name, value=value, then=then)
    last.button("Reset", key="reset_changes", on_click=changes.clear, disabled=not changes)
    if changes:
        unchanged = networks.without_changes(visitor).network
        before = networks.tested(visitor.visit, unchanged, "before")
        after = networks.test_of(visitor.visit, used)
        ignored = " The next layer ignores this neuron, whatever its activation." if now.off else ""
        st.markdown(
            f"Test images read right: **{formats.percent(after.accuracy)}**, and "
            f"{formats.percent(before.accuracy)} before the change.{ignored}"
        )
