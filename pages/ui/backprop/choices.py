"""The controls that several steps have: image, layer, neuron, cost, learning rate."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np
import streamlit as st

from nn.explain.one_step import Trace
from nn.functions import COSTS
from nn.settings.config import SETTING
from pages.ui.app.numbers import a_digit
from pages.ui.app.views import BackpropView
from pages.ui.app.widgets import bound
from pages.ui.backprop.material import Material
from pages.ui.backprop.symbols import layer_name, neuron_names

Name = Callable[[Any], str]
Then = Callable[[Any], None]
UNLABELLED: dict[str, Any] = {"label_visibility": "collapsed"}


def buttons(
    label: str, key: str, options: Sequence[Any], name: Name, value: Any, then: Then
) -> None:
    """Ask for one of a few options."""
    kind = partial(st.segmented_control, required=True, width="content", **UNLABELLED)
    bound(kind, label, options, format_func=name, key=f"backprop_{key}", value=value, then=then)


def menu(label: str, key: str, options: Sequence[Any], name: Name, value: Any, then: Then) -> None:
    """Ask for one of many options."""
    kind = partial(st.selectbox, width=160, **UNLABELLED)
    bound(kind, label, options, format_func=name, key=f"backprop_{key}", value=value, then=then)


def line() -> Any:
    """Return the line that a step's controls stand in."""
    return st.container(horizontal=True, vertical_alignment="center")


def image_layer_neuron(
    view: BackpropView, material: Material, hidden_only: bool = False
) -> tuple[int, int, int]:
    """Ask for an image, a layer and one of its neurons; return them, from 0."""
    with line():
        return image(view, material), *layer_neuron(view, material, hidden_only)


def image(view: BackpropView, material: Material) -> int:
    """Ask for an image of the mini-batch, if there are several; return it."""
    labels = material.examples.labels
    if len(labels) > 1:
        names = [f"image {k}: {a_digit(label)}" for k, label in enumerate(labels, start=1)]
        then = partial(setattr, view, "image")
        menu("Image of the ten", "image", range(len(names)), names.__getitem__, view.image, then)
    return view.image


def layer_neuron(
    view: BackpropView, material: Material, hidden_only: bool = False
) -> tuple[int, int]:
    """Ask for a layer, if there are several, and one of its neurons; return them.

    Layer 0 is the first after the input.
    """
    trace = material.trace
    layers = range(trace.last if hidden_only else trace.last + 1)
    layer = min(view.layer, layers[-1])
    if len(layers) > 1:
        then = partial(setattr, view, "layer")
        buttons("Layer", "layer", layers, lambda l: layer_name(trace, l), layer, then)
    return layer, neuron(view, material, layer)


def neuron(view: BackpropView, material: Material, layer: int) -> int:
    """Ask for a neuron of a layer; return it.

    At first it is the output that should be 1, or the hidden neuron with the largest error.
    """
    trace = material.trace
    names = neuron_names(trace, layer)
    current = view.neurons.get(layer, -1)
    if not 0 <= current < len(names):
        deltas = trace.backward.deltas[layer][view.image]
        is_last = layer == trace.last
        current = material.examples.labels[view.image] if is_last else int(np.abs(deltas).argmax())
    then = partial(view.neurons.__setitem__, layer)
    menu("Neuron", "neuron", range(len(names)), names.__getitem__, current, then)
    return current


def cost(view: BackpropView, material: Material) -> None:
    """Ask for the cost to make smaller."""

    def choose(cost: str) -> None:
        view.cost = (material.own_cost, cost)

    buttons("Cost", "cost", list(COSTS), "{} cost".format, material.trace.cost, choose)


def eta(view: BackpropView, trace: Trace) -> None:
    """Ask for the learning rate."""
    setting = SETTING["eta"]
    st.markdown(setting.label, width="content")
    kind = partial(st.number_input, format="%g", step=0.1, width=150, **UNLABELLED)
    limits = (setting.minimum, setting.maximum)
    then = partial(setattr, view, "eta")
    bound(kind, setting.label, *limits, key="backprop_eta", value=trace.eta, then=then)
