"""Steps 2 and 3 of the story: one neuron's weighted sum z, and its activation a."""

from math import inf

import numpy as np
import streamlit as st

from nn.explain import forward_story, neurons
from nn.explain.neurons import NeuronSum, neuron_sum
from nn.figures import side_by_side
from nn.figures.activations import curve_range, neurons_on_curve
from nn.functions import ACTIVATIONS, softmax
from nn.network import Network
from pages.ui.app import charts, numbers, steps
from pages.ui.app.digits import Subject
from pages.ui.app.html import Html, div, span, tag
from pages.ui.app.networks import InUse
from pages.ui.app.numbers import fixed, in_latex, with_sign, written_out
from pages.ui.app.state.session import Session
from pages.ui.app.state.views import InsideView
from pages.ui.app.widgets import bound
from pages.ui.app.words import marked
from pages.ui.how_it_works import pieces

EXAMPLES = (-6.0, -2.0, 0.0, 2.0, 6.0)  # z
SMALL_CHANGES = (
    "In between, a small change of z makes a small change of a, and that makes learning possible."
)
CURVES = {  # in words; of another function only the name, and where it fires
    "sigmoid": (
        "The sum z may be any number. The **sigmoid** turns it into an activation a between 0 and "
        "1. A very negative z gives almost 0: the neuron is silent. A large z gives almost 1: it "
        f"fires. {SMALL_CHANGES}"
    ),
    "tanh": (
        "The sum z may be any number. This network's curve, **tanh**, the hyperbolic tangent, "
        "(eᶻ − e⁻ᶻ) / (eᶻ + e⁻ᶻ), e = 2.718…, turns it into an activation a between −1 and 1. A "
        f"very negative z gives almost −1, a large z almost 1. {SMALL_CHANGES}"
    ),
    "relu": (
        "This network's neurons use **ReLU**, the rectified linear unit: the larger of 0 and z. "
        "Below 0 the neuron is silent, a = 0. Above 0 its activation is z itself, without a limit."
    ),
    "softmax": (
        "The outputs of this network share one cake, by **softmax**: the larger the sum z of an "
        "output, compared with the other sums, the larger its share a. All ten add up to 1. The "
        "sum below runs over the nine other outputs k; the curve is drawn for them as they are."
    ),
}
SOFTMAX = r"\frac{e^{z}}{e^{z} + \sum_{k} e^{z_k}}"


def choose_neuron(view: InsideView, network: Network) -> int:
    """Ask for a neuron that sees the pixels, as on Look inside; return its number, from 0."""

    def choose(neuron: int) -> None:
        view.layer, view.neuron = 0, neuron

    n = network.sizes[1]
    neuron = min(view.neuron, n - 1)
    bound(
        st.selectbox,
        "Neuron",
        range(n),
        format_func=lambda k: f"{neuron_name(network, k)} of {n}",
        key="story_neuron",
        value=neuron,
        then=choose,
        label_visibility="collapsed",
        width=220,
    )
    return neuron


def neuron_name(network: Network, neuron: int) -> str:
    """Return the name of a neuron that sees the pixels."""
    return f"Output {neuron}" if len(network.weights) == 1 else f"Neuron {neuron + 1}"


def weighted_sum(visitor: Session, used: InUse, read: Subject) -> None:
    """Show the sum that gives a neuron its z."""
    network = used.network
    if len(network.weights) == 1:
        who = "One of the ten outputs, since this network has no hidden layer."
    elif len(network.weights) > 2:
        who = "A neuron of the **first hidden layer**, the one that sees the pixels."
    else:
        who = "One of the hidden neurons, between the pixels and the outputs."
    with st.container(horizontal=True, vertical_alignment="center", key="story_line_sum"):
        pieces.words(
            f"{who} It has **one weight for each pixel**: red where ink excites it, blue where ink "
            "quiets it. It multiplies and adds up.",
            "sum",
        )
        neuron = choose_neuron(visitor.views.inside, network)
    terms = neuron_sum(network, read.x, 0, neuron)
    figure = side_by_side.weighted_sum(terms.inputs, terms.weights, terms.products)
    charts.show_fitting(figure, "story_three", 300)
    st.html(marked(in_words(terms)))
    z = fixed(terms.z)
    dot, bias = map(in_latex, written_out([terms.positive + terms.negative, terms.bias], z))
    scale = network.input_scale
    scaled = "" if scale == 1 else f" This network takes its pixels from 0 to {scale:g}."
    pieces.equation_and_code(
        rf"z = \sum_{{k=1}}^{{{len(terms.inputs)}}} w_k a_k + b"
        rf" = {dot} + {bias} = {in_latex(z).strip('()')}",
        "$a_k$ is pixel k, $w_k$ this neuron's weight for it; Σ adds up all 784 products: w · a. "
        f"The bias b is one more learnt number: how easily the neuron fires.{scaled}",
        (Network.forward, "z = a @ w.T + b"),
    )


def in_words(terms: NeuronSum, places: int = 2) -> Html:
    """Return the sum in large figures: what adds to it, what takes away, the bias, and z.

    z has so many places, and its parts as many as it takes to add up as printed.
    """
    parts, z = (terms.positive, terms.negative, terms.bias), fixed(terms.z, places)
    columns = zip(
        ("tn-red", "tn-blue", "", "tn-total"),
        (*parts, terms.z),
        (*map(with_sign, written_out(parts, z)), f"= {z}"),
        ("all red pixels", "all blue pixels", "the bias b", "the sum z"),
        strict=True,
    )
    cells = [
        span(kind, text, tag("small", name), title=fixed(value, 4))
        for kind, value, text, name in columns
    ]
    return div("tn-sum", *cells)


def activation(visitor: Session, used: InUse, read: Subject) -> None:
    """Show the function that turns z into an activation, with this neuron's z on it."""
    network = used.network
    function = forward_story.function_name(network)
    words, formula = CURVES.get(function, ""), SOFTMAX
    line: steps.Line = (softmax, "    return")
    if entry := ACTIVATIONS.get(function):
        formula, line = entry.formula, (entry.function, "    return")
        words = words or f"This network's curve is **{function}**. {neurons.meaning(entry)}"
    e = "e = 2.718… " if "e^" in formula else ""
    left, right = st.columns([500, 400], gap="medium")
    with left:
        neuron = choose_neuron(visitor.views.inside, network)
        terms = show_curve(network, read, neuron)
        examples = forward_story.activation_curve(network, read.x, neuron, np.array(EXAMPLES))
        st.html(_examples(examples.tolist()))
    with right:
        pieces.words(words, "activation")
        pieces.words(
            f"{neuron_name(network, neuron)} has z {numbers.equals(terms.z)}, so "
            f"**a {numbers.equals(terms.a, 3)}**: {verdict(network, terms.a)}.",
            "verdict",
        )
        pieces.equation(
            rf"a = \sigma(z) = {formula}",
            f"{e}σ, read “sigma”, is the activation function.",
        )
        steps.code(line)


def show_curve(
    network: Network, read: Subject, neuron: int, height: charts.Height = 400
) -> NeuronSum:
    """Show the function that makes a neuron's activation of z, and the neuron on the curve."""
    terms = neuron_sum(network, read.x, 0, neuron)
    function = forward_story.function_name(network)
    levels_off = function == "softmax" or ACTIVATIONS[function].upper < inf
    middle = forward_story.turning_point(network, read.x, neuron)
    zs = curve_range(terms.z, middle, levels_off)
    curve = forward_story.activation_curve(network, read.x, neuron, zs)
    neuron_on_it = (np.array([terms.z]), np.array([terms.a]))
    names, axes = [neuron_name(network, neuron)], ("weighted sum z", "activation a")
    figure = neurons_on_curve((zs, curve), neuron_on_it, names, axes)
    charts.show(figure, height=height, key="story_activation")
    return terms


def verdict(network: Network, a: float) -> str:
    """Say what the activation of a neuron that sees the pixels means."""
    function = forward_story.function_name(network)
    entry = ACTIVATIONS["sigmoid" if function == "softmax" else function]  # both are from 0 to 1
    return "it fires" if a > entry.fires_above else "it does not fire"


def _examples(activations: list[float]) -> Html:
    """Return a small table of z and a."""
    cells = [
        span(
            "",
            numbers.fixed(z, 0),
            tag("b", numbers.equals(a, 3).removeprefix("= ")),
            title=numbers.short(a),
        )
        for z, a in zip(EXAMPLES, activations, strict=True)
    ]
    return div("tn-examples", span("", "z", tag("b", "a")), *cells)
