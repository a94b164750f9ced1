"""The controls of the Backprop page that several steps have: image, layer, neuron, cost, eta."""

import numpy as np
import streamlit as st

from nn.functions import COSTS
from nn.settings.config import SETTING
from pages.ui.app.session import Session
from pages.ui.backprop.material import Material
from pages.ui.backprop.symbols import layer_name, neuron_name


def image(visitor: Session, material: Material) -> int:
    """Ask which image of the mini-batch; shows nothing for a single one. Return it."""
    chosen, shown = visitor.views.backprop, material.shown
    if material.trace.m > 1:
        st.session_state["backprop_image"] = chosen.image
        st.selectbox(
            "Image of the ten",
            range(material.trace.m),
            format_func=lambda k: f"image {k + 1}: a {shown.labels[k]}",
            key="backprop_image",
            label_visibility="collapsed",
            on_change=lambda: setattr(chosen, "image", st.session_state["backprop_image"]),
            width=160,
        )
    return chosen.image


def layer(visitor: Session, material: Material, hidden_only: bool = False) -> int:
    """Ask which layer, where there are several. Return it, from 0, the first after the input."""
    trace = material.trace
    options = range(trace.last if hidden_only else trace.last + 1)
    current = min(visitor.views.backprop.layer, options[-1])
    if len(options) > 1:
        st.session_state["backprop_layer"] = current
        st.segmented_control(
            "Layer",
            options,
            format_func=lambda l: layer_name(trace, l),
            key="backprop_layer",
            label_visibility="collapsed",
            on_change=lambda: _choose_layer(visitor),
            width="content",
        )
    return current


def _choose_layer(visitor: Session) -> None:
    if st.session_state["backprop_layer"] is not None:
        visitor.views.backprop.layer = st.session_state["backprop_layer"]


def neuron(visitor: Session, material: Material, layer: int) -> int:
    """Ask which neuron of a layer. Return it, from 0.

    At first the output that should be 1, and the hidden neuron with the largest error.
    """
    trace, chosen = material.trace, visitor.views.backprop
    size = trace.before.sizes[layer + 1]
    current = chosen.neurons.get(layer, -1)
    if not 0 <= current < size:
        deltas = trace.backward.deltas[layer][chosen.image]
        is_last = layer == trace.last
        current = material.shown.labels[chosen.image] if is_last else int(np.abs(deltas).argmax())
    st.session_state["backprop_neuron"] = current
    st.selectbox(
        "Neuron",
        range(size),
        format_func=lambda j: neuron_name(trace, layer, j),
        key="backprop_neuron",
        label_visibility="collapsed",
        on_change=lambda: choose_neuron(visitor, layer, st.session_state["backprop_neuron"]),
        width=150,
    )
    return current


def choose_neuron(visitor: Session, layer: int, chosen: int) -> None:
    """Note which neuron of a layer is shown."""
    visitor.views.backprop.neurons[layer] = chosen


def cost(visitor: Session, material: Material) -> None:
    """Ask which cost is made smaller."""
    st.session_state["backprop_cost"] = material.trace.cost
    st.segmented_control(
        "Cost",
        list(COSTS),
        format_func=lambda name: f"{name} cost",
        key="backprop_cost",
        on_change=lambda: _choose_cost(visitor),
        label_visibility="collapsed",
        width="content",
    )


def _choose_cost(visitor: Session) -> None:
    if st.session_state["backprop_cost"] is not None:
        visitor.views.backprop.cost = st.session_state["backprop_cost"]


def eta(visitor: Session, material: Material) -> None:
    """Ask for the learning rate."""
    setting = SETTING["eta"]
    st.session_state["backprop_eta"] = material.trace.eta
    st.markdown(setting.label, width="content")
    st.number_input(
        setting.label,
        setting.minimum,
        setting.maximum,
        step=0.1,
        format="%g",
        key="backprop_eta",
        label_visibility="collapsed",
        on_change=lambda: setattr(visitor.views.backprop, "eta", st.session_state["backprop_eta"]),
        width=150,
    )
