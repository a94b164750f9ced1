"""Steps 2 and 3 of the story: one neuron's weighted sum, and what it makes of it."""

import numpy as np
import streamlit as st

from nn import figures, functions
from nn.explain import forward_story
from nn.network import Network
from pages.ui.app import charts
from pages.ui.app.digits import Subject
from pages.ui.app.networks import InUse
from pages.ui.app.numbers import PLACES, fixed, in_latex, places_that_add_up, signed
from pages.ui.app.session import Session
from pages.ui.how_it_works import pieces, rail

EXAMPLES = (-6.0, -2.0, 0.0, 2.0, 6.0)

FORMULAS = {
    "sigmoid": r"a = \sigma(z) = \frac{1}{1 + e^{-z}}",
    "tanh": r"a = \sigma(z) = \tanh(z) = \frac{e^z - e^{-z}}{e^z + e^{-z}}",
    "relu": r"a = \sigma(z) = \max(0, z)",
    "softmax": r"a = \frac{e^{z}}{e^{z} + \sum_{k} e^{z_k}}",
}
MEANINGS = {
    "sigmoid": "e = 2.718… σ, read “sigma”, is the activation function; this curve is called the "
    "sigmoid.",
    "tanh": "e = 2.718… σ, read “sigma”, is the activation function; this one is called tanh, the "
    "hyperbolic tangent.",
    "relu": "The larger of 0 and z. σ, read “sigma”, is the activation function; this one is "
    "called ReLU, the rectified linear unit.",
    "softmax": "e = 2.718… The sum runs over the other outputs k. It is called softmax: all ten "
    "outputs add up to 1. Drawn: the other nine stay as they are.",
}
WORDS = {
    "sigmoid": "The sum z may be any number. The **sigmoid** turns it into an activation a "
    "between 0 and 1: a very negative z gives almost 0, the neuron is silent; a large z gives "
    "almost 1, it fires. In between, a small change of z is a small change of a: that is what "
    "makes learning possible.",
    "tanh": "The sum z may be any number. This network's curve, **tanh**, turns it into an "
    "activation a between −1 and 1: a very negative z gives almost −1, a large z almost 1. In "
    "between, a small change of z is a small change of a: that is what makes learning possible.",
    "relu": "This network's neurons use **ReLU**: below 0 the neuron is silent, a = 0. Above 0 "
    "its activation is z itself, without a limit.",
    "softmax": "The outputs of this network share one cake, by **softmax**: the larger an "
    "output's sum z beside the sums of the others, the larger its share a. Almost 0: hardly any. "
    "Almost 1: nearly all.",
}


def show_sum(visitor: Session, used: InUse, read: Subject) -> None:
    """Show how a neuron comes to its z: weight times pixel, 784 times, and a bias."""
    network = used.network
    with st.container(horizontal=True, vertical_alignment="center", key="story_line_sum"):
        pieces.words(_sum_words(network), "sum")
        neuron = rail.choose_neuron(visitor, neuron_names(network))
    made = _neuron_sum(visitor, network, read, neuron)
    figure = visitor.visit.keep(
        "story_sum",
        (network, read, neuron),
        lambda: figures.weighted_sum(made.inputs, made.weights, made.products),
    )
    with st.container(key="story_three", height=300, border=False):
        charts.show(figure, height="stretch", key="story_weighted")
    dot = made.positive + made.negative
    exact = places_that_add_up(
        ((made.positive, made.negative, made.bias), made.z), ((dot, made.bias), made.z)
    )
    places = exact or PLACES[0]
    st.html(_added_up(made, places, "=" if exact else "≈"))
    left, right = st.columns([500, 400], gap="medium")
    with left:
        equals = "=" if exact else r"\approx"
        pieces.equation(
            rf"z = \sum_{{k=1}}^{{{len(made.inputs)}}} w_k a_k + b = w \cdot a + b"
            rf" = {in_latex(dot, places)} + {in_latex(made.bias, places)} {equals} "
            rf"{in_latex(made.z, places).strip('()')}",
            "$a_k$ is pixel k, $w_k$ this neuron's weight for it; Σ adds up all 784 products. The "
            "bias b is one more learnt number: how easily the neuron fires." + _scaled(network),
            "sum",
        )
    with right:
        pieces.code(Network.forward, "z = a @ w.T + b", "sum")


def _added_up(made: forward_story.NeuronSum, places: int, equals: str) -> str:
    return (
        '<div class="tn-sum">'
        f'<span class="tn-warm" title="{made.positive:.4f}">{signed(made.positive, places)}'
        "<small>all red pixels</small></span>"
        f'<span class="tn-cold" title="{made.negative:.4f}">{signed(made.negative, places)}'
        "<small>all blue pixels</small></span>"
        f'<span title="{made.bias:.4f}">{signed(made.bias, places)}<small>the bias b</small></span>'
        f'<span class="tn-total" title="{made.z:.4f}">{equals} {fixed(made.z, places)}'
        "<small>the sum z</small></span></div>"
    )


def _sum_words(network: Network) -> str:
    if len(network.weights) == 1:
        who = "This network has no hidden layer, so here is one of its ten outputs. It"
    elif len(network.weights) > 2:
        who = "One neuron of the **first hidden layer**, which is the one that sees the pixels. It"
    else:
        who = "One of the hidden neurons, those between pixels and outputs. It"
    return (
        f"{who} has **one weight for each pixel**: red where ink excites it, blue where ink "
        "quiets it. It multiplies and adds up."
    )


def _scaled(network: Network) -> str:
    if network.input_scale == 1:
        return ""
    return f" This network takes its pixels from 0 to {network.input_scale:g}."


def show_activation(visitor: Session, used: InUse, read: Subject) -> None:
    """Show the function that makes an activation of z, with this neuron's z on it."""
    network, names = used.network, neuron_names(used.network)
    name = forward_story.function_name(network)
    left, right = st.columns([500, 400], gap="medium")
    with left:
        neuron = rail.choose_neuron(visitor, names)
        made = _neuron_sum(visitor, network, read, neuron)
        zs = figures.curve_range(made.z, forward_story.turning_point(network, read.x, neuron))
        figure = visitor.visit.keep(
            "story_curve",
            (network, read, neuron),
            lambda: figures.activation_curve(
                zs,
                forward_story.activation_curve(network, read.x, neuron, zs),
                made.z,
                made.a,
                names[neuron].split(" of ")[0],
            ),
        )
        charts.show(figure, height=400, key="story_activation")
        st.html(_examples(network, read, neuron))
    with right:
        pieces.words(WORDS[name], "activation")
        words = f"z = {fixed(made.z)}, so **a = {fixed(made.a, 3)}**: {_verdict(name, made.a)}."
        pieces.words(f"{names[neuron].split(' of ')[0]} has {words}", "verdict")
        pieces.equation(FORMULAS[name], MEANINGS[name], "activation")
        if name == "softmax":
            pieces.code(functions.softmax, "return exponentials", "activation")
        else:
            pieces.code(functions.ACTIVATIONS[name].function, "    return", "activation")


def _verdict(name: str, a: float) -> str:
    if name == "relu":
        return "it is silent" if a == 0 else "it fires"
    if name == "tanh":
        return "it fires" if a > 0.5 else "it says no" if a < -0.5 else "it is undecided"
    if a < 0.1:
        return "it is all but silent"
    return "it fires" if a > 0.9 else "it is somewhere in between"


def _examples(network: Network, read: Subject, neuron: int) -> str:
    """Return a small table: what a large and a small z do."""
    answers = forward_story.activation_curve(network, read.x, neuron, np.array(EXAMPLES))
    cells = "".join(
        f'<span title="{a:.6f}">{fixed(z, 0)}<b>{fixed(float(a), 3)}</b></span>'
        for z, a in zip(EXAMPLES, answers, strict=True)
    )
    return f'<div class="tn-examples"><span>z<b>a</b></span>{cells}</div>'


def neuron_names(network: Network) -> list[str]:
    """Return what the neurons are called that see the pixels."""
    n = network.sizes[1]
    if len(network.weights) == 1:
        return [f"Output {digit}" for digit in range(n)]
    return [f"Neuron {k + 1} of {n}" for k in range(n)]


def _neuron_sum(
    visitor: Session, network: Network, read: Subject, neuron: int
) -> forward_story.NeuronSum:
    return visitor.visit.keep(
        "story_neuron_sum",
        (network, read, neuron),
        lambda: forward_story.neuron_sum(network, read.x, neuron),
    )
