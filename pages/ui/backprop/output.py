"""Backprop, where the way back begins: the errors of the outputs."""

import numpy as np
import streamlit as st

from nn import figures
from nn.explain import one_step
from nn.functions import sigmoid_prime
from pages.ui.app import charts
from pages.ui.app.session import Session
from pages.ui.backprop import choices, tables
from pages.ui.backprop.material import Material
from pages.ui.backprop.tables import Bar


def output_error(visitor: Session, material: Material) -> None:
    """Show BP1: each output's error with its two factors, and with the other cost."""
    trace = material.trace
    with st.container(horizontal=True, vertical_alignment="center"):
        image = choices.image(visitor, material)
        choices.cost(visitor, material)
        neuron = choices.neuron(visitor, material, trace.last)
    error = one_step.output_error(trace, image)
    left, right = st.columns([3, 2], gap="medium")
    with left:
        st.html(_output_table(material, image, neuron, error))
        st.html(_output_product(material, image, neuron, error))
    with right:
        _both_costs(material, image, neuron)
        if trace.before.output == "sigmoid":
            _slopes(visitor, material, image, neuron)


def _output_table(material: Material, image: int, neuron: int, error: one_step.Error) -> str:
    trace = material.trace
    a, y, delta = trace.forward.output[image], trace.y[image], error.delta
    limit = float(np.abs(delta).max())
    names = _factor_names(trace.cost, trace.before.output)
    rows: list[list[tables.Cell | Bar]] = []
    for j in range(len(delta)):
        factors = [factor[j] for factor in error.factors] if error.factors else []
        bar = Bar(float(delta[j]), limit)
        rows.append([f"output {j}", a[j], y[j], *factors, delta[j], bar])
    return tables.table(["", "a", "y", *names, "error δ", ""], rows, marked=neuron)


def _factor_names(cost: str, output: str) -> list[str]:
    if output == "softmax":
        return [] if cost == "cross-entropy" else ["bracket", "× a"]
    return ["∂C/∂a", "× σ′(z)"]


def _output_product(material: Material, image: int, neuron: int, error: one_step.Error) -> str:
    """Return the chosen output's error, written out."""
    trace = material.trace
    a, y, delta = trace.forward.output[image][neuron], trace.y[image][neuron], error.delta[neuron]
    start = f"<b>Output {neuron}</b>: δ ="
    if trace.cost == "cross-entropy":
        return tables.sentence(start, "a − y =", a, "−", y, "=", delta)
    if error.factors and trace.before.output == "softmax":
        bracket, share = error.factors[0][neuron], error.factors[1][neuron]
        return tables.sentence(start, "a × bracket =", share, "×", bracket, "=", delta)
    slope = error.factors[1][neuron] if error.factors else 0.0
    return tables.sentence(start, "(a − y) × σ′(z) =", a - y, "×", slope, "=", delta)


def _both_costs(material: Material, image: int, neuron: int) -> None:
    trace = material.trace
    errors = one_step.errors_for_costs(trace, image)
    limit = max(float(abs(delta[neuron])) for delta in errors.values())
    rows: list[list[tables.Cell | Bar]] = [
        [cost, delta[neuron], Bar(float(delta[neuron]), limit)] for cost, delta in errors.items()
    ]
    marked = list(errors).index(trace.cost)
    st.html(tables.table([f"output {neuron} with the cost", "error δ", ""], rows, marked))


def _slopes(visitor: Session, material: Material, image: int, neuron: int) -> None:
    """Show where the outputs are on the slope of the sigmoid."""
    z = material.trace.forward.zs[-1][image]
    names = [f"output {j}" for j in range(len(z))]
    span = figures.slope_range(z)
    figure = visitor.visit.keep(
        "backprop_slopes",
        (material.trace, image, neuron),
        lambda: figures.slope_curve(z, span, sigmoid_prime(span), sigmoid_prime(z), names, neuron),
    )
    charts.show(figure, key="backprop_slope_curve", height=210)
