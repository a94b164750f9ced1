"""Step 3 of the story: a neuron turns its sum z into its activation a."""

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from nn import figures, functions
from nn.explain import forward_story
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
SIGMA = "e = 2.718… σ, read “sigma”, is the activation function; this one is called"
CURVES = {  # in words, the formula, and what its letters mean
    "sigmoid": (
        "The sum z may be any number. The **sigmoid** turns it into an activation a between 0 and "
        "1. A very negative z gives almost 0: the neuron is silent. A large z gives almost 1: it "
        f"fires. {SMALL_CHANGES}",
        r"a = \sigma(z) = \frac{1}{1 + e^{-z}}",
        f"{SIGMA} the sigmoid.",
    ),
    "tanh": (
        "The sum z may be any number. This network's curve, **tanh**, turns it into an activation "
        "a between −1 and 1. A very negative z gives almost −1, a large z almost 1. "
        f"{SMALL_CHANGES}",
        r"a = \sigma(z) = \tanh(z) = \frac{e^z - e^{-z}}{e^z + e^{-z}}",
        f"{SIGMA} tanh, the hyperbolic tangent.",
    ),
    "relu": (
        "This network's neurons use **ReLU**. Below 0 the neuron is silent, a = 0. Above 0 its "
        "activation is z itself, without a limit.",
        r"a = \sigma(z) = \max(0, z)",
        "The larger of 0 and z. σ, read “sigma”, is the activation function; this one is called "
        "ReLU, the rectified linear unit.",
    ),
    "softmax": (
        "The outputs of this network share one cake, by **softmax**: the larger the sum z of an "
        "output, compared with the other sums, the larger its share a. Almost 0 is hardly "
        "anything, almost 1 is nearly all of it.",
        r"a = \frac{e^{z}}{e^{z} + \sum_{k} e^{z_k}}",
        "e = 2.718… The sum runs over the other outputs k. This is called softmax: all ten outputs "
        "add up to 1. The curve is drawn for the other nine staying as they are.",
    ),
}


def show(visitor: Session, used: InUse, read: Subject) -> None:
    """Show the function that turns z into an activation, with this neuron's z on it."""
    network = used.network
    function = forward_story.function_name(network)
    left, right = st.columns([500, 400], gap="medium")
    with left:
        neuron = pieces.choose_neuron(visitor.views.inside, network)
        name = pieces.neuron_name(network, neuron)
        terms = pieces.sum_of(visitor.visit, network, read, neuron)
        middle = forward_story.turning_point(network, read.x, neuron)
        zs = figures.curve_range(terms.z, middle, levels_off=function != "relu")

        def draw() -> go.Figure:
            curve = forward_story.activation_curve(network, read.x, neuron, zs)
            return figures.activation_curve(zs, curve, terms.z, terms.a, name)

        figure = visitor.visit.keep("story_curve", (network, read, neuron), draw)
        charts.show(figure, height=400, key="story_activation")
        examples = forward_story.activation_curve(network, read.x, neuron, np.array(EXAMPLES))
        st.html(_examples(function, examples.tolist()))
    with right:
        words, formula, meaning = CURVES[function]
        pieces.words(words, "activation")
        pieces.words(
            f"{name} has z {numbers.equals(terms.z)}, so "
            f"**a {numbers.equals_activation(function, terms.a)}**: "
            f"{verdict(function, terms.a)}.",
            "verdict",
        )
        pieces.equation(formula, meaning, "activation")
        is_softmax = function == "softmax"
        code = functions.softmax if is_softmax else functions.ACTIVATIONS[function].function
        pieces.code(code, "    return", "activation")


def verdict(function: str, a: float) -> str:
    """Say what an activation means."""
    if function == "relu":
        return "it is silent" if a == 0 else "it fires"
    if function == "tanh":
        return "it fires" if a > 0.5 else "it says no" if a < -0.5 else "it is undecided"
    if a < 0.1:
        return "it is almost silent"
    return "it fires" if a > 0.9 else "it is somewhere in between"


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
