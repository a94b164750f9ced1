"""Backprop, what comes of it: the average, the step, before and after."""

import numpy as np
import streamlit as st

from nn import figures
from nn.explain import one_step
from pages.ui.app import charts, readout
from pages.ui.app.session import Session
from pages.ui.backprop import choices, tables
from pages.ui.backprop.backward import gradient_chart
from pages.ui.backprop.forward import ten
from pages.ui.backprop.material import Material
from pages.ui.backprop.symbols import neuron_name
from pages.ui.backprop.tables import Bar


def average(visitor: Session, material: Material) -> None:
    """Show how the ten images' slopes of one weight, and of one bias, become their average."""
    trace = material.trace
    with st.container(horizontal=True, vertical_alignment="center"):
        layer = choices.layer(visitor, material)
        neuron = choices.neuron(visitor, material, layer)
    nabla_b, nabla_w = one_step.average_gradient(trace, layer)
    source = int(np.abs(nabla_w[neuron]).argmax())
    left, right = st.columns([1, 1], gap="medium")
    with left:
        st.html(_every_image(material, layer, neuron, source))
    with right:
        if layer == 0:
            parts = [one_step.image_gradient(trace, k, 0)[1][neuron] for k in range(trace.m)]
            names = [f"image {k + 1}, a {label}" for k, label in enumerate(material.shown.labels)]
            figure = visitor.visit.keep(
                "backprop_ten",
                (trace, neuron),
                lambda: figures.gradient_maps(np.stack(parts), names, bar=False),
            )
            st.markdown("Each image's slopes for this neuron's 784 weights, and their average")
            charts.show(figure, key="backprop_ten_maps", height=170)
            mean = figures.signed_picture(nabla_w[neuron], "average gradient")
            charts.show(mean, key="backprop_mean", height=190)
            return
        later = [neuron_name(trace, layer, j) for j in range(len(nabla_w))]
        earlier = [neuron_name(trace, layer - 1, k) for k in range(nabla_w.shape[1])]
        st.markdown("The average slopes of all weights of this layer")
        figure = figures.gradient_matrix(nabla_w, later, earlier, neuron)
        gradient_chart(visitor, figure, layer)


def _every_image(material: Material, layer: int, neuron: int, source: int) -> str:
    """Return the strongest weight's slope for each image, their sum and their average."""
    trace, rows = material.trace, []
    nabla_b, nabla_w = one_step.average_gradient(trace, layer)
    parts = [one_step.image_gradient(trace, k, layer) for k in range(trace.m)]
    limit = max(float(np.abs(w[neuron, source])) for _, w in parts)
    for k, (b, w) in enumerate(parts):
        slope = w[neuron, source]
        name = f"{k + 1}: a {material.shown.labels[k]}"
        came = trace.forward.activations[layer][k][source]
        rows.append([name, b[neuron], came, slope, Bar(float(slope), limit)])
    sum_b = trace.backward.nabla_b[layer][neuron]
    sum_w = trace.backward.nabla_w[layer][neuron, source]
    rows.append(["sum", sum_b, None, sum_w, None])
    mean_w = nabla_w[neuron, source]
    rows.append([f"÷ {trace.m}: average", nabla_b[neuron], None, mean_w, Bar(float(mean_w), limit)])
    came_from = neuron_name(trace, layer - 1, source)
    head = ["image", "bias: δ", f"a of {came_from}", "weight: a δ", ""]
    return tables.table(head, rows, marked=len(rows) - 1)


def update(visitor: Session, material: Material) -> None:
    """Show one neuron's weights before the step, what it adds, and after."""
    trace = material.trace
    with st.container(horizontal=True, vertical_alignment="center"):
        layer = choices.layer(visitor, material)
        neuron = choices.neuron(visitor, material, layer)
        choices.eta(visitor, material)
    before, after = trace.before.weights[layer][neuron], trace.after.weights[layer][neuron]
    _, change = one_step.change(trace, layer)
    left, right = st.columns([1, 1], gap="medium")
    with left:
        st.html(_moves(material, layer, neuron))
    with right:
        if layer == 0:
            figure = visitor.visit.keep(
                "backprop_update",
                (trace, neuron),
                lambda: figures.before_change_after(before, change[neuron], after),
            )
            charts.show(figure, key="backprop_three", height=240)
        else:
            _moves_of_layer(material, layer, neuron)
    st.html(_one_move(material, layer, neuron))


def _moves_of_layer(material: Material, layer: int, neuron: int) -> None:
    """Show what the step adds to each weight between two layers of neurons."""
    trace = material.trace
    _, change = one_step.change(trace, layer)
    later = [neuron_name(trace, layer, j) for j in range(len(change))]
    earlier = [neuron_name(trace, layer - 1, k) for k in range(change.shape[1])]
    st.markdown("What the step adds to each weight of this layer")
    figure = figures.gradient_matrix(change, later, earlier, neuron, label="change")
    charts.show(figure, key="backprop_changes", height=260)


def _moves(material: Material, layer: int, neuron: int, most: int = 5) -> str:
    """Return a table of the weights that move most, and of the bias."""
    trace = material.trace
    before, after = trace.before, trace.after
    change_b, change_w = one_step.change(trace, layer)
    places = np.argsort(-np.abs(change_w[neuron]), kind="stable")[:most]
    limit = max(float(np.abs(change_w[neuron]).max()), float(abs(change_b[neuron])))
    rows: list[list[tables.Cell | Bar]] = []
    for k in places:
        move = change_w[neuron, k]
        rows.append(
            [
                f"from {neuron_name(trace, layer - 1, int(k))}",
                before.weights[layer][neuron, k],
                move,
                after.weights[layer][neuron, k],
                Bar(float(move), limit),
            ]
        )
    move = change_b[neuron]
    old, new = before.biases[layer][neuron], after.biases[layer][neuron]
    rows.append(["its bias", old, move, new, Bar(float(move), limit)])
    return tables.table(["weight", "before", "change", "after", ""], rows)


def _one_move(material: Material, layer: int, neuron: int) -> str:
    trace = material.trace
    change_b, change_w = one_step.change(trace, layer)
    k = int(np.abs(change_w[neuron]).argmax())
    name = neuron_name(trace, layer, neuron)
    return tables.sentence(
        f"<b>To {name}, from {neuron_name(trace, layer - 1, k)}</b>: w′ =",
        trace.before.weights[layer][neuron, k],
        "−",
        trace.eta,
        f"/ {trace.m} ×",
        trace.backward.nabla_w[layer][neuron, k],
        "=",
        trace.after.weights[layer][neuron, k],
    )


def before_and_after(visitor: Session, material: Material) -> None:
    """Show the answer and the cost before and after the step."""
    trace = material.trace
    with st.container(horizontal=True, vertical_alignment="center"):
        image = choices.image(visitor, material)
        choices.eta(visitor, material)
    before, after = trace.forward.output[image], trace.forward_after.output[image]
    change = after - before
    limit = float(np.abs(change).max())
    rows: list[list[tables.Cell | Bar]] = [
        [
            f"output {j}",
            trace.y[image][j],
            before[j],
            after[j],
            change[j],
            Bar(float(change[j]), limit),
        ]
        for j in range(len(before))
    ]
    head = ["", "desired y", "before", "after", "change", ""]
    left, right = st.columns([1, 1], gap="medium")
    with left:
        st.html(tables.table(head, rows, marked=int(after.argmax())))
    with right:
        _verdicts(material, image)


def _verdicts(material: Material, image: int) -> None:
    trace = material.trace
    costs = (trace.cost_before, trace.cost_after)
    if trace.m == 1:
        for column, name, forward, cost in zip(
            st.columns(2),
            ("Before", "After"),
            (trace.forward, trace.forward_after),
            costs,
            strict=True,
        ):
            with column, st.container(key=f"backprop_{name.lower()}"):
                st.markdown(f"**{name}**", text_alignment="center")
                st.html(readout.verdict(forward.output[image]))
                st.html(_cost(float(cost[image])))
        return
    answers = [forward.output.argmax(axis=1) for forward in (trace.forward, trace.forward_after)]
    captions = [f"{old} → {new}" for old, new in zip(*answers, strict=True)]
    st.html(ten(material.shown.x, captions))
    labels = np.array(material.shown.labels)
    right = [int((one == labels).sum()) for one in answers]
    means = [float(cost.mean()) for cost in costs]
    before, after = map(tables.cost_number, means)
    st.html(tables.sentence(f"Average cost of the ten: before {before}, after {after}"))
    st.markdown(f"Read right: {right[0]} of {trace.m} before, {right[1]} after.")


def _cost(value: float) -> str:
    said = "cost C" if value < tables.LEAST else "cost C ="
    return tables.sentence(said, tables.cost_number(value), centred=True)
