"""Backprop, the way back: the errors of the hidden neurons, and all slopes."""

import operator
from dataclasses import replace

import numpy as np
import streamlit as st

from nn import figures
from nn.explain import one_step
from nn.functions import Array
from pages.ui.app import charts
from pages.ui.app.session import Session
from pages.ui.app.views import BackpropView
from pages.ui.backprop import choices, tables
from pages.ui.backprop.material import Material
from pages.ui.backprop.symbols import neuron_name, neuron_names
from pages.ui.backprop.tables import Bar, Row

TOLD = 10  # neurons of a table


def hidden_error(visitor: Session, material: Material) -> None:
    """Show BP2: a hidden neuron's error, and the errors that it comes from."""
    trace, view = material.trace, visitor.views.backprop
    image, layer, neuron = choices.image_layer_neuron(view, material, hidden_only=True)
    error = one_step.hidden_error(trace, image, layer)
    back, slope = (factor[neuron] for factor in error.factors or (error.delta, error.delta))
    weights = trace.before.weights[layer + 1][:, neuron]
    terms = one_step.terms(weights, trace.backward.deltas[layer + 1][image], TOLD)
    name = neuron_name(trace, layer, neuron).capitalize()
    left, right = st.columns([1, 1], gap="medium")
    with left:
        st.html(
            tables.products(
                ["from", "weight w", "× error δ", "= w δ", ""],
                neuron_names(trace, layer + 1),
                replace(terms, places=sorted(terms.places)),
                total=("what comes back", back),
            )
        )
    with right:
        _whole_layer(material, layer, neuron, error.delta, "errors δ")
        st.html(
            tables.sentence(
                tables.about(name, "δ = what comes back × σ′(z) ="),
                back,
                "×",
                slope,
                "=",
                error.delta[neuron],
                rule=operator.mul,
            )
        )
        st.markdown(
            "Red: a larger z would make the cost larger, so z should go down. Blue: z should go up."
        )


def _whole_layer(material: Material, layer: int, neuron: int, values: Array, what: str) -> None:
    names = neuron_names(material.trace, layer)
    st.markdown(f"All {len(values)} {what} of this layer")
    st.html(tables.squares(values, names, neuron))


def biases(visitor: Session, material: Material) -> None:
    """Show BP3: the slope for each bias is the neuron's error."""
    trace = material.trace
    image, layer, neuron = choices.image_layer_neuron(visitor.views.backprop, material)
    nabla_b, _ = one_step.image_gradient(trace, image, layer)
    names, bias = neuron_names(trace, layer), trace.before.biases[layer]
    largest = np.argsort(-np.abs(nabla_b), kind="stable")[:TOLD].tolist()
    listed = sorted(largest if neuron in largest else [*largest[:-1], neuron])
    rows: list[Row] = [[names[j], bias[j], nabla_b[j], Bar(nabla_b[j])] for j in listed]
    title = "the largest slopes" if len(listed) < len(nabla_b) else ""
    left, right = st.columns([1, 1], gap="medium")
    with left:
        head = [title, "bias b", "nabla_b = δ", ""]
        st.html(tables.table(head, rows, marked=listed.index(neuron)))
    with right:
        _whole_layer(material, layer, neuron, nabla_b, "slopes nabla_b")
        name = tables.about(names[neuron].capitalize(), "∂C/∂b = δ =")
        st.html(tables.sentence(name, nabla_b[neuron]))
        st.markdown("Red: the bias should go down. Blue: it should go up.")


def weights(visitor: Session, material: Material) -> None:
    """Show BP4: the slope for each weight, as maps."""
    trace, view = material.trace, visitor.views.backprop
    image, layer, neuron = choices.image_layer_neuron(view, material)
    delta, nabla_w = one_step.image_gradient(trace, image, layer)
    a = trace.forward.activations[layer][image]
    errors = np.full_like(a, delta[neuron])
    left, right = st.columns([1, 1], gap="medium")
    with left:
        head = [f"to {neuron_name(trace, layer, neuron)} from", "a", "× its δ", "= slope", ""]
        names = neuron_names(trace, layer - 1)
        st.html(tables.products(head, names, one_step.terms(a, errors, 4)))
        if layer == 0:
            picture = figures.product_picture(a, errors, ("pixel a", "error δ", "gradient"))
            charts.show(picture, key="backprop_one_gradient", height=190)
    with right:
        if layer:
            gradient_matrix(material, layer, neuron, nabla_w, (delta, a))
        else:
            _gradient_maps(visitor, material, image, neuron, nabla_w)


def gradient_matrix(
    material: Material,
    layer: int,
    neuron: int,
    nabla_w: Array,
    factors: tuple[Array, Array] | None = None,
    label: str = "gradient",
) -> None:
    """Show the gradient of the weights between two layers of neurons, or their change."""
    later, earlier = neuron_names(material.trace, layer), neuron_names(material.trace, layer - 1)
    figure = figures.gradient_matrix(nabla_w, later, earlier, neuron, factors, label)
    charts.show(figure, key="backprop_matrix", height=290)
    st.caption(
        f"A row for each neuron. Of a large layer, only the first {figures.MOST_NEURONS} neurons "
        "are drawn."
    )


def _gradient_maps(
    visitor: Session, material: Material, image: int, neuron: int, nabla_w: Array
) -> None:
    """Show the gradient of the weights from the pixels; a click on a map chooses its neuron."""
    view = visitor.views.backprop
    figure = visitor.visit.keep(
        "backprop_gradient",
        (material.trace, image, neuron),
        lambda: figures.gradient_maps(nabla_w, neuron_names(material.trace, 0), selected=neuron),
    )
    charts.show(
        figure,
        key="backprop_maps",
        height=290,
        on_select=lambda: _choose_clicked(view),
        selection_mode="points",
    )
    st.caption("A picture for each neuron: the slopes of its 784 weights. Click one.")


def _choose_clicked(view: BackpropView) -> None:
    points = st.session_state["backprop_maps"]["selection"]["points"]
    if points:
        neuron = points[0].get("customdata")
        view.neurons[0] = int(neuron[0] if isinstance(neuron, list) else neuron)
