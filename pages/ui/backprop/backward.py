"""Backprop, the way back: the errors of the hidden neurons, and all slopes."""

import numpy as np
import streamlit as st

from nn import figures
from nn.explain import one_step
from nn.functions import Array
from pages.ui.app import charts
from pages.ui.app.session import Session
from pages.ui.backprop import choices, tables
from pages.ui.backprop.material import Material
from pages.ui.backprop.symbols import neuron_name
from pages.ui.backprop.tables import Bar


def hidden_error(visitor: Session, material: Material) -> None:
    """Show BP2: a hidden neuron's error, and from which errors it comes."""
    trace = material.trace
    with st.container(horizontal=True, vertical_alignment="center"):
        image = choices.image(visitor, material)
        layer = choices.layer(visitor, material, hidden_only=True)
        neuron = choices.neuron(visitor, material, layer)
    error = one_step.hidden_error(trace, image, layer)
    weights = trace.before.weights[layer + 1][:, neuron]
    told = one_step.terms(weights, trace.backward.deltas[layer + 1][image], 10)
    left, right = st.columns([1, 1], gap="medium")
    with left:
        st.html(_came_back(material, layer, neuron, told, error))
    with right:
        _all_errors(material, layer, neuron, error.delta)
        st.html(_hidden_product(material, layer, neuron, error))
        st.markdown(
            "Warm: a larger z would make the cost larger, so it should go down. Blue: it should "
            "go up."
        )


def _came_back(
    material: Material,
    layer: int,
    neuron: int,
    told: one_step.Terms,
    error: one_step.Error,
) -> str:
    trace = material.trace
    limit = float(np.abs(told.products).max())
    rows: list[list[tables.Cell | Bar]] = [
        [
            neuron_name(trace, layer + 1, k),
            told.left[k],
            told.right[k],
            told.products[k],
            Bar(float(told.products[k]), limit),
        ]
        for k in sorted(told.places)
    ]
    if told.others:
        rows.append([f"{told.others} others", None, None, told.rest, Bar(told.rest, limit)])
    came = error.factors[0][neuron] if error.factors else np.nan
    rows.append(["what came back", None, None, came, None])
    return tables.table(["from", "weight w", "× error δ", "= w δ", ""], rows, marked=len(rows) - 1)


def _hidden_product(material: Material, layer: int, neuron: int, error: one_step.Error) -> str:
    name = neuron_name(material.trace, layer, neuron).capitalize()
    came, slope = error.factors or (error.delta, error.delta)
    return tables.sentence(
        f"<b>{name}</b>: δ = what came back × σ′(z) =",
        came[neuron],
        "×",
        slope[neuron],
        "=",
        error.delta[neuron],
    )


def _all_errors(
    material: Material, layer: int, neuron: int, values: Array, what: str = "errors δ"
) -> None:
    names = [neuron_name(material.trace, layer, j) for j in range(len(values))]
    st.markdown(f"All {len(values)} {what} of this layer")
    st.html(tables.squares(values, names, neuron))


def biases(visitor: Session, material: Material) -> None:
    """Show BP3: the slope for each bias is the neuron's error."""
    trace = material.trace
    with st.container(horizontal=True, vertical_alignment="center"):
        image = choices.image(visitor, material)
        layer = choices.layer(visitor, material)
        neuron = choices.neuron(visitor, material, layer)
    nabla_b, _ = one_step.image_gradient(trace, image, layer)
    name = neuron_name(trace, layer, neuron).capitalize()
    left, right = st.columns([1, 1], gap="medium")
    with left:
        st.html(_bias_table(material, layer, neuron, nabla_b))
    with right:
        _all_errors(material, layer, neuron, nabla_b, "slopes nabla_b")
        st.html(tables.sentence(f"<b>{name}</b>: ∂C/∂b = δ =", nabla_b[neuron]))
        st.markdown("Warm: the bias should go down. Blue: it should go up.")


def _bias_table(material: Material, layer: int, neuron: int, nabla_b: Array) -> str:
    """Return the largest slopes of a layer's biases, the chosen neuron's among them."""
    trace = material.trace
    first = [int(j) for j in np.argsort(-np.abs(nabla_b), kind="stable")[:10]]
    shown = sorted(first if neuron in first else [*first[:-1], neuron])
    limit = float(np.abs(nabla_b).max())
    rows: list[list[tables.Cell | Bar]] = [
        [
            neuron_name(trace, layer, j),
            trace.before.biases[layer][j],
            nabla_b[j],
            Bar(float(nabla_b[j]), limit),
        ]
        for j in shown
    ]
    which = "the largest slopes" if len(shown) < len(nabla_b) else ""
    head = [which, "bias b", "nabla_b = δ", ""]
    return tables.table(head, rows, marked=shown.index(neuron))


def weights(visitor: Session, material: Material) -> None:
    """Show BP4: the slope for each weight, as maps."""
    trace = material.trace
    with st.container(horizontal=True, vertical_alignment="center"):
        image = choices.image(visitor, material)
        layer = choices.layer(visitor, material)
        neuron = choices.neuron(visitor, material, layer)
    delta, nabla_w = one_step.image_gradient(trace, image, layer)
    came = trace.forward.activations[layer][image]
    told = one_step.terms(came, np.full_like(came, delta[neuron]), 4)
    left, right = st.columns([1, 1], gap="medium")
    with left:
        st.html(_weight_slopes(material, layer, neuron, told))
        if layer == 0:
            picture = figures.product_picture(
                came, np.full_like(came, delta[neuron]), ("pixel a", "error δ", "gradient")
            )
            charts.show(picture, key="backprop_one_gradient", height=190)
    with right:
        key = (trace, image, layer, neuron)
        figure = visitor.visit.keep(
            "backprop_gradient", key, lambda: _gradient(material, layer, neuron, nabla_w, image)
        )
        gradient_chart(visitor, figure, layer)


def gradient_chart(visitor: Session, figure: object, layer: int) -> None:
    """Show the gradient of a layer's weights; a click on a map chooses its neuron."""
    if layer:
        charts.show(figure, key="backprop_matrix", height=290)
        st.caption(
            "A row for each neuron. Of a large layer, the first "
            f"{figures.MOST_NEURONS} neurons are drawn."
        )
        return
    charts.show(
        figure,
        key="backprop_maps",
        height=290,
        on_select=lambda: _clicked(visitor),
        selection_mode="points",
    )
    st.caption("A picture for each neuron: the slopes of its 784 weights. Click one.")


def _clicked(visitor: Session) -> None:
    points = st.session_state["backprop_maps"]["selection"]["points"]
    if points:
        chosen = points[0].get("customdata")
        neuron = int(chosen[0] if isinstance(chosen, list) else chosen)
        choices.choose_neuron(visitor, 0, neuron)


def _gradient(material: Material, layer: int, neuron: int, nabla_w: Array, image: int) -> object:
    trace = material.trace
    later = [neuron_name(trace, layer, j) for j in range(len(nabla_w))]
    if layer == 0:
        return figures.gradient_maps(nabla_w, later, selected=neuron)
    earlier = [neuron_name(trace, layer - 1, k) for k in range(nabla_w.shape[1])]
    factors = (
        trace.backward.deltas[layer][image],
        trace.forward.activations[layer][image],
    )
    return figures.gradient_matrix(nabla_w, later, earlier, neuron, factors)


def _weight_slopes(material: Material, layer: int, neuron: int, told: one_step.Terms) -> str:
    trace = material.trace
    limit = float(np.abs(told.products).max())
    rows: list[list[tables.Cell | Bar]] = [
        [
            neuron_name(trace, layer - 1, k),
            told.left[k],
            told.right[k],
            told.products[k],
            Bar(float(told.products[k]), limit),
        ]
        for k in told.places
    ]
    name = neuron_name(trace, layer, neuron)
    return tables.table([f"to {name} from", "a", "× its δ", "= slope", ""], rows)
