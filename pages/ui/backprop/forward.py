"""Backprop, the way forwards: each layer's z and a, and the cost."""

from functools import partial

import streamlit as st

from nn.explain import one_step
from nn.explain.neurons import strongest
from nn.figures.pictures import signed_picture
from pages.ui.app import readout
from pages.ui.app.numbers import article, full, short
from pages.ui.backprop import tables
from pages.ui.backprop.material import Material
from pages.ui.backprop.tables import Bar, Row


def forward(material: Material) -> None:
    """Show a layer's z and a, and how one neuron's are computed."""
    trace, (image, layer, neuron) = material.trace, material.focus
    weights, inputs = trace.before.weights[layer][neuron], trace.forward.activations[layer][image]
    z, a = trace.forward.zs[layer][image], trace.forward.activations[layer + 1][image]
    bias, name = trace.before.biases[layer][neuron], material.name.capitalize()
    places = strongest(inputs * weights, 5).tolist()
    head = ["from (row, column)" if layer == 0 else "from", "a", "× w", "= a w", ""]
    rest, total = [("its bias", bias)], ("z, the sum", z[neuron])
    left, right = st.columns([1, 1], gap="medium")
    left.html(tables.products(head, material.sources, inputs, weights, places, rest, total))
    is_share = layer == trace.last and trace.before.output == "softmax"
    start, middle = ("z =", "has the share a =") if is_share else ("a = σ(", ") =")
    left.html(tables.sentence(f"{name}: {start}", z[neuron], middle, a[neuron]))
    with right:
        if layer == trace.last:
            answers = zip(material.names, z, a, strict=True)
            rows: list[Row] = [[name, z_j, a_j, Bar(a_j, 1.0)] for name, z_j, a_j in answers]
            st.html(tables.table(["", "z", "a", ""], rows, marked=neuron))
        else:
            st.markdown(f"All {len(z)} activations a of this layer: the darker, the stronger")
            notes = [f": z = {full(z_j)}, a" for z_j in z]
            st.html(tables.squares(a, material.names, neuron, notes))
        if layer == 0:
            factors = {"pixel": inputs, "weight": weights}
            picture = partial(signed_picture, inputs * weights, "product", factors)
            material.chart("backprop_product_picture", 200, picture)


def cost(material: Material) -> None:
    """Show the outputs, the desired ones, and what each adds to the cost."""
    trace, image = material.trace, material.view.image
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
    left.html(tables.table(head, rows, marked=len(rows) - 1))
    with right:
        no_digit = not material.used.reader.sees_digit(trace.forward.zs[-1][image])
        st.container(key="answer").html(readout.verdict(a, no_digit=no_digit))
        st.markdown(f"It is {article(label)} **{label}**.", text_alignment="center")
        if material.own_cost:
            st.markdown(f"The network learnt with the {material.own_cost} cost.")
        if trace.m > 1:
            mean = short(trace.cost_before.mean())
            costs = tables.adding_up(list(trace.cost_before), mean, lambda *c: sum(c) / len(c))
            texts = ", ".join(cost.text for cost in costs)
            st.markdown(f"The costs of all ten images: {texts}. Their average: **{mean}**.")
