"""The controls that several steps have: image, layer, neuron, cost, learning rate."""

from functools import partial

import streamlit as st

from nn.functions import COSTS
from nn.settings.config import SETTING
from pages.ui.app.formats import a_digit
from pages.ui.app.glossary import marked
from pages.ui.app.widgets import button, choice, menu, setting_control
from pages.ui.backprop.material import Material


def again(material: Material) -> None:
    """Offer to show once more how the step moves the lines."""
    view = material.view
    button("Show the step again", "replay", setattr, view, "again", view.again + 1)


def image(material: Material) -> None:
    """Ask for an image of the mini-batch, if there are several."""
    view, labels = material.view, material.examples.labels
    if len(labels) > 1:
        names = {k: f"image {k + 1}: {a_digit(label)}" for k, label in enumerate(labels)}
        then = partial(view.images.__setitem__, view.start)
        menu("Image of the ten", names, "backprop_image", material.focus.image, then)


def layer(material: Material) -> None:
    """Ask for a layer with weights, if there are several; only hidden neurons have BP2."""
    trace, view = material.trace, material.view
    names = {k: f"Hidden {k + 1}" for k in range(trace.last)}
    if view.step != "bp2":
        names[trace.last] = "Output"
    if len(names) > 1:
        choice(view, "layer", "Layer", names, "backprop_layer")


def neuron(material: Material) -> None:
    """Ask for a neuron of the layer."""
    _, layer, neuron = material.focus
    names, then = dict(enumerate(material.names)), partial(material.view.neurons.__setitem__, layer)
    menu("Neuron", names, "backprop_neuron", neuron, then)


def cost(material: Material) -> None:
    """Ask for the cost to make smaller."""
    choice(material.view, "cost", "Cost", {cost: f"{cost} cost" for cost in COSTS}, "backprop_cost")


def eta(material: Material) -> None:
    """Ask for the learning rate."""
    setting, then = SETTING["eta"], partial(setattr, material.view, "eta")
    st.markdown(marked(setting.label), width="content")
    options = {"step": 0.1, "width": 150, "label_visibility": "collapsed"}
    setting_control(setting, material.trace.eta, "backprop_eta", then, **options)
