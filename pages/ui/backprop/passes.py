"""Backprop, both passes: each layer's z and a, the cost, and BP1 to BP4 on the way back."""

import operator
from collections.abc import Callable
from decimal import Decimal

import numpy as np
import streamlit as st

from nn.explain import one_step
from nn.explain.neurons import strongest
from nn.figures.activations import neurons_on_curve, slope_range
from nn.figures.maps import weight_maps
from nn.figures.matrices import MOST_NEURONS, weight_matrix
from nn.figures.pictures import signed_picture
from nn.functions import Array, sigmoid_prime
from pages.ui.app import charts, readout
from pages.ui.app.numbers import article, plain, short, written_out
from pages.ui.app.words import marked
from pages.ui.backprop import tables
from pages.ui.backprop.material import Material
from pages.ui.backprop.symbols import neuron_names
from pages.ui.backprop.tables import Row

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
    is_share = layer == trace.last and trace.before.output == "softmax"
    start, middle = ("z =", "has the share a =") if is_share else ("a = σ(", ") =")
    left.html(tables.sentence(start, z[neuron], middle, a[neuron], about=material.name))
    with right:
        if layer == trace.last:
            rows = zip(material.names, z, a, strict=True)
            st.html(tables.table(["", "z", "a"], rows, a, marked=neuron))
        else:
            st.markdown(f"All {len(z)} activations a of this layer: the darker, the stronger")
            notes = [f": z = {plain(z_j)}, a" for z_j in z]
            st.html(tables.squares(a, material.names, neuron, notes))
        if layer == 0:
            factors = {"pixel": inputs, "weight": weights}
            picture = signed_picture(inputs * weights, "product", factors)
            charts.show_fitting(picture, "backprop_product_picture", 200)


def cost(material: Material) -> None:
    """Show the outputs, the desired ones, and what each adds to the cost."""
    trace, (image, _, _) = material.trace, material.focus
    a, y, total = trace.forward.output[image], trace.y[image], trace.cost_before[image]
    label, parts = material.examples.labels[image], one_step.cost_parts(trace, image)
    written = tables.adding_up(parts.tolist(), short(total))
    rows: list[Row] = list(zip(material.names, a, y, a - y, written, strict=True))
    rows.append(("C, the sum", "", "", "", total))
    head = ["", "answer a", "desired y", "a − y", "part of C"]
    left, right = st.columns([3, 2], gap="medium")
    left.html(tables.table(head, rows, parts, marked=len(rows) - 1))
    with right:
        no_digit = not material.used.reader.sees_digit(trace.forward.zs[-1][image])
        st.container(key="answer").html(readout.verdict(a, no_digit=no_digit))
        st.markdown(f"It is {article(label)} **{label}**.", text_alignment="center")
        if config := material.used.origin.config:
            st.markdown(marked(f"The network learnt with the {config.cost} cost."))
        if trace.m > 1:
            mean = short(trace.cost_before.mean())
            costs = written_out(trace.cost_before.tolist(), mean, lambda *c: sum(c) / len(c))
            all_ten = ", ".join(costs)
            st.markdown(f"The costs of all ten images: {all_ten}. Their average: **{mean}**.")


def output_error(material: Material) -> None:
    """Show BP1: each output's error with its two factors, and with the other cost."""
    trace, (image, _, neuron) = material.trace, material.focus
    a, y, z = trace.forward.output[image], trace.y[image], trace.forward.zs[-1][image]
    is_sigmoid = trace.before.output == "sigmoid"
    factors = one_step.output_factors(trace, image) or ()
    delta = trace.backward.deltas[-1][image]
    titles = ["∂C/∂a", "× σ′(z)"] if is_sigmoid else ["bracket", "× a"]
    head = ["", "a", "y", *titles[: len(factors)], "error δ"]
    rows = zip(material.names, a, y, *factors, delta, strict=True)
    left, right = st.columns([3, 2], gap="medium")
    left.html(tables.table(head, rows, delta, marked=neuron))
    parts: list[str | float] = ["δ"]
    rule: Callable[..., Decimal] | None = None
    if trace.cost == "cross-entropy":
        parts, rule = ["δ = a − y =", a[neuron], "−", y[neuron]], operator.sub
    elif factors:
        product = "(a − y) × σ′(z)" if is_sigmoid else "bracket × a"
        parts = [f"δ = {product} =", factors[0][neuron], "×", factors[1][neuron]]
        rule = operator.mul
    left.html(tables.sentence(*parts, "=", delta[neuron], about=material.name, rule=rule))
    deltas = {cost: each[neuron] for cost, each in one_step.errors_for_costs(trace, image).items()}
    head, at = [f"output {neuron} with the cost", "error δ"], list(deltas).index(trace.cost)
    right.html(marked(tables.table(head, deltas.items(), list(deltas.values()), marked=at)))
    if is_sigmoid:
        span, axes = slope_range(z), ("weighted input z", "slope σ′(z)")
        curve, neurons = (span, sigmoid_prime(span)), (z, sigmoid_prime(z))
        figure = neurons_on_curve(curve, neurons, material.names, axes, neuron)
        with right:
            charts.show_fitting(figure, "backprop_slope_curve", 210)


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
        st.markdown(f"All {len(errors)} errors δ of this layer")
        st.html(tables.squares(errors, material.names, neuron))
        st.html(tables.sentence(*parts, about=material.name, rule=operator.mul))
        st.markdown(
            "Red: a larger z would make the cost larger, so z should go down. Blue: z should go up."
        )


def biases(material: Material) -> None:
    """Show BP3: the slope for each bias is the neuron's error."""
    trace, (image, layer, neuron) = material.trace, material.focus
    nabla_b, _ = one_step.image_gradient(trace, image, layer)
    listed = sorted({neuron, *strongest(nabla_b, LISTED).tolist()})
    rows = [(material.names[j], trace.before.biases[layer][j], nabla_b[j]) for j in listed]
    head = ["the largest slopes" * (len(listed) < len(nabla_b)), "bias b", "nabla_b = δ"]
    left, right = st.columns([1, 1], gap="medium")
    left.html(tables.table(head, rows, nabla_b[listed], marked=listed.index(neuron)))
    with right:
        st.markdown(f"All {len(nabla_b)} slopes nabla_b of this layer")
        st.html(tables.squares(nabla_b, material.names, neuron))
        st.html(tables.sentence("∂C/∂b = δ =", nabla_b[neuron], about=material.name))
        st.markdown("Red: the bias should go down. Blue: it should go up.")


def weights(material: Material) -> None:
    """Show BP4: the slope for each weight, as maps; a click on a map chooses its neuron."""
    trace, (image, layer, neuron) = material.trace, material.focus
    delta, nabla_w = one_step.image_gradient(trace, image, layer)
    a = trace.forward.activations[layer][image]
    errors = np.full_like(a, delta[neuron])
    head = [f"to {material.name} from", "a", "× its δ", "= slope"]
    left, right = st.columns([1, 1], gap="medium")
    with left:
        places = strongest(a * errors, 4).tolist()
        st.html(tables.products(head, material.sources, a, errors, places))
        if layer == 0:
            picture = signed_picture(a * errors, "gradient", {"pixel a": a, "error δ": errors})
            charts.show_fitting(picture, "backprop_one_gradient", 190)
    with right:
        if layer:
            gradient_matrix(material, nabla_w, (delta, a))
        else:
            columns, names = 8 if len(nabla_w) > 10 else 5, material.names
            figure = weight_maps(nabla_w, columns, neuron, label="gradient", names=names)
            chosen = material.view.neurons
            with st.container(key="backprop_maps_fits", height=290, border=False):
                charts.show_clickable(
                    material.visitor.visit,
                    figure,
                    "backprop_maps",
                    "stretch",
                    charts.Click(lambda k: chosen.update({0: k}), "backprop_one_gradient_fits"),
                )
            st.caption("A picture for each neuron: the slopes of its 784 weights. Click one.")


def gradient_matrix(
    material: Material,
    nabla_w: Array,
    factors: tuple[Array, Array] | None = None,
    label: str = "gradient",
) -> None:
    """Show the gradient of the weights between two layers of neurons, or their change."""
    names = (material.names, material.sources)
    figure = weight_matrix(nabla_w, *names, label, material.focus.neuron, factors)
    charts.show_fitting(figure, "backprop_matrix", 290)
    st.caption(
        f"A row for each neuron. For a large layer, only the first {MOST_NEURONS} neurons "
        "are drawn."
    )
