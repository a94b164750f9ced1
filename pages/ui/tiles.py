"""Look inside, upper half: all neurons at once, and what they make of one digit."""

import numpy as np
import streamlit as st

from nn import figures
from nn.functions import Array
from nn.mnist import load, to_floats
from pages.ui import charts, networks, reading, readout, sidebar
from pages.ui.networks import InUse
from pages.ui.session import Session

DRAWING, TEST_DIGIT = "The drawing", "A test digit"


def story(used: InUse) -> None:
    """Say what the network in use is."""
    sizes = " – ".join(str(size) for size in used.network.sizes)
    test = networks.test_of(used)
    st.markdown(
        f"Layers of {sizes} neurons. {used.story} It reads **{test.accuracy:.1%}** of the "
        f"{test.total:,} test images."
    )


def maps(visitor: Session, used: InUse) -> None:
    """Show the weight maps; a click on one chooses its neuron."""
    layer = _layer(visitor, used)
    weights = used.network.weights[layer]
    visitor.neuron = min(visitor.neuron, len(weights) - 1)
    neurons = range(len(weights))
    st.session_state["neuron"] = visitor.neuron
    st.selectbox(
        "Neuron",
        neurons,
        format_func=lambda k: f"Neuron {k + 1} of {len(weights)}",
        key="neuron",
        on_change=lambda: setattr(visitor, "neuron", st.session_state["neuron"]),
    )
    if layer:
        figure = visitor.keep("matrix", used.network, lambda: figures.weight_matrix(weights))
        charts.show(figure, height=420, key="matrix")
        return
    key = (used.network, visitor.neuron)
    figure = visitor.keep(
        "inside_maps", key, lambda: figures.weight_maps(weights, selected=visitor.neuron)
    )
    with st.container(key="tiles-box", height=370, border=False):
        charts.show(
            figure,
            height="stretch",
            key="maps",
            on_select=lambda: _clicked(visitor),
            selection_mode="points",
        )
    st.caption(
        "Each picture is one neuron: its weights from the 784 pixels. Ink on a red pixel excites "
        "it, ink on a blue one quiets it. Click one."
    )


def _layer(visitor: Session, used: InUse) -> int:
    """Return the hidden layer to show; asks where there are several."""
    hidden = max(1, len(used.network.weights) - 1)
    visitor.layer = min(visitor.layer, hidden - 1)
    if hidden > 1:
        st.session_state["layer"] = visitor.layer
        st.segmented_control(
            "Hidden layer",
            range(hidden),
            format_func=lambda l: f"{l + 1} ({used.network.sizes[l + 1]} neurons)",
            key="layer",
            on_change=lambda: _choose_layer(visitor),
        )
    return visitor.layer


def _choose_layer(visitor: Session) -> None:
    if st.session_state["layer"] is not None:
        visitor.layer, visitor.neuron = st.session_state["layer"], 0


def _clicked(visitor: Session) -> None:
    points = st.session_state["maps"]["selection"]["points"]
    if points:
        chosen = points[0].get("customdata")
        visitor.neuron = int(chosen[0] if isinstance(chosen, list) else chosen)


def shown_image(visitor: Session) -> tuple[Array, str]:
    """Return the digit that the page reads, (28, 28) in [0, 1], and a sentence if there is none."""
    if visitor.test_digit is None:
        return reading.prepared()
    pixels = load().test.images[visitor.test_digit]
    return to_floats(pixels).reshape(28, 28), ""


def reading_of(visitor: Session, used: InUse) -> tuple[Array, list[Array], str]:
    """Return the digit, the activations of every layer for it, and a sentence if there is none."""
    image, trouble = shown_image(visitor)
    layers = networks.read(used.network, image)
    return image, [np.zeros_like(a) for a in layers] if trouble else layers, trouble


def reading_network(visitor: Session, used: InUse) -> None:
    """Show the digit that goes in, and what the hidden neurons and the outputs make of it."""
    _choose_digit(visitor)
    image, layers, trouble = reading_of(visitor, used)
    left, right = st.columns(2)
    with left:
        st.html(readout.picture(image))
    with right:
        with st.container(key="answer"):
            st.html(readout.answer("?", trouble) if trouble else readout.verdict(layers[-1]))
    for neurons in layers[:-1]:
        st.caption(f"What its {len(neurons)} hidden neurons answer, in the order of the pictures")
        st.html(readout.activations(neurons))
    if sidebar.network_learns():
        st.caption("The network is learning; this page follows when you touch it or pause.")


def _choose_digit(visitor: Session) -> None:
    st.session_state["digit_from"] = DRAWING if visitor.test_digit is None else TEST_DIGIT
    st.segmented_control(
        "Digit",
        [DRAWING, TEST_DIGIT],
        key="digit_from",
        on_change=lambda: _digit_from(visitor),
        label_visibility="collapsed",
    )
    if visitor.test_digit is not None:
        st.session_state["test_digit"] = visitor.test_digit
        label = load().test.labels[visitor.test_digit]
        st.number_input(
            f"Test image (it is a {label})",
            0,
            len(load().test) - 1,
            key="test_digit",
            on_change=lambda: setattr(visitor, "test_digit", st.session_state["test_digit"]),
        )


def _digit_from(visitor: Session) -> None:
    visitor.test_digit = 0 if st.session_state["digit_from"] == TEST_DIGIT else None
