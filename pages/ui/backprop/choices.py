"""The controls that several steps have: image, layer, neuron, cost, learning rate."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import streamlit as st

from nn.functions import COSTS
from nn.settings.config import SETTING
from pages.ui.app.numbers import a_digit
from pages.ui.app.widgets import bound
from pages.ui.backprop.material import Material
from pages.ui.backprop.symbols import layer_name

BUTTONS = partial(
    st.segmented_control, required=True, width="content", label_visibility="collapsed"
)
MENU = partial(st.selectbox, width=160, label_visibility="collapsed")


def choose(
    widget: Callable[..., Any], label: str, names: Mapping[Any, str], **binding: Any
) -> None:
    """Ask for one of the options in `names`; `binding` is the key, value and then of `bound`."""
    bound(widget, label, list(names), format_func=names.__getitem__, **binding)


def image(material: Material) -> None:
    """Ask for an image of the mini-batch, if there are several."""
    view, labels = material.view, material.examples.labels
    if len(labels) > 1:
        names = {k: f"image {k + 1}: {a_digit(label)}" for k, label in enumerate(labels)}
        then = partial(setattr, view, "image")
        choose(MENU, "Image of the ten", names, key="backprop_image", value=view.image, then=then)


def layer(material: Material) -> None:
    """Ask for a layer with weights, if there are several; only hidden neurons have BP2."""
    trace, view = material.trace, material.view
    layers = range(trace.last if view.step == "bp2" else trace.last + 1)
    if len(layers) > 1:
        names = {l: layer_name(trace, l) for l in layers}
        then = partial(setattr, view, "layer")
        choose(BUTTONS, "Layer", names, key="backprop_layer", value=material.layer, then=then)


def neuron(material: Material) -> None:
    """Ask for a neuron of the layer."""
    then = partial(material.view.neurons.__setitem__, material.layer)
    names = dict(enumerate(material.names))
    choose(MENU, "Neuron", names, key="backprop_neuron", value=material.neuron, then=then)


def cost(material: Material) -> None:
    """Ask for the cost to make smaller."""

    def then(cost: str) -> None:
        material.view.cost = (material.own_cost, cost)

    names = {cost: f"{cost} cost" for cost in COSTS}
    choose(BUTTONS, "Cost", names, key="backprop_cost", value=material.trace.cost, then=then)


def eta(material: Material) -> None:
    """Ask for the learning rate."""
    setting = SETTING["eta"]
    st.markdown(setting.label, width="content")
    field = partial(st.number_input, format="%g", step=0.1, width=150, label_visibility="collapsed")
    limits = (setting.minimum, setting.maximum)
    then = partial(setattr, material.view, "eta")
    bound(field, setting.label, *limits, key="backprop_eta", value=material.trace.eta, then=then)
