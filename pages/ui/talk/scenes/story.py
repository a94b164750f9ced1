"""How a network reads, on the stage: the pixels, one neuron's sum, its activation, all neurons."""

import numpy as np
import streamlit as st

from nn.explain import forward_story
from nn.explain.neurons import neuron_sum
from nn.functions import Array
from pages.ui.app import digits, networks, numbers, pictures
from pages.ui.app.html import Html, div, span, tag
from pages.ui.app.state.session import Session
from pages.ui.how_it_works import diagram, one_neuron
from pages.ui.talk.scenes import pieces

WINDOW = 6  # pixels to each side of the part whose numbers are shown


def pixels(visitor: Session) -> None:
    """Show what the network sees, and some of its 784 numbers."""
    read = digits.read_or_stand_in(visitor)
    row, column = _busiest(read.image)
    side = len(read.image)
    frame = (
        f"left:{100 * column / side:.2f}%;top:{100 * row / side:.2f}%;"
        f"width:{100 * WINDOW / side:.2f}%;height:{100 * WINDOW / side:.2f}%"
    )
    part = read.image[row : row + WINDOW, column : column + WINDOW]
    cells = [_number(float(ink)) for ink in part.reshape(-1)]
    st.html(
        div(
            "tn-talk-two",
            div("tn-talk-seen", pictures.picture(read.image), span("tn-talk-frame", style=frame)),
            div(
                "",
                div("tn-talk-numbers", *cells),
                div("tn-talk-words", "0 is paper, 1 is ink: 28 × 28 = 784 numbers"),
            ),
        )
    )


def _busiest(image: Array) -> tuple[int, int]:
    """Return row and column of the window in which the greys differ most."""
    windows = np.lib.stride_tricks.sliding_window_view(image, (WINDOW, WINDOW))
    row, column = np.unravel_index(windows.std(axis=(2, 3)).argmax(), windows.shape[:2])
    return int(row), int(column)


def _number(ink: float) -> Html:
    grey = round(255 * (1 - ink))
    return span("", tag("b", f"{ink:.1f}"), style=f"background:rgb({grey},{grey},{grey})")


def weighted_sum(visitor: Session) -> None:
    """Show the digit, a neuron's weights, their products, and the sum."""
    network, read = networks.in_use(visitor).network, digits.read_or_stand_in(visitor)
    neuron = one_neuron.choose_neuron(visitor.views.inside, network)
    terms = neuron_sum(network, read.x, 0, neuron)
    shown = [
        ("the digit", pictures.picture(read.image)),
        ("its weights", pieces.weights_picture(terms.weights, "The weights")),
        ("weight × pixel", pieces.weights_picture(terms.products, "The products")),
    ]
    digit, weights, products = (
        tag("figure", image, tag("figcaption", name)) for name, image in shown
    )
    signs = tag("b", "×"), tag("b", "=")
    st.html(div("tn-talk-row", digit, signs[0], weights, signs[1], products))
    st.html(one_neuron.in_words(terms, least=1))


def activation(visitor: Session) -> None:
    """Show the curve that makes an activation of the sum, and the neuron on it."""
    network, read = networks.in_use(visitor).network, digits.read_or_stand_in(visitor)
    neuron = one_neuron.choose_neuron(visitor.views.inside, network)
    terms = neuron_sum(network, read.x, 0, neuron)
    function = forward_story.function_name(network)
    said = (
        f"z {numbers.equals(terms.z)}",
        f"a {numbers.equals_activation(function, terms.a)}",
        one_neuron.verdict(function, terms.a),
    )
    left, right = st.columns([1.7, 1], gap="small", vertical_alignment="center")
    with left, st.container(key="talk_curve"):
        one_neuron.show_curve(visitor.visit, network, read, neuron, "stretch")
    right.html(div("tn-talk-large", *(tag("p", text) for text in said)))


def neurons(visitor: Session) -> None:
    """Show all neurons and the strongest connections between them."""
    reader, read = networks.in_use(visitor).reader, digits.read_or_stand_in(visitor)
    network, answer = reader.network, reader.see(read.image).answer
    drawn = visitor.visit.keep(
        "story_network",
        (network, read),
        lambda: diagram.show(forward_story.diagram(network, read.x), read.image, answer),
    )
    st.html(drawn)
