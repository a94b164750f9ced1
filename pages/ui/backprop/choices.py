"""The controls that several steps have: image, layer, neuron, cost, learning rate."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import streamlit as st

from nn.functions import COSTS
from nn.settings.config import SETTING
from pages.ui.app.numbers import a_digit
from pages.ui.app.widgets import bound
from pages.ui.backprop.material import Material
from pages.ui.backprop.symbols import layer_name


def choose(widget: Any, label: str, names: Mapping[Any, str], **options: Any) -> None:
    """Ask for one of the options in `names`; the key, value and then are those of `bound`."""
    name = names.__getitem__
    bound(widget, label, list(names), format_func=name, label_visibility="collapsed", **options)


menu = partial(choose, st.selectbox, width=160)
buttons = partial(choose, st.segmented_control, required=True)


def image(material: Material) -> None:
    """Ask for an image of the mini-batch, if there are several."""
    view, labels = material.view, material.examples.labels
    if len(labels) > 1:
        names = {k: f"image {k + 1}: {a_digit(label)}" for k, label in enumerate(labels)}
        then = partial(setattr, view, "image")
        menu("Image of the ten", names, key="backprop_image", value=view.image, then=then)


def layer(material: Material) -> None:
    """Ask for a layer with weights, if there are several; only hidden neurons have BP2."""
    trace, view = material.trace, material.view
    layers = range(trace.last if view.step == "bp2" else trace.last + 1)
    if len(layers) > 1:
        names = {l: layer_name(trace, l) for l in layers}
        then = partial(setattr, view, "layer")
        buttons("Layer", names, key="backprop_layer", value=material.focus.layer, then=then)


def neuron(material: Material) -> None:
    """Ask for a neuron of the layer."""
    _, layer, neuron = material.focus
    then = partial(material.view.neurons.__setitem__, layer)
    names = dict(enumerate(material.names))
    menu("Neuron", names, key="backprop_neuron", value=neuron, then=then)


def cost(material: Material) -> None:
    """Ask for the cost to make smaller."""

    def then(cost: str) -> None:
        material.view.cost = (material.own_cost, cost)

    names = {cost: f"{cost} cost" for cost in COSTS}
    buttons("Cost", names, key="backprop_cost", value=material.trace.cost, then=then)


def eta(material: Material) -> None:
    """Ask for the learning rate."""
    setting = SETTING["eta"]
    st.markdown(setting.label, width="content")
    bound(
        st.number_input,
        setting.label,
        setting.minimum,
        setting.maximum,
        key="backprop_eta",
        value=material.trace.eta,
        then=partial(setattr, material.view, "eta"),
        format="%g",
        step=0.1,
        width=150,
        label_visibility="collapsed",
    )
