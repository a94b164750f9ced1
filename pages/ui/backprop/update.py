"""Backprop, the step itself: the average, the update, before and after."""

import operator
from decimal import Decimal

import numpy as np
import streamlit as st

from nn.answers import answer_of
from nn.explain import one_step
from nn.explain.neurons import strongest
from nn.figures.maps import weight_maps
from nn.figures.side_by_side import before_change_after
from nn.functions import Array
from pages.ui.app import charts, readout
from pages.ui.app.html import Html
from pages.ui.app.numbers import a_digit, short, written_out
from pages.ui.backprop import tables
from pages.ui.backprop.material import Material
from pages.ui.backprop.passes import gradient_matrix
from pages.ui.backprop.symbols import neuron_names
from pages.ui.backprop.tables import Row

LARGEST = 5  # weights of a table


def average(material: Material) -> None:
    """Show how ten images' slopes for one weight, and for one bias, become their average."""
    trace, (_, layer, neuron) = material.trace, material.focus
    backward = trace.backward
    nabla_b, nabla_w = backward.nabla_b[layer] / trace.m, backward.nabla_w[layer] / trace.m
    left, right = st.columns([1, 1], gap="medium")
    left.html(_every_image(material, nabla_b[neuron], nabla_w[neuron]))
    with right:
        if layer:
            st.markdown("The average slopes of all weights of this layer")
            gradient_matrix(material, nabla_w)
            return
        slopes = [one_step.image_gradient(trace, k, 0)[1][neuron] for k in range(trace.m)]
        labels = enumerate(material.examples.labels, start=1)
        names = [*(f"image {k}, {a_digit(label)}" for k, label in labels), "the average"]
        st.markdown("Each image's slopes for this neuron's 784 weights; their average has a frame")
        every = np.stack([*slopes, nabla_w[neuron]])
        figure = weight_maps(every, 6, selected=trace.m, label="gradient", names=names)
        charts.show_fitting(figure, "backprop_ten_maps", 260)


def _every_image(material: Material, mean_b: float, mean_w: Array) -> Html:
    """Return a table of each image's slopes, for a bias and the weight with the largest slope."""
    trace, (_, layer, neuron) = material.trace, material.focus
    source = int(np.abs(mean_w).argmax())
    a = trace.forward.activations[layer][:, source]
    deltas, mean = trace.backward.deltas[layer][:, neuron], mean_w[source]
    of_bias, of_weight = _parts_and_sum(deltas, mean_b), _parts_and_sum(deltas * a, mean)
    first = [*(f"{k}: {a_digit(d)}" for k, d in enumerate(material.examples.labels, 1)), "sum"]
    rows: list[Row] = list(zip(first, of_bias, [*a, ""], of_weight, strict=True))
    rows.append((f"÷ {trace.m}: average", mean_b, "", mean))
    head = ["image", "bias: δ", f"a of {material.sources[source]}", "weight: a δ"]
    return tables.table(head, rows, [*(deltas * a), None, mean], marked=len(rows) - 1)


def _parts_and_sum(parts: Array, mean: float) -> list[Html]:
    """Return numbers (m,) and their sum, with digits that lead to the mean as it is printed."""
    total = mean * len(parts)
    (text,) = written_out([total], short(mean), lambda total: total / len(parts))
    return [*tables.adding_up(parts.tolist(), text), tables.number(total, text)]


def update(material: Material) -> None:
    """Show one neuron's weights before the step, what it adds, and after."""
    trace, (_, layer, neuron) = material.trace, material.focus
    before, after = trace.before.weights[layer][neuron], trace.after.weights[layer][neuron]
    _, change = one_step.change(trace, layer)
    left, right = st.columns([1, 1], gap="medium")
    left.html(_moves(material))
    with right:
        if layer == 0:
            pictures = before_change_after(before, change[neuron], after)
            charts.show_fitting(pictures, "backprop_three", 240)
        else:
            st.markdown("What the step adds to each weight of this layer")
            gradient_matrix(material, change, label="change")
    source = int(np.abs(change[neuron]).argmax())
    slope, eta = trace.backward.nabla_w[layer][neuron, source], f"{trace.eta:g}"
    parts = ["w′ =", before[source], f"− {eta} / {trace.m} ×", slope, "=", after[source]]
    weight = f"to {material.name}, from {material.sources[source]}"
    factor = Decimal(eta) / trace.m
    st.html(tables.sentence(*parts, about=weight, rule=lambda w, nabla: w - factor * nabla))


def _moves(material: Material) -> Html:
    """Return a table of the weights that move most, and of the bias."""
    trace, (_, layer, neuron) = material.trace, material.focus
    changes_b, changes_w = one_step.change(trace, layer)
    networks = (trace.before, trace.after)
    before, after = ([*n.weights[layer][neuron], n.biases[layer][neuron]] for n in networks)
    changes = [*changes_w[neuron], changes_b[neuron]]
    names = [*(f"from {name}" for name in material.sources), "its bias"]
    listed, rows = [*strongest(changes_w[neuron], LARGEST), -1], []
    for k in listed:
        parts = tables.adding_up([before[k], changes[k]], short(after[k]), operator.add)
        rows.append([names[k], *parts, after[k]])
    head = ["weight", "before", "change", "after"]
    return tables.table(head, rows, [changes[k] for k in listed])


def before_and_after(material: Material) -> None:
    """Show the answer and the cost before and after the step."""
    trace, (image, _, _) = material.trace, material.focus
    before, after = trace.forward.output, trace.forward_after.output
    change, answer = after[image] - before[image], answer_of(after[image])
    names, y = neuron_names(trace, trace.last), trace.y[image]
    rows = zip(names, y, before[image], after[image], change, strict=True)
    head = ["", "desired y", "before", "after", "change"]
    left, right = st.columns([1, 1], gap="medium")
    left.html(tables.table(head, rows, change, None if answer.all_equal else answer.digit))
    costs = (trace.cost_before.mean(), trace.cost_after.mean())
    if trace.m > 1:
        pairs = zip(before, after, strict=True)
        captions = [f"{_answer(earlier)} → {_answer(later)}" for earlier, later in pairs]
        right.html(tables.ten(material.examples.x, captions))
        average = ["Average cost of the ten: before", costs[0], "and after", costs[1]]
        right.html(tables.sentence(*average))
        return
    moments = zip(("Before", "After"), (trace.forward, trace.forward_after), costs, strict=True)
    for column, (name, forward, cost) in zip(right.columns(2), moments, strict=True):
        no_digit = not material.used.reader.sees_digit(forward.zs[-1][image])
        column.html(tables.sentence("cost C =", cost, about=name))
        column.html(readout.verdict(forward.output[image], no_digit=no_digit))


def _answer(outputs: Array) -> str:
    answer = answer_of(outputs)
    return "all equal" if answer.all_equal else str(answer.digit)
