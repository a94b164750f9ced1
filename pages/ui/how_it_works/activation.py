"""Step 3 of the story: a neuron turns its sum z into its activation a."""

from math import inf

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from nn.explain import forward_story, neurons
from nn.figures.activations import curve_range, neurons_on_curve
from nn.functions import ACTIVATIONS, Activation, softmax
from nn.settings.config import SETTING
from pages.ui.app import charts, numbers
from pages.ui.app.digits import Subject
from pages.ui.app.html import Html, div, span, tag
from pages.ui.app.networks import InUse
from pages.ui.app.state.session import Session
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


def show(visitor: Session, used: InUse, read: Subject) -> None:
    """Show the function that turns z into an activation, with this neuron's z on it."""
    network = used.network
    function = forward_story.function_name(network)
    entry = None if function == "softmax" else ACTIVATIONS[function]
    left, right = st.columns([500, 400], gap="medium")
    with left:
        neuron = pieces.choose_neuron(visitor.views.inside, network)
        name = pieces.neuron_name(network, neuron)
        terms = pieces.sum_of(visitor.visit, network, read, neuron)
        middle = forward_story.turning_point(network, read.x, neuron)
        zs = curve_range(terms.z, middle, levels_off=not entry or entry.upper < inf)

        def draw() -> go.Figure:
            curve = forward_story.activation_curve(network, read.x, neuron, zs)
            axes = ("weighted sum z", "activation a")
            neuron_on_it = (np.array([terms.z]), np.array([terms.a]))
            return neurons_on_curve((zs, curve), neuron_on_it, [name], axes)

        figure = visitor.visit.keep("story_curve", (network, read, neuron), draw)
        charts.show(figure, height=400, key="story_activation")
        examples = forward_story.activation_curve(network, read.x, neuron, np.array(EXAMPLES))
        st.html(_examples(function, examples.tolist()))
    with right:
        words, formula, letters = _in_words(function, entry) if entry else SOFTMAX
        pieces.words(words, "activation")
        pieces.words(
            f"{name} has z {numbers.equals(terms.z)}, so "
            f"**a {numbers.equals_activation(function, terms.a)}**: "
            f"{verdict(function, terms.a)}.",
            "verdict",
        )
        pieces.equation(formula, letters, "activation")
        pieces.code(entry.function if entry else softmax, "    return", "activation")


def _in_words(function: str, entry: Activation) -> tuple[str, str, str]:
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
