"""How a network reads, on the stage: the pixels, one neuron's sum, its activation, all neurons."""

import numpy as np
import streamlit as st

from nn.explain.neurons import neuron_sum
from nn.figures import side_by_side
from nn.functions import Array
from pages.ui.app import charts, digits, networks, numbers, pictures
from pages.ui.app.html import div, span, tag
from pages.ui.app.state.session import Session
from pages.ui.how_it_works import diagram, one_neuron

WINDOW = 6  # pixels to each side of the part whose numbers are shown


def pixels(visitor: Session) -> None:
    """Show what the network sees, and some of its 784 numbers."""
    image = digits.read_or_stand_in(visitor).image
    row, column = _busiest(image)
    part = image[row : row + WINDOW, column : column + WINDOW]
    side, left, top = (100 * pixels / len(image) for pixels in (WINDOW, column, row))
    box = f"left:{left:.2f}%;top:{top:.2f}%;width:{side:.2f}%;height:{side:.2f}%"
    seen = div("tn-talk-seen", pictures.picture(image), span("tn-talk-frame", style=box))
    greys = [
        span("", tag("b", f"{ink:.1f}"), style=f"background:hsl(0,0%,{100 - 100 * ink:.0f}%)")
        for ink in part.reshape(-1).tolist()
    ]
    words = div("tn-talk-words", "0 is paper, 1 is ink: 28 × 28 = 784 numbers")
    st.html(div("tn-talk-two", seen, div("", div("tn-talk-numbers", *greys), words)))


def _busiest(image: Array) -> tuple[int, int]:
    """Return row and column of the window in which the greys differ most."""
    windows = np.lib.stride_tricks.sliding_window_view(image, (WINDOW, WINDOW))
    row, column = np.unravel_index(windows.std(axis=(2, 3)).argmax(), windows.shape[:2])
    return int(row), int(column)


def weighted_sum(visitor: Session) -> None:
    """Show the pixels, a neuron's weights for them, their products, and the sum."""
    network, read = networks.in_use(visitor).network, digits.read_or_stand_in(visitor)
    neuron = one_neuron.choose_neuron(visitor.views.inside, network)
    terms = neuron_sum(network, read.x, 0, neuron)
    figure = side_by_side.weighted_sum(terms.inputs, terms.weights, terms.products)
    charts.show_fitting(figure, "story_three", 300)  # talk.css makes it larger
    st.html(one_neuron.in_words(terms, places=1))


def activation(visitor: Session) -> None:
    """Show the curve that makes an activation of the sum, and the neuron on it."""
    network, read = networks.in_use(visitor).network, digits.read_or_stand_in(visitor)
    neuron = one_neuron.choose_neuron(visitor.views.inside, network)
    left, right = st.columns([1.7, 1], gap="small", vertical_alignment="center")
    with left, st.container(key="talk_curve"):
        terms = one_neuron.show_curve(network, read, neuron, "stretch")
    said = (
        f"z {numbers.equals(terms.z)}",
        f"a {numbers.equals(terms.a, 3)}",
        one_neuron.verdict(network, terms.a),
    )
    right.html(div("tn-talk-large", *(tag("p", text) for text in said)))


def all_neurons(visitor: Session) -> None:
    """Show all neurons and the strongest connections between them."""
    read = digits.read_or_stand_in(visitor)
    st.html(diagram.show(networks.in_use(visitor).reader, read))
