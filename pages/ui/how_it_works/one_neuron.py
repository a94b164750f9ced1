"""Steps 2 and 3 of the story: one neuron's weighted sum z, and its activation a."""

from math import inf

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from nn.explain import forward_story, neurons
from nn.explain.neurons import NeuronSum, neuron_sum
from nn.figures import side_by_side
from nn.figures.activations import curve_range, neurons_on_curve
from nn.functions import ACTIVATIONS, Activation, softmax
from nn.network import Network
from nn.settings.config import SETTING
from pages.ui.app import charts, numbers
from pages.ui.app.digits import Subject
from pages.ui.app.html import Html, div, span, tag
from pages.ui.app.networks import InUse
from pages.ui.app.numbers import PLACES, fixed, in_latex, places_that_add_up, signed
from pages.ui.app.state.session import Session, Visit
from pages.ui.app.state.views import InsideView
from pages.ui.app.widgets import bound
from pages.ui.how_it_works import pieces

EXAMPLES = (-6.0, -2.0, 0.0, 2.0, 6.0)  # z
SMALL_CHANGES = (
    "In between, a small change of z makes a small change of a, and that makes learning possible."
)
CURVES = {  # in words, and what it is called
    "sigmoid": (
        "The sum z may be any number. The **sigmoid** turns it into an activation a between 0 and "
        "1. A very negative z gives almost 0: the neuron is silent. A large z gives almost 1: it "
        f"fires. {SMALL_CHANGES}",
        "the sigmoid",
    ),
    "tanh": (
        "The sum z may be any number. This network's curve, **tanh**, turns it into an activation "
        "a between −1 and 1. A very negative z gives almost −1, a large z almost 1. "
        f"{SMALL_CHANGES}",
        "tanh, the hyperbolic tangent: (eᶻ − e⁻ᶻ) / (eᶻ + e⁻ᶻ), where e = 2.718…",
    ),
    "relu": (
        "This network's neurons use **ReLU**. Below 0 the neuron is silent, a = 0. Above 0 its "
        "activation is z itself, without a limit.",
        "ReLU, the rectified linear unit: the larger of 0 and z",
    ),
}
SOFTMAX = (  # with its formula, and what the letters mean
    "The outputs of this network share one cake, by **softmax**: the larger the sum z of an "
    "output, compared with the other sums, the larger its share a. Almost 0 is hardly "
    "anything, almost 1 is nearly all of it.",
    r"a = \frac{e^{z}}{e^{z} + \sum_{k} e^{z_k}}",
    "e = 2.718… The sum runs over the other outputs k. This is called softmax: all ten outputs "
    "add up to 1. The curve is drawn for the other nine staying as they are.",
)


def choose_neuron(view: InsideView, network: Network) -> int:
    """Ask for a neuron that sees the pixels, as on Look inside; return its number, from 0."""

    def choose(neuron: int) -> None:
        view.layer, view.neuron = 0, neuron

    n = network.sizes[1]
    neuron = min(view.neuron, n - 1)
    of_all = "" if len(network.weights) == 1 else f" of {n}"
    bound(
        st.selectbox,
        "Neuron",
        range(n),
        format_func=lambda k: neuron_name(network, k) + of_all,
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
    with st.container(horizontal=True, vertical_alignment="center", key="story_line_sum"):
        pieces.words(_who(network), "sum")
        neuron = choose_neuron(visitor.views.inside, network)
    terms = neuron_sum(network, read.x, 0, neuron)
    figure = visitor.visit.keep(
        "story_sum",
        (network, read, neuron),
        lambda: side_by_side.weighted_sum(terms.inputs, terms.weights, terms.products),
    )
    with st.container(key="story_three", height=300, border=False):
        charts.show(figure, height="stretch", key="story_weighted")
    dot = terms.positive + terms.negative
    exact = _exact_places(terms)
    places = exact or PLACES[0]
    st.html(in_words(terms))
    scale = network.input_scale
    scaled = "" if scale == 1 else f" This network takes its pixels from 0 to {scale:g}."
    left, right = st.columns([580, 340], gap="medium")
    with left:
        equals = "=" if exact else r"\approx"
        pieces.equation(
            rf"z = \sum_{{k=1}}^{{{len(terms.inputs)}}} w_k a_k + b"
            rf" = {in_latex(dot, places)} + {in_latex(terms.bias, places)} {equals} "
            rf"{in_latex(terms.z, places).strip('()')}",
            "$a_k$ is pixel k, $w_k$ this neuron's weight for it; Σ adds up all 784 products: w · "
            f"a. The bias b is one more learnt number: how easily the neuron fires.{scaled}",
            "sum",
        )
    with right:
        pieces.code(Network.forward, "z = a @ w.T + b", "sum")


def _exact_places(terms: NeuronSum, least: int = PLACES.start) -> int | None:
    """Return to how many places, from `least` on, all sums are right as printed; None: to none."""
    dot = terms.positive + terms.negative
    return places_that_add_up(
        ((terms.positive, terms.negative, terms.bias), terms.z),
        ((dot, terms.bias), terms.z),
        least=least,
    )


def in_words(terms: NeuronSum, least: int = PLACES.start) -> Html:
    """Return the sum in large figures: what adds to it, what takes away, the bias, and z.

    They have `least` places, or as many more as it takes to add up as printed.
    """
    exact = _exact_places(terms, least)
    places, equals = exact or least, "=" if exact else "≈"
    columns = (
        ("tn-red", terms.positive, signed(terms.positive, places), "all red pixels"),
        ("tn-blue", terms.negative, signed(terms.negative, places), "all blue pixels"),
        ("", terms.bias, signed(terms.bias, places), "the bias b"),
        ("tn-total", terms.z, f"{equals} {fixed(terms.z, places)}", "the sum z"),
    )
    cells = [
        span(kind, text, tag("small", name), title=fixed(value, max(places, 4)))
        for kind, value, text, name in columns
    ]
    return div("tn-sum", *cells)


def _who(network: Network) -> str:
    if len(network.weights) == 1:
        who = "One of the ten outputs, since this network has no hidden layer."
    elif len(network.weights) > 2:
        who = "A neuron of the **first hidden layer**, the one that sees the pixels."
    else:
        who = "One of the hidden neurons, between the pixels and the outputs."
    return (
        f"{who} It has **one weight for each pixel**: red where ink excites it, blue where ink "
        "quiets it. It multiplies and adds up."
    )


def activation(visitor: Session, used: InUse, read: Subject) -> None:
    """Show the function that turns z into an activation, with this neuron's z on it."""
    network = used.network
    function = forward_story.function_name(network)
    entry = None if function == "softmax" else ACTIVATIONS[function]
    left, right = st.columns([500, 400], gap="medium")
    with left:
        neuron = choose_neuron(visitor.views.inside, network)
        terms = neuron_sum(network, read.x, 0, neuron)
        show_curve(visitor.visit, network, read, neuron)
        examples = forward_story.activation_curve(network, read.x, neuron, np.array(EXAMPLES))
        st.html(_examples(function, examples.tolist()))
    with right:
        words, formula, letters = _curve_in_words(function, entry) if entry else SOFTMAX
        pieces.words(words, "activation")
        pieces.words(
            f"{neuron_name(network, neuron)} has z {numbers.equals(terms.z)}, so "
            f"**a {numbers.equals_activation(function, terms.a)}**: "
            f"{verdict(function, terms.a)}.",
            "verdict",
        )
        pieces.equation(formula, letters, "activation")
        pieces.code(entry.function if entry else softmax, "    return", "activation")


def show_curve(
    visit: Visit, network: Network, read: Subject, neuron: int, height: charts.Height = 400
) -> None:
    """Show the function that turns z into an activation as a curve, with the neuron on it."""

    def draw() -> go.Figure:
        terms = neuron_sum(network, read.x, 0, neuron)
        function = forward_story.function_name(network)
        levels_off = function == "softmax" or ACTIVATIONS[function].upper < inf
        middle = forward_story.turning_point(network, read.x, neuron)
        zs = curve_range(terms.z, middle, levels_off)
        curve = forward_story.activation_curve(network, read.x, neuron, zs)
        axes = ("weighted sum z", "activation a")
        neuron_on_it = (np.array([terms.z]), np.array([terms.a]))
        return neurons_on_curve((zs, curve), neuron_on_it, [neuron_name(network, neuron)], axes)

    figure = visit.keep("story_curve", (network, read, neuron), draw)
    charts.show(figure, height=height, key="story_activation")


def _curve_in_words(function: str, entry: Activation) -> tuple[str, str, str]:
    """Return a function in words, its formula, and what the letters mean."""
    name = SETTING["activation"].choices[function]
    words = f"This network's curve, **{name}**, turns a neuron's sum z into its activation a."
    words, called = CURVES.get(function, (f"{words} {neurons.meaning(entry)}", name))
    e = "e = 2.718… " if "e^" in entry.formula else ""
    letters = f"{e}σ, read “sigma”, is the activation function; this one is called {called}."
    return words, rf"a = \sigma(z) = {entry.formula}", letters


def verdict(function: str, a: float) -> str:
    """Say what an activation means."""
    entry = ACTIVATIONS["sigmoid" if function == "softmax" else function]  # both are from 0 to 1
    if entry.upper == inf:
        silent, low, high = "it is silent", entry.lower, entry.fires_above
    elif entry.lower >= 0:
        silent, low, high = "it is almost silent", 0.1, 0.9
    else:
        silent, low, high = "it says no", -0.5, 0.5
    return silent if a <= low else "it fires" if a > high else "it is somewhere in between"


def _examples(function: str, activations: list[float]) -> Html:
    """Return a small table of z and a."""
    cells = [
        span(
            "",
            numbers.fixed(z, 0),
            tag("b", numbers.equals_activation(function, a).removeprefix("= ")),
            title=numbers.short(a),
        )
        for z, a in zip(EXAMPLES, activations, strict=True)
    ]
    return div("tn-examples", span("", "z", tag("b", "a")), *cells)
