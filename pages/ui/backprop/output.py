"""Backprop, the beginning of the way back: the errors of the outputs."""

import operator

import streamlit as st

from nn import figures
from nn.explain import one_step
from nn.functions import sigmoid_prime
from pages.ui.app import charts
from pages.ui.app.html import Html
from pages.ui.app.session import Session
from pages.ui.backprop import choices, tables
from pages.ui.backprop.material import Material
from pages.ui.backprop.symbols import neuron_names
from pages.ui.backprop.tables import Bar, Row


def output_error(visitor: Session, material: Material) -> None:
    """Show BP1: each output's error with its two factors, and with the other cost."""
    trace, view = material.trace, visitor.views.backprop
    with choices.line():
        image = choices.image(view, material)
        choices.cost(view, material)
        neuron = choices.neuron(view, material, trace.last)
    error = one_step.output_error(trace, image)
    left, right = st.columns([3, 2], gap="medium")
    with left:
        st.html(_errors(material, image, neuron, error))
        st.html(_written_out(material, image, neuron, error))
    with right:
        deltas = one_step.errors_for_costs(trace, image)
        both: list[Row] = [
            [cost, delta[neuron], Bar(delta[neuron])] for cost, delta in deltas.items()
        ]
        head = [f"output {neuron} with the cost", "error δ", ""]
        st.html(tables.table(head, both, marked=list(deltas).index(trace.cost)))
        if trace.before.output == "sigmoid":
            _slopes(visitor, material, image, neuron)


def _errors(material: Material, image: int, neuron: int, error: one_step.Error) -> Html:
    trace = material.trace
    a, y, delta = trace.forward.output[image], trace.y[image], error.delta
    factors = error.factors or ()
    softmax = trace.before.output == "softmax"
    names = ["bracket", "× a"] if softmax else ["∂C/∂a", "× σ′(z)"]
    rows: list[Row] = [
        [f"output {j}", a[j], y[j], *(factor[j] for factor in factors), delta[j], Bar(delta[j])]
        for j in range(len(delta))
    ]
    head = ["", "a", "y", *names[: len(factors)], "error δ", ""]
    return tables.table(head, rows, marked=neuron)


def _written_out(material: Material, image: int, neuron: int, error: one_step.Error) -> Html:
    """Return how the error of the chosen output is computed."""
    trace = material.trace
    a, y, delta = trace.forward.output[image][neuron], trace.y[image][neuron], error.delta[neuron]
    if error.factors is None or trace.cost == "cross-entropy":
        parts, rule = ["a − y =", a, "−", y], operator.sub
    else:
        first, second = (factor[neuron] for factor in error.factors)
        if trace.before.output == "softmax":
            parts, rule = ["a × bracket =", second, "×", first], operator.mul
        else:
            parts, rule = ["(a − y) × σ′(z) =", first, "×", second], operator.mul
    return tables.sentence(tables.about(f"Output {neuron}", "δ ="), *parts, "=", delta, rule=rule)


def _slopes(visitor: Session, material: Material, image: int, neuron: int) -> None:
    """Show where the outputs are on the slope of the sigmoid."""
    z = material.trace.forward.zs[-1][image]
    span = figures.slope_range(z)
    names = neuron_names(material.trace, material.trace.last)
    figure = visitor.visit.keep(
        "backprop_slopes",
        (material.trace, image, neuron),
        lambda: figures.slope_curve(z, span, sigmoid_prime(span), sigmoid_prime(z), names, neuron),
    )
    charts.show(figure, key="backprop_slope_curve", height=210)
