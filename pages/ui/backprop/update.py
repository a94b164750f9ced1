"""Backprop, the step itself: the average, the update, before and after."""

import operator
from decimal import Decimal
from functools import partial

import numpy as np
import streamlit as st

from nn.answers import answer_of
from nn.explain import one_step
from nn.explain.neurons import strongest
from nn.figures.maps import weight_maps
from nn.figures.pictures import signed_picture
from nn.figures.side_by_side import before_change_after
from nn.functions import Array
from pages.ui.app import charts, readout
from pages.ui.app.html import Html
from pages.ui.app.numbers import a_digit, short
from pages.ui.backprop import tables
from pages.ui.backprop.material import Material
from pages.ui.backprop.passes import gradient_matrix
from pages.ui.backprop.tables import Bar, Row, Written

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
        names = [f"image {k}, {a_digit(label)}" for k, label in labels]
        st.markdown("Each image's slopes for this neuron's 784 weights, and their average")
        maps = partial(
            weight_maps, np.stack(slopes), columns=5, label="gradient", names=names, bar=False
        )
        every, average = st.columns([3, 2], vertical_alignment="center")
        with every:
            material.chart("backprop_ten_maps", 170, maps)
        with average:
            mean = signed_picture(nabla_w[neuron], "average gradient")
            charts.show_fitting(mean, "backprop_mean", 190)


def _every_image(material: Material, mean_b: float, mean_w: Array) -> Html:
    """Return a table of each image's slopes, for a bias and the weight with the largest slope."""
    trace, (_, layer, neuron) = material.trace, material.focus
    source = int(np.abs(mean_w).argmax())
    a = trace.forward.activations[layer][:, source]
    deltas, mean = trace.backward.deltas[layer][:, neuron], mean_w[source]
    of_bias, of_weight = _parts_and_sum(deltas, mean_b), _parts_and_sum(deltas * a, mean)
    rows: list[Row] = [
        [f"{k + 1}: {a_digit(label)}", of_bias[k], a[k], of_weight[k], Bar(of_weight[k].value)]
        for k, label in enumerate(material.examples.labels)
    ]
    rows.append(["sum", of_bias[-1], None, of_weight[-1], None])
    rows.append([f"÷ {trace.m}: average", mean_b, None, mean, Bar(mean)])
    head = ["image", "bias: δ", f"a of {material.sources[source]}", "weight: a δ", ""]
    return tables.table(head, rows, marked=len(rows) - 1)


def _parts_and_sum(parts: Array, mean: float) -> list[Written]:
    """Return numbers (m,) and their sum, with digits that lead to the mean as it is printed."""
    total = tables.adding_up([mean * len(parts)], short(mean), lambda total: total / len(parts))
    return tables.adding_up(list(parts), total[0].text) + total


def update(material: Material) -> None:
    """Show one neuron's weights before the step, what it adds, and after."""
    trace, (_, layer, neuron) = material.trace, material.focus
    before, after = trace.before.weights[layer][neuron], trace.after.weights[layer][neuron]
    _, change = one_step.change(trace, layer)
    left, right = st.columns([1, 1], gap="medium")
    left.html(_moves(material))
    with right:
        if layer == 0:
            pictures = partial(before_change_after, before, change[neuron], after)
            material.chart("backprop_three", 240, pictures)
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
    largest = strongest(changes_w[neuron], LARGEST)
    rows: list[Row] = []
    for k in [*largest, -1]:
        parts = tables.adding_up([before[k], changes[k]], short(after[k]), operator.add)
        rows.append([names[k], *parts, after[k], Bar(changes[k])])
    return tables.table(["weight", "before", "change", "after", ""], rows)


def before_and_after(material: Material) -> None:
    """Show the answer and the cost before and after the step."""
    trace, (image, _, _) = material.trace, material.focus
    before, after = trace.forward.output[image], trace.forward_after.output[image]
    change = after - before
    rows: list[Row] = [
        [f"output {j}", trace.y[image][j], before[j], after[j], change[j], Bar(change[j])]
        for j in range(len(before))
    ]
    head = ["", "desired y", "before", "after", "change", ""]
    answer = answer_of(after)
    left, right = st.columns([1, 1], gap="medium")
    left.html(tables.table(head, rows, marked=None if answer.all_equal else answer.digit))
    with right:
        if trace.m > 1:
            _ten_verdicts(material)
            return
        moments = [
            ("Before", trace.forward, trace.cost_before),
            ("After", trace.forward_after, trace.cost_after),
        ]
        for column, (name, forward, cost) in zip(st.columns(2), moments, strict=True):
            no_digit = not material.used.reader.sees_digit(forward.zs[-1][image])
            with column, st.container(key=f"backprop_{name.lower()}"):
                st.markdown(f"**{name}**", text_alignment="center")
                st.html(readout.verdict(forward.output[image], no_digit=no_digit))
                st.html(tables.sentence("cost C =", cost[0], centred=True))


def _ten_verdicts(material: Material) -> None:
    trace = material.trace
    outputs = zip(trace.forward.output, trace.forward_after.output, strict=True)
    captions = [f"{_answer(before)} → {_answer(after)}" for before, after in outputs]
    st.html(tables.ten(material.examples.x, captions))
    before, after = trace.cost_before.mean(), trace.cost_after.mean()
    st.html(tables.sentence("Average cost of the ten: before", before, "and after", after))


def _answer(outputs: Array) -> str:
    answer = answer_of(outputs)
    return "all equal" if answer.all_equal else str(answer.digit)
