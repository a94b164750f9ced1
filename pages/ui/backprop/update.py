"""Backprop, the step itself: the average, the update, before and after."""

import operator
from decimal import Decimal
from functools import partial

import numpy as np
import streamlit as st

from nn.answers import answer_of
from nn.explain import one_step
from nn.explain.hill import along_gradient, step_in_words
from nn.explain.neurons import strongest
from nn.functions import Array
from pages.ui.app.formats import a_digit, short, written_out
from pages.ui.app.glossary import marked
from pages.ui.app.html import Html
from pages.ui.backprop import tables
from pages.ui.backprop.material import Material
from pages.ui.backprop.symbols import neuron_names
from pages.ui.live.picture import hill as hill_picture

LARGEST = 5  # weights of a table


def average(material: Material) -> None:
    """Show how ten images' slopes for one weight, and for one bias, become their average."""
    trace, (_, layer, neuron) = material.trace, material.focus
    mean_b, mean_w = (slopes[neuron] for slopes in one_step.mean_gradient(trace, layer))
    source = int(np.abs(mean_w).argmax())  # the weight with the largest slope
    a = trace.forward.activations[layer][:, source]
    deltas, mean = trace.backward.deltas[layer][:, neuron], mean_w[source]
    of_bias, of_weight = _parts_and_sum(deltas, mean_b), _parts_and_sum(deltas * a, mean)
    first = [*(f"{k}: {a_digit(d)}" for k, d in enumerate(material.examples.labels, 1)), "sum"]
    rows: list[tables.Row] = list(zip(first, of_bias, [*a, ""], of_weight, strict=True))
    rows.append((f"÷ {trace.m}: average", mean_b, "", mean))
    head = ["image", "bias: δ", f"a of {material.sources[source]}", "weight: a δ"]
    st.html(tables.table(head, rows, len(rows) - 1))


def _parts_and_sum(parts: Array, mean: float) -> list[Html]:
    """Return numbers (m,) and their sum, with digits that lead to the mean as it is printed."""
    total = mean * len(parts)
    (text,) = written_out([total], short(mean), lambda total: total / len(parts))
    return [*tables.adding_up(parts.tolist(), text), tables.number(total, text)]


def update(material: Material) -> None:
    """Show how far the step goes on the hill of the cost, and how one neuron's weights move."""
    trace, (_, layer, neuron) = material.trace, material.focus
    marks = (trace.eta / 10, trace.eta, trace.eta * 30)
    parts = trace.before, trace.x, trace.y, trace.cost, marks
    find = partial(along_gradient, *parts)
    hill = material.visitor.visit.keep("backprop.hill", (trace,), find)
    left, right = st.columns([1, 1], gap="medium")
    with left:
        hill_picture.show(hill, trace.eta, "backprop_hill")
    with right:
        st.markdown(
            marked(
                "Each learning rate η is a place on this hill, and its height is the cost there. "
                f"The ball is where this step ends. {step_in_words(hill, trace.eta)}"
            )
        )
        st.html(_moves(material))
    before, after = (net.weights[layer][neuron] for net in (trace.before, trace.after))
    source = int(np.abs(trace.backward.nabla_w[layer][neuron]).argmax())
    slope, eta = trace.backward.nabla_w[layer][neuron, source], f"{trace.eta:g}"
    written = ["w′ =", before[source], f"− {eta} / {trace.m} ×", slope, "=", after[source]]
    weight = f"to {material.name}, from {material.sources[source]}"
    factor = Decimal(eta) / trace.m
    st.html(tables.sentence(*written, about=weight, rule=lambda w, nabla: w - factor * nabla))


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
    return tables.table(["weight", "before", "change", "after"], rows)


def before_and_after(material: Material) -> None:
    """Show the answer and the cost before and after the step."""
    trace, (image, _, _) = material.trace, material.focus
    before, after = trace.forward.output, trace.forward_after.output
    change, answer = after[image] - before[image], answer_of(after[image])
    names, y = neuron_names(trace, trace.last), trace.y[image]
    rows = zip(names, y, before[image], after[image], change, strict=True)
    head = ["", "desired y", "before", "after", "change"]
    left, right = st.columns([1, 1], gap="medium")
    left.html(tables.table(head, rows, None if answer.all_equal else answer.digit))
    costs = (trace.cost_before.mean(), trace.cost_after.mean())
    with right:
        if trace.m > 1:
            pairs = zip(before, after, strict=True)
            captions = [f"{_answer(earlier)} → {_answer(later)}" for earlier, later in pairs]
            st.html(tables.ten(material.examples.x, captions))
        about = "Average cost of the ten: before" if trace.m > 1 else "Cost: before"
        st.html(tables.sentence(about, costs[0], "and after", costs[1]))


def _answer(outputs: Array) -> str:
    answer = answer_of(outputs)
    return "all equal" if answer.all_equal else str(answer.digit)
