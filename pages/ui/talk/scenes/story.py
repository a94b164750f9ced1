"""How a network reads, on the stage: the pixels, one neuron's sum, its activation, all neurons."""

import numpy as np
import streamlit as st

from nn.explain import forward_story
from nn.explain.neurons import neuron_sum
from nn.figures import look
from nn.functions import Array
from pages.ui.app import digits, networks, numbers, pictures
from pages.ui.app.html import Html, div, span, tag
from pages.ui.app.state.session import Session
from pages.ui.how_it_works import diagram, one_neuron
from pages.ui.talk.scenes import lines
from pages.ui.talk.scenes import pieces as scene_pieces

WINDOW = 6  # pixels to each side of the part whose numbers are shown
LARGEST_Z = 8.0  # the curve is drawn this far to both sides; a neuron beyond it stands at the edge
CURVE_POINTS = 161
PAD = 7.0  # around the curve, in the picture's own units


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
        ("its weights", scene_pieces.weights_picture(terms.weights, "The weights")),
        ("weight × pixel", scene_pieces.weights_picture(terms.products, "The products")),
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
    zs = np.linspace(-LARGEST_Z, LARGEST_Z, CURVE_POINTS)
    curve = forward_story.activation_curve(network, read.x, neuron, zs)
    picture = _curve(zs, curve, terms.z, terms.a)
    said = (
        f"z {numbers.equals(terms.z)}",
        f"a {numbers.equals_activation(function, terms.a)}",
        one_neuron.verdict(function, terms.a),
    )
    st.html(
        div(
            "tn-talk-two tn-talk-wide",
            picture,
            div("tn-talk-large", *(tag("p", text) for text in said)),
        )
    )


def _curve(zs: Array, curve: Array, z: float, a: float) -> Html:
    """Return the curve as a picture that fits any window, with the neuron on it."""
    low, high = min(0.0, float(curve.min())), max(1.0, float(curve.max()))

    def x(at: float) -> float:
        share = (min(max(at, -LARGEST_Z), LARGEST_Z) + LARGEST_Z) / (2 * LARGEST_Z)
        return PAD + (lines.WIDE - 2 * PAD) * share

    def y(at: float) -> float:
        share = (min(max(at, low), high) - low) / (high - low)
        return lines.TALL - 2 * PAD - (lines.TALL - 3 * PAD) * share

    points = "L".join(f"{x(p):.2f} {y(q):.2f}" for p, q in zip(zs, curve, strict=True))
    zero = y(0.0)
    place = f"z = {numbers.fixed(z)}"
    if abs(z) > LARGEST_Z:  # it stands at the edge
        place = f"{place} →" if z > 0 else f"← {place}"
    return lines.picture(
        [
            lines.line(f"M{x(-99)} {zero}H{x(99)}M{x(0)} {y(high)}V{y(low)}", look.GREY, 0.6),
            lines.line(f"M{x(z)} {zero}V{y(a)}H{x(0)}", look.OTHER, 0.6, dash="2 2"),
            lines.line(f"M{points}", look.ACCENT, 1.6),
            lines.dot(x(z), y(a), look.OTHER),
        ],
        [
            lines.word(place, x(z), zero + 2, "tn-talk-below"),
            lines.word("1", x(0), y(1.0), "tn-talk-before"),
        ],
        f"The curve of the activation function, {place}, a = {a:.4f}.",
    )


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
