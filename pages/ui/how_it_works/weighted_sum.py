"""Step 2 of the story: one neuron's weighted sum, 784 times weight times pixel, and a bias."""

import streamlit as st

from nn.explain.neurons import NeuronSum
from nn.figures.side_by_side import weighted_sum
from nn.network import Network
from pages.ui.app import charts
from pages.ui.app.digits import Subject
from pages.ui.app.html import Html, div, span, tag
from pages.ui.app.networks import InUse
from pages.ui.app.numbers import PLACES, fixed, in_latex, places_that_add_up, signed
from pages.ui.app.state.session import Session
from pages.ui.how_it_works import pieces


def show(visitor: Session, used: InUse, read: Subject) -> None:
    """Show the sum that gives a neuron its z."""
    network = used.network
    with st.container(horizontal=True, vertical_alignment="center", key="story_line_sum"):
        pieces.words(_words(network), "sum")
        neuron = pieces.choose_neuron(visitor.views.inside, network)
    terms = pieces.sum_of(visitor.visit, network, read, neuron)
    figure = visitor.visit.keep(
        "story_sum",
        (network, read, neuron),
        lambda: weighted_sum(terms.inputs, terms.weights, terms.products),
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


def _words(network: Network) -> str:
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
