"""Backprop, what comes of it: the average, the step, before and after."""

import operator
from decimal import Decimal

import numpy as np
import streamlit as st

from nn import figures
from nn.answers import answer_of
from nn.explain import one_step
from nn.functions import Array
from pages.ui.app import charts, readout
from pages.ui.app.html import Html
from pages.ui.app.numbers import a_digit, short
from pages.ui.app.session import Session
from pages.ui.backprop import choices, tables
from pages.ui.backprop.backward import gradient_matrix
from pages.ui.backprop.material import Material
from pages.ui.backprop.symbols import neuron_name, neuron_names
from pages.ui.backprop.tables import Bar, Row

LARGEST = 5  # weights of a table


def average(visitor: Session, material: Material) -> None:
    """Show how the ten images' slopes of one weight, and of one bias, become their average."""
    trace, view = material.trace, visitor.views.backprop
    with choices.line():
        layer, neuron = choices.layer_neuron(view, material)
    _, nabla_w = one_step.average_gradient(trace, layer)
    left, right = st.columns([1, 1], gap="medium")
    with left:
        st.html(_every_image(material, layer, neuron))
    with right:
        if layer:
            st.markdown("The average slopes of all weights of this layer")
            gradient_matrix(material, layer, neuron, nabla_w)
            return
        slopes = [one_step.image_gradient(trace, k, 0)[1][neuron] for k in range(trace.m)]
        names = [
            f"image {k + 1}, {a_digit(label)}" for k, label in enumerate(material.examples.labels)
        ]
        figure = visitor.visit.keep(
            "backprop_ten",
            (trace, neuron),
            lambda: figures.gradient_maps(np.stack(slopes), names, bar=False),
        )
        st.markdown("Each image's slopes for this neuron's 784 weights, and their average")
        charts.show(figure, key="backprop_ten_maps", height=170)
        mean = figures.signed_picture(nabla_w[neuron], "average gradient")
        charts.show(mean, key="backprop_mean", height=190)


def _every_image(material: Material, layer: int, neuron: int) -> Html:
    """Return each image's slope of the weight with the largest one, their sum and average."""
    trace = material.trace
    nabla_b, nabla_w = one_step.average_gradient(trace, layer)
    source = int(np.abs(nabla_w[neuron]).argmax())
    a = trace.forward.activations[layer][:, source]
    deltas = trace.backward.deltas[layer][:, neuron]
    of_bias = _sum_and_parts(deltas, nabla_b[neuron])
    of_weight = _sum_and_parts(deltas * a, nabla_w[neuron, source])
    rows: list[Row] = [
        [f"{k + 1}: {a_digit(label)}", of_bias[k], a[k], of_weight[k], Bar(of_weight[k].value)]
        for k, label in enumerate(material.examples.labels)
    ]
    mean = nabla_w[neuron, source]
    rows.append(["sum", of_bias[-1], None, of_weight[-1], None])
    rows.append([f"÷ {trace.m}: average", nabla_b[neuron], None, mean, Bar(mean)])
    head = ["image", "bias: δ", f"a of {neuron_name(trace, layer - 1, source)}", "weight: a δ", ""]
    return tables.table(head, rows, marked=len(rows) - 1)


def _sum_and_parts(parts: Array, mean: float) -> list[tables.Written]:
    """Return numbers (m,) and their sum, with digits that lead to the mean as it is printed."""
    total = tables.adding_up([mean * len(parts)], short(mean), lambda total: total / len(parts))
    return tables.adding_up(list(parts), total[0].text) + total


def update(visitor: Session, material: Material) -> None:
    """Show one neuron's weights before the step, what it adds, and after."""
    trace, view = material.trace, visitor.views.backprop
    with choices.line():
        layer, neuron = choices.layer_neuron(view, material)
        choices.eta(view, trace)
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
            st.markdown("What the step adds to each weight of this layer")
            gradient_matrix(material, layer, neuron, change, label="change")
    source = int(np.abs(change[neuron]).argmax())
    name, source_name = neuron_name(trace, layer, neuron), neuron_name(trace, layer - 1, source)
    factor = f"{trace.eta:g}"
    st.html(
        tables.sentence(
            tables.about(f"To {name}, from {source_name}", "w′ ="),
            before[source],
            f"− {factor} / {trace.m} ×",
            trace.backward.nabla_w[layer][neuron, source],
            "=",
            after[source],
            rule=lambda w, nabla: w - Decimal(factor) / trace.m * nabla,
        )
    )


def _moves(material: Material, layer: int, neuron: int) -> Html:
    """Return a table of the weights that move most, and of the bias."""
    before, after = material.trace.before, material.trace.after
    changes_b, changes_w = one_step.change(material.trace, layer)
    changes, names = changes_w[neuron], neuron_names(material.trace, layer - 1)
    olds, news = before.weights[layer][neuron], after.weights[layer][neuron]
    largest = np.argsort(-np.abs(changes), kind="stable")[:LARGEST]
    moves = [(f"from {names[k]}", olds[k], changes[k], news[k]) for k in largest]
    old, new = before.biases[layer][neuron], after.biases[layer][neuron]
    moves.append(("its bias", old, changes_b[neuron], new))
    rows: list[Row] = [
        [name, *tables.adding_up([old, change], short(new), operator.add), new, Bar(change)]
        for name, old, change, new in moves
    ]
    return tables.table(["weight", "before", "change", "after", ""], rows)


def before_and_after(visitor: Session, material: Material) -> None:
    """Show the answer and the cost before and after the step."""
    trace, view = material.trace, visitor.views.backprop
    with choices.line():
        image = choices.image(view, material)
        choices.eta(view, trace)
    before, after = trace.forward.output[image], trace.forward_after.output[image]
    change = after - before
    rows: list[Row] = [
        [f"output {j}", trace.y[image][j], before[j], after[j], change[j], Bar(change[j])]
        for j in range(len(before))
    ]
    head = ["", "desired y", "before", "after", "change", ""]
    answer = answer_of(after)
    left, right = st.columns([1, 1], gap="medium")
    with left:
        st.html(tables.table(head, rows, marked=None if answer.all_equal else answer.digit))
    with right:
        if trace.m > 1:
            _ten_verdicts(material)
        else:
            _verdicts(material)


def _verdicts(material: Material) -> None:
    trace = material.trace
    moments = [
        ("Before", trace.forward, trace.cost_before),
        ("After", trace.forward_after, trace.cost_after),
    ]
    for column, (name, forward, cost) in zip(st.columns(2), moments, strict=True):
        with column, st.container(key=f"backprop_{name.lower()}"):
            st.markdown(f"**{name}**", text_alignment="center")
            st.html(readout.verdict(forward.output[0]))
            st.html(tables.sentence("cost C =", cost[0], centred=True))


def _ten_verdicts(material: Material) -> None:
    trace = material.trace
    captions = [
        f"{_answer(old)} → {_answer(new)}"
        for old, new in zip(trace.forward.output, trace.forward_after.output, strict=True)
    ]
    st.html(tables.ten(material.examples.x, captions))
    before, after = trace.cost_before.mean(), trace.cost_after.mean()
    st.html(tables.sentence("Average cost of the ten: before", before, "and after", after))


def _answer(outputs: Array) -> str:
    answer = answer_of(outputs)
    return "all equal" if answer.all_equal else str(answer.digit)
