"""Look inside: one digit, and how every neuron answers to it."""

import streamlit as st

from pages.ui.app import digits, networks, numbers, runs
from pages.ui.app.canvas import reader
from pages.ui.app.networks import InUse
from pages.ui.app.state.digit import Source
from pages.ui.app.state.session import Session, Visit
from pages.ui.inside.maps import MANY


def say_network(visit: Visit, used: InUse) -> None:
    """Say what the network in use is, and how well it reads."""
    test = networks.test_of(visit, used)
    st.markdown(
        f"{used.layers_and_story} It reads **{numbers.percent(test.accuracy)}** of the "
        f"{test.total:,} test images."
    )


def show(visitor: Session, used: InUse) -> None:
    """Show the digit and the answer."""
    digits.choose(visitor.digit)
    if visitor.digit.source is Source.TEST:
        digits.choose_test_digit(visitor)
    with st.container(key="inside_digit"):
        left, right = st.columns(2)
    with left:
        reader.part("seen")
    with right, st.container(key="answer"):
        reader.digit(visitor, has_canvas=False)
    if runs.network_learns(visitor.network, visitor.training):
        st.caption("The network is learning; this page follows when you touch it or pause.")


def show_activations(used: InUse) -> None:
    """Show how strongly each hidden neuron fires for the digit."""
    if hidden := used.network.sizes[1:-1]:
        order = "in the order of the pictures" if max(hidden) <= MANY else "from number 1 on"
        sizes = " and then ".join(map(str, hidden))
        st.caption(f"The activations of its {sizes} hidden neurons, {order}")
        reader.part("hidden")
