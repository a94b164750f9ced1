"""Look inside: one hidden neuron, and what happens when it is changed."""

import json

import numpy as np
import streamlit as st

from nn.in_words import listed
from pages.ui.app import formats
from pages.ui.app.state.session import Session
from pages.ui.app.visitor import networks
from pages.ui.inside import statistics
from pages.ui.live.reading import reader

# Each with its name in `Change`, its label, and from where to where it goes in which steps.
SLIDERS = (
    ("scale", "Weights times", -2.0, 3.0, 0.1),
    ("shift", "Bias plus", -20.0, 20.0, 0.5),
)


def show(visitor: Session, used: networks.InUse) -> None:
    """Show what each neuron costs, and the chosen one's weights and statistics on request."""
    statistics.show_costs(visitor)
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
    statistics.show_layer(used, layer)


def before_the_change(visitor: Session) -> str:
    """Say what the network in use read before neurons were changed by hand; else return ""."""
    if not visitor.network.changes:
        return ""
    before = networks.tested(visitor.visit, networks.without_changes(visitor).network, "before")
    return f", and read {formats.percent(before.accuracy)} before the change"


def change(where: tuple[int, int]) -> None:
    """Keep a place for what switches the neuron off, scales its weights and shifts its bias."""
    says = {"layer": where[0], "neuron": where[1], "sliders": SLIDERS}
    reader.part("by_hand", data_says=json.dumps(says))
