"""Look inside, upper half: all neurons at once, and what they make of one digit."""

import numpy as np
import streamlit as st

from nn import figures
from nn.functions import Array
from pages.ui.app import charts, digits, networks, numbers, pictures, readout, runs
from pages.ui.app.digit import Source
from pages.ui.app.networks import InUse
from pages.ui.app.session import Session, Visit

MANY = 60  # maps at a time


def story(visit: Visit, used: InUse) -> None:
    """Say what the network in use is."""
    sizes = " – ".join(str(size) for size in used.network.sizes)
    test = networks.test_of(visit, used)
    st.markdown(
        f"Layers of {sizes} neurons. {used.story} It reads "
        f"**{numbers.percent(test.accuracy)}** of the {test.total:,} test images."
    )


def maps(visitor: Session, used: InUse) -> None:
    """Show the weight maps; a click on one chooses its neuron."""
    layer = _layer(visitor, used)
    weights = used.network.weights[layer]
    visitor.views.inside.neuron = min(visitor.views.inside.neuron, len(weights) - 1)
    st.session_state["neuron"] = visitor.views.inside.neuron
    st.selectbox(
        "Neuron",
        range(len(weights)),
        format_func=lambda k: f"Neuron {k + 1} of {len(weights)}",
        key="neuron",
        on_change=lambda: setattr(visitor.views.inside, "neuron", st.session_state["neuron"]),
    )
    if layer:
        figure = visitor.visit.keep("matrix", used.network, lambda: figures.weight_matrix(weights))
        charts.show(figure, height=420, key="matrix")
        _say_how_many(weights.shape)
        return
    shown, which = _shown(visitor, used)
    is_large = len(weights) > MANY
    figure = visitor.visit.keep(
        "inside_maps",
        (used.network, visitor.views.inside.neuron, shown),
        lambda: figures.weight_maps(
            weights, 10 if is_large else 8, visitor.views.inside.neuron, shown
        ),
    )
    with st.container(key="tiles-box", height=410 if is_large else 370, border=False):
        charts.show(
            figure,
            height="stretch",
            key="maps",
            on_select=lambda: _clicked(visitor),
            selection_mode="points",
        )
    st.caption(
        f"{which}Each picture is one neuron: its weights from the 784 pixels. Ink on a red pixel "
        "excites it, ink on a blue one quiets it. Click one."
    )


def _shown(visitor: Session, used: InUse) -> tuple[tuple[int, ...], str]:
    """Return the neurons whose maps are shown, in their order, and which they are, in words.

    Of a large layer those that the digit fires most, and the chosen one in the last place where
    it is not among them. With no digit the sixty around the chosen one.
    """
    n = used.network.sizes[1]
    if n <= MANY:
        return tuple(range(n)), ""
    chosen = visitor.views.inside.neuron
    if digits.current(visitor).trouble:
        first = chosen // MANY * MANY
        last = min(first + MANY, n)
        return tuple(range(first, last)), f"Neurons {first + 1} to {last} of {n}. "
    first_layer = layers_of(visitor, used)[0]
    shown = tuple(np.argsort(-first_layer, kind="stable")[:MANY].tolist())
    which = f"{MANY} of {n} neurons: those that fire most for the digit, the strongest first"
    if chosen in shown:
        return shown, f"{which}. "
    return (*shown[:-1], chosen), f"{which}; the last is the one you chose. "


def _say_how_many(shape: tuple[int, ...]) -> None:
    most = figures.MOST_NEURONS
    few = f" Of a larger layer the first {most} neurons are drawn." if max(shape) > most else ""
    st.caption(
        "A row is one neuron: its weights from the neurons of the layer before. Red ones excite "
        f"it, blue ones quiet it.{few}"
    )


def _layer(visitor: Session, used: InUse) -> int:
    """Return the hidden layer to show; asks where there are several."""
    hidden = max(1, len(used.network.weights) - 1)
    visitor.views.inside.layer = min(visitor.views.inside.layer, hidden - 1)
    if hidden > 1:
        st.session_state["layer"] = visitor.views.inside.layer
        st.segmented_control(
            "Hidden layer",
            range(hidden),
            format_func=lambda l: f"{l + 1} ({used.network.sizes[l + 1]} neurons)",
            key="layer",
            on_change=lambda: _choose_layer(visitor),
        )
    return visitor.views.inside.layer


def _choose_layer(visitor: Session) -> None:
    if st.session_state["layer"] is not None:
        visitor.views.inside.layer, visitor.views.inside.neuron = st.session_state["layer"], 0


def _clicked(visitor: Session) -> None:
    points = st.session_state["maps"]["selection"]["points"]
    if points:
        chosen = points[0].get("customdata")
        visitor.views.inside.neuron = int(chosen[0] if isinstance(chosen, list) else chosen)


def layers_of(visitor: Session, used: InUse) -> list[Array]:
    """Return the activations of every layer for the digit that is read; zeros if there is none."""
    read = digits.current(visitor)
    layers = networks.read(used.network, read.image)
    return [np.zeros_like(a) for a in layers] if read.trouble else layers


def reading_network(visitor: Session, used: InUse) -> None:
    """Show the digit that goes in, and what the hidden neurons and the outputs make of it."""
    digits.choose(visitor.digit)
    if visitor.digit.source is Source.TEST:
        digits.choose_test_digit(visitor)
    read, layers = digits.current(visitor), layers_of(visitor, used)
    left, right = st.columns(2)
    with left:
        st.html(pictures.picture(read.image))
    with right:
        with st.container(key="answer"):
            if read.trouble:
                st.html(readout.answer("?", read.trouble))
            else:
                st.html(readout.verdict(layers[-1]))
    for neurons in layers[:-1]:
        order = "in the order of the pictures" if len(neurons) <= MANY else "from number 1 on"
        st.caption(f"What its {len(neurons)} hidden neurons answer, {order}")
        st.html(readout.activations(neurons))
    if runs.network_learns(visitor.network, visitor.training):
        st.caption("The network is learning; this page follows when you touch it or pause.")
