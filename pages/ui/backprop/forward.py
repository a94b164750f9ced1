"""Backprop, the way forwards: each layer's z and a, and the cost."""

import streamlit as st

from nn import figures
from nn.explain import one_step
from pages.ui.app import charts, readout
from pages.ui.app.numbers import article, full, short
from pages.ui.app.session import Session
from pages.ui.backprop import choices, tables
from pages.ui.backprop.material import Material
from pages.ui.backprop.symbols import neuron_name, neuron_names
from pages.ui.backprop.tables import Bar, Row


def forward(visitor: Session, material: Material) -> None:
    """Show a layer's z and a, and how one neuron comes to its own."""
    trace = material.trace
    image, layer, neuron = choices.image_layer_neuron(visitor.views.backprop, material)
    weights, inputs = trace.before.weights[layer][neuron], trace.forward.activations[layer][image]
    z = trace.forward.zs[layer][image][neuron]
    a = trace.forward.activations[layer + 1][image][neuron]
    name = neuron_name(trace, layer, neuron).capitalize()
    left, right = st.columns([1, 1], gap="medium")
    with left:
        st.html(
            tables.products(
                ["from (row, column)" if layer == 0 else "from", "a", "× w", "= a w", ""],
                neuron_names(trace, layer - 1),
                one_step.terms(inputs, weights, 5),
                [("its bias", trace.before.biases[layer][neuron])],
                ("z, the sum", z),
            )
        )
        if layer == trace.last and trace.before.output == "softmax":
            st.html(tables.sentence(f"{name}: z =", z, "has the share a =", a))
        else:
            st.html(tables.sentence(f"{name}: a = σ(", z, ") =", a))
    with right:
        _layer_answers(material, image, layer, neuron)
        if layer == 0:
            figure = visitor.visit.keep(
                "backprop_products",
                (trace, image, neuron),
                lambda: figures.product_picture(inputs, weights, ("pixel", "weight", "product")),
            )
            charts.show(figure, key="backprop_product_picture", height=200)


def _layer_answers(material: Material, image: int, layer: int, neuron: int) -> None:
    """Show all neurons of a layer: as squares, the outputs as a table."""
    trace = material.trace
    z, a = trace.forward.zs[layer][image], trace.forward.activations[layer + 1][image]
    names = neuron_names(trace, layer)
    if layer == trace.last:
        rows: list[Row] = [[names[j], z[j], a[j], Bar(a[j], 1.0)] for j in range(len(z))]
        st.html(tables.table(["", "z", "a", ""], rows, marked=neuron))
        return
    st.markdown(f"All {len(z)} activations a of this layer: the darker, the stronger")
    titles = [f"{name}: z = {full(value)}, a" for name, value in zip(names, z, strict=True)]
    st.html(tables.squares(a, names, neuron, titles))


def cost(visitor: Session, material: Material) -> None:
    """Show the outputs, the desired ones, and what each adds to the cost."""
    trace, view = material.trace, visitor.views.backprop
    with choices.line():
        image = choices.image(view, material)
        choices.cost(view, material)
    a, y, total = trace.forward.output[image], trace.y[image], trace.cost_before[image]
    label = material.examples.labels[image]
    parts = tables.adding_up(list(one_step.cost_parts(trace, image)), short(total))
    rows: list[Row] = [
        [f"output {j}", a[j], y[j], a[j] - y[j], part, Bar(part.value)]
        for j, part in enumerate(parts)
    ]
    rows.append(["C, the sum", None, None, None, total, None])
    head = ["", "answer a", "desired y", "a − y", "part of C", ""]
    left, right = st.columns([3, 2], gap="medium")
    with left:
        st.html(tables.table(head, rows, marked=len(rows) - 1))
    with right:
        with st.container(key="answer"):
            st.html(readout.verdict(a))
        st.markdown(f"It is {article(label)} **{label}**.", text_alignment="center")
        _say_costs(material)


def _say_costs(material: Material) -> None:
    trace = material.trace
    if material.own_cost:
        st.markdown(f"The network learnt with the {material.own_cost} cost.")
    if trace.m > 1:
        mean = short(trace.cost_before.mean())
        costs = tables.adding_up(list(trace.cost_before), mean, lambda *c: sum(c) / len(c))
        texts = ", ".join(cost.text for cost in costs)
        st.markdown(f"The costs of all ten images: {texts}. Their average: **{mean}**.")
