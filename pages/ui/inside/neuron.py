"""Look inside: one hidden neuron, and what happens when it is changed."""

from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import streamlit as st

from nn.in_words import listed
from pages.ui.app import formats
from pages.ui.app.state.session import Session
from pages.ui.app.state.views import Change
from pages.ui.app.visitor import networks
from pages.ui.app.widgets import bound
from pages.ui.inside import statistics


def show(visitor: Session, used: networks.InUse) -> None:
    """Show the chosen neuron's outgoing weights and statistics, on request."""
    layer, neuron = visitor.views.inside.layer, visitor.views.inside.neuron
    label = "Its weights to the ten outputs, and statistics of all neurons"
    more = st.expander(label, key="inside_more", on_change="rerun")
    if more.open:
        with more:
            _statistics(visitor, used, layer, neuron)


def _statistics(visitor: Session, used: networks.InUse, layer: int, neuron: int) -> None:
    if layer == len(used.network.weights) - 2:
        weights = networks.without_changes(visitor).network.weights[-1][:, neuron]
        written = [f"**{k}** {formats.signed(weights[k])}" for k in np.argsort(-weights)]
        st.markdown(f"**Its weights to the ten outputs**: {listed(written)}.")
    statistics.show(used, layer, neuron)
    statistics.show_layer(visitor, used)


def before_the_change(visitor: Session) -> str:
    """Say what the network in use read before neurons were changed by hand; else return ""."""
    changes, view = visitor.network.changes, visitor.views.inside
    if not changes:
        return ""
    before = networks.tested(visitor.visit, networks.without_changes(visitor).network, "before")
    off = changes.get((view.layer, view.neuron), Change()).off
    ignored = ". The next layer ignores this neuron, whatever its activation" if off else ""
    return f", and read {formats.percent(before.accuracy)} before the change{ignored}"


def change(visitor: Session, where: tuple[int, int]) -> None:
    """Offer to switch the neuron off, scale its weights and shift its bias."""
    changes = visitor.network.changes
    now = changes.get(where, Change())

    def set_to(name: str, value: Any) -> None:
        changes[where] = replace(changes.get(where, Change()), **{name: value})
        if changes[where] == Change():
            del changes[where]

    with st.container(horizontal=True, vertical_alignment="bottom", key="change"):
        then = partial(set_to, "off")
        bound(st.toggle, "Switch it off", key="off", value=now.off, then=then)
        for name, value, label, low, high, step in (
            ("scale", now.scale, "Its weights times", -2.0, 3.0, 0.1),
            ("shift", now.shift, "Its bias plus", -20.0, 20.0, 0.5),
        ):
            then = partial(set_to, name)
            bound(st.slider, label, low, high, step=step, key=name, value=value, then=then)
        st.button("Reset", key="reset_changes", on_click=changes.clear, disabled=not changes)
