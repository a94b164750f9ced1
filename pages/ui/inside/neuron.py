"""Look inside, lower half: one hidden neuron, and what happens when it is changed."""

import numpy as np
import streamlit as st

from nn import figures
from nn.explain import neurons
from nn.functions import Array
from nn.mnist import Bytes, load
from nn.storage import network_files
from pages.ui.app import charts, digits, networks, numbers, readout
from pages.ui.app.networks import InUse
from pages.ui.app.session import Change, Session


def show(visitor: Session, used: InUse) -> None:
    """Show all about the chosen neuron."""
    layer, chosen = visitor.views.inside.layer, visitor.views.inside.neuron
    weights, bias = used.network.weights[layer][chosen], used.network.biases[layer][chosen]
    st.subheader(f"Neuron {chosen + 1}", anchor=False)
    _change(visitor, used)
    columns = st.columns(3, gap="medium")
    with columns[0]:
        if layer == 0:
            st.markdown(f"**Its weights**, and its bias: {numbers.signed(bias)}")
            figure = figures.signed_picture(weights, "weight")
            charts.show(figure, height=300, key="one_map")
        else:
            st.markdown(f"**Its bias**: {numbers.signed(bias)}")
    with columns[1]:
        _for_this_digit(visitor, used)
    with columns[2]:
        if layer == len(used.network.weights) - 2:
            st.markdown("**Its votes**: its weights to the ten outputs")
            votes = used.original.weights[-1][:, chosen]
            charts.show(figures.output_weights(votes), height=300, key="votes")
    _statistics(visitor, used)


def _for_this_digit(visitor: Session, used: InUse) -> None:
    read = digits.current(visitor)
    layer, chosen = visitor.views.inside.layer, visitor.views.inside.neuron
    if read.trouble:
        st.markdown("**Weight × pixel** for a digit")
        st.markdown("Draw a digit, or choose a test digit above, and see which pixels count here.")
        return
    x = read.x.astype(used.network.weights[0].dtype)
    parts = neurons.contributions(used.network, x, layer, chosen)
    z = float(parts.sum() + used.network.biases[layer][chosen])
    a = float(networks.read(used.network, read.image)[layer][chosen])
    st.markdown(
        f"**Weight × pixel**: with the bias they add up to z = {numbers.fixed(z)}, "
        f"so a = {numbers.fixed(a, 3)}"
    )
    if layer == 0:
        figure = figures.signed_picture(parts, "weight × pixel")
        charts.show(figure, height=300, key="parts")


def _statistics(visitor: Session, used: InUse) -> None:
    """Show what the neuron does on the 10,000 test images."""
    test = load().test
    layer, chosen = visitor.views.inside.layer, visitor.views.inside.neuron
    activations = _activations(visitor, used)
    statistics = visitor.visit.keep(
        "statistics",
        (used.network, layer, chosen),
        lambda: neurons.neuron_statistics(
            activations[:, chosen], test.labels, used.network.activation
        ),
    )
    left, right = st.columns([3, 2], gap="medium")
    with left:
        st.markdown("**Its activation for each digit**, over the 10,000 test images")
        figure = figures.activation_by_digit(statistics.quantiles)
        charts.show(figure, height=320, key="by_digit")
        st.caption(
            "Of the images of a digit, the box has the middle half, the dot the one in the middle; "
            "the line leaves out the 5 % at either end."
        )
    with right:
        st.markdown("**Fires most for**")
        st.html(readout.gallery(_pictures(test.images, statistics.most)))
        st.markdown("**Fires least for**")
        st.html(readout.gallery(_pictures(test.images, statistics.least)))
        st.markdown(_saturated(used, layer, statistics.saturated))


def _activations(visitor: Session, used: InUse) -> Array:
    """Return what the layer's neurons answer on the test images, (10_000, n_l)."""
    name, layer = visitor.network.choice, visitor.views.inside.layer
    if name in network_files.SHIPPED and used.network is networks.shipped(name).network:
        return _of_shipped(name, layer)
    return visitor.visit.keep(
        "activations",
        (used.network, layer),
        lambda: neurons.layer_activations(used.network, load().test)[layer],
    )


# As many layers as the two shipped networks have hidden ones; shared by all visitors.
@st.cache_resource(show_spinner=False, max_entries=3)
def _of_shipped(name: str, layer: int) -> Array:
    return neurons.layer_activations(networks.shipped(name).network, load().test)[layer]


def _saturated(used: InUse, layer: int, share: float) -> str:
    """Say for how many of the test images the neuron is silent, or close to a limit."""
    is_output = layer == len(used.network.weights) - 1
    if used.network.activation == "relu" and not is_output:
        return (
            f"**Silent** for **{numbers.percent(share, 0)}** of the test images: z is not above 0, "
            "so its activation is 0."
        )
    return (
        f"**{numbers.percent(share, 0)}** of its answers are saturated: so close to their limit "
        "that its activation hardly changes with z."
    )


def _pictures(images: Bytes, chosen: np.ndarray[tuple[int], np.dtype[np.intp]]) -> list[Bytes]:
    return [images[k].reshape(28, 28) for k in chosen]


def _change(visitor: Session, used: InUse) -> None:
    """Offer to switch the neuron off, scale its weights and shift its bias."""
    where = (visitor.views.inside.layer, visitor.views.inside.neuron)
    change = visitor.network.changes.get(where, Change())
    st.session_state["off"] = change.off
    st.session_state["scale"] = change.scale
    st.session_state["shift"] = change.shift
    columns = st.columns([1.2, 2, 2, 1], vertical_alignment="bottom")
    with columns[0]:
        st.toggle("Switched off", key="off", on_change=_changed, args=(visitor,))
    with columns[1]:
        st.slider(
            "Its weights times",
            -2.0,
            3.0,
            step=0.1,
            key="scale",
            on_change=_changed,
            args=(visitor,),
        )
    with columns[2]:
        st.slider(
            "Its bias plus", -20.0, 20.0, step=0.5, key="shift", on_change=_changed, args=(visitor,)
        )
    with columns[3]:
        st.button(
            "Put back", on_click=visitor.network.changes.clear, disabled=not visitor.network.changes
        )
    if visitor.network.changes:
        before = networks.test_of(
            visitor.visit, networks.InUse(used.original, used.original, ""), "before"
        )
        after = networks.test_of(visitor.visit, used)
        st.markdown(
            f"Test images read right: **{numbers.percent(after.accuracy)}**, and "
            f"{numbers.percent(before.accuracy)} before "
            "the change."
        )


def _changed(visitor: Session) -> None:
    state = st.session_state
    change = Change(scale=state["scale"], shift=state["shift"], off=state["off"])
    where = (visitor.views.inside.layer, visitor.views.inside.neuron)
    if change == Change():
        visitor.network.changes.pop(where, None)
    else:
        visitor.network.changes[where] = change
