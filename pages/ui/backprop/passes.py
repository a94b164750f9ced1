"""Backprop, both passes: each layer's z and a, the cost, and BP1 to BP4 on the way back."""

import operator
from collections.abc import Callable
from decimal import Decimal

import numpy as np
import streamlit as st

from nn.explain import one_step
from nn.explain.neurons import strongest
from pages.ui.app.formats import short, written_out
from pages.ui.app.glossary import marked
from pages.ui.backprop import reach, tables
from pages.ui.backprop.material import Material
from pages.ui.backprop.symbols import neuron_names

LISTED = 10  # neurons of a table


def forward(material: Material) -> None:
    """Show a layer's z and a, and how one neuron's are computed."""
    trace, (image, layer, neuron) = material.trace, material.focus
    weights, inputs = trace.before.weights[layer][neuron], trace.forward.activations[layer][image]
    z, a = trace.forward.zs[layer][image], trace.forward.activations[layer + 1][image]
    places = strongest(inputs * weights, 5).tolist()
    head = ["from (row, column)" if layer == 0 else "from", "a", "× w", "= a w"]
    rest, total = [("its bias", trace.before.biases[layer][neuron])], ("z, the sum", z[neuron])
    left, right = st.columns([1, 1], gap="medium")
    left.html(tables.products(head, material.sources, inputs, weights, places, rest, total))
    is_share = layer == trace.last and trace.shares
    start, middle = ("z =", "has the share a =") if is_share else ("a = σ(", ") =")
    left.html(tables.sentence(start, z[neuron], middle, a[neuron], about=material.name))
    if layer == trace.last:
        rows = zip(material.names, z, a, strict=True)
        right.html(tables.table(["", "z", "a"], rows, neuron))


def cost(material: Material) -> None:
    """Show the outputs, the desired ones, and what each adds to the cost."""
    trace, (image, _, _) = material.trace, material.focus
    a, y, total = trace.forward.output[image], trace.y[image], trace.cost_before[image]
    written = tables.adding_up(one_step.cost_parts(trace, image).tolist(), short(total))
    rows: list[tables.Row] = list(zip(material.names, a, y, a - y, written, strict=True))
    rows.append(("C, the sum", "", "", "", total))
    head = ["", "answer a", "desired y", "a − y", "part of C"]
    left, right = st.columns([3, 2], gap="medium")
    left.html(tables.table(head, rows, marked=len(rows) - 1))
    if (config := material.used.origin.config) and material.used.origin.epochs:
        right.markdown(marked(f"The network learnt with the {config.cost} cost."))
    if trace.m > 1:
        mean = short(trace.cost_before.mean())
        costs = ", ".join(written_out(trace.cost_before.tolist(), mean, lambda *c: sum(c) / len(c)))
        right.markdown(f"The costs of all ten images: {costs}. Their average: **{mean}**.")


def output_error(material: Material) -> None:
    """Show BP1: each output's error with its two factors, and with the other cost."""
    trace, (image, _, neuron) = material.trace, material.focus
    a, y = trace.forward.output[image], trace.y[image]
    factors = one_step.output_factors(trace, image) or ()
    delta = trace.backward.deltas[-1][image]
    titles = ["bracket", "× a"] if trace.shares else ["∂C/∂a", "× σ′(z)"]
    head = ["", "a", "y", *titles[: len(factors)], "error δ"]
    rows = zip(material.names, a, y, *factors, delta, strict=True)
    left, right = st.columns([3, 2], gap="medium")
    left.html(tables.table(head, rows, neuron))
    parts: list[str | float] = ["δ"]
    rule: Callable[..., Decimal] | None = None
    if trace.entry.slope_cancels:
        parts, rule = ["δ = a − y =", a[neuron], "−", y[neuron]], operator.sub
    elif factors:
        product = "bracket × a" if trace.shares else "(a − y) × σ′(z)"
        parts = [f"δ = {product} =", factors[0][neuron], "×", factors[1][neuron]]
        rule = operator.mul
    left.html(tables.sentence(*parts, "=", delta[neuron], about=material.name, rule=rule))
    deltas = {cost: each[neuron] for cost, each in one_step.errors_for_costs(trace, image).items()}
    head, at = [f"output {neuron} with the cost", "error δ"], list(deltas).index(trace.cost)
    right.html(marked(tables.table(head, deltas.items(), at)))


def hidden_error(material: Material) -> None:
    """Show BP2: a hidden neuron's error, and the errors that it comes from."""
    trace, (image, layer, neuron) = material.trace, material.focus
    errors = trace.backward.deltas[layer][image]
    back, slope = (factor[neuron] for factor in one_step.hidden_factors(trace, image, layer))
    weights = trace.before.weights[layer + 1][:, neuron]
    next_errors = trace.backward.deltas[layer + 1][image]
    places = sorted(strongest(weights * next_errors, LISTED).tolist())
    head, names = ["from", "weight w", "× error δ", "= w δ"], neuron_names(trace, layer + 1)
    left, right = st.columns([1, 1], gap="medium")
    total = ("what comes back", back)
    left.html(tables.products(head, names, weights, next_errors, places, total=total))
    parts = ["δ = what comes back × σ′(z) =", back, "×", slope, "=", errors[neuron]]
    with right:
        st.html(tables.sentence(*parts, about=material.name, rule=operator.mul))
        for sentence in reach.otherwise_in_words(material):
            st.markdown(marked(sentence))


def biases(material: Material) -> None:
    """Show BP3: the slope for each bias is the neuron's error."""
    trace, (image, layer, neuron) = material.trace, material.focus
    nabla_b, _ = one_step.image_gradient(trace, image, layer)
    listed = sorted({neuron, *strongest(nabla_b, LISTED).tolist()})
    rows = [(material.names[j], trace.before.biases[layer][j], nabla_b[j]) for j in listed]
    head = ["the largest slopes" * (len(listed) < len(nabla_b)), "bias b", "nabla_b = δ"]
    left, right = st.columns([1, 1], gap="medium")
    left.html(tables.table(head, rows, listed.index(neuron)))
    right.html(tables.sentence("∂C/∂b = δ =", nabla_b[neuron], about=material.name))


def weights(material: Material) -> None:
    """Show BP4: the slope for each weight."""
    trace, (image, layer, neuron) = material.trace, material.focus
    delta, _ = one_step.image_gradient(trace, image, layer)
    a = trace.forward.activations[layer][image]
    errors = np.full_like(a, delta[neuron])
    places = strongest(a * errors, LISTED // 2).tolist()
    head = [f"to {material.name} from", "a", "× its δ", "= slope"]
    left, right = st.columns([1, 1], gap="medium")
    left.html(tables.products(head, material.sources, a, errors, places))
    if trace.last == 1:
        right.markdown("Choose another neuron, and the digit shows the slopes of its 784 weights.")
