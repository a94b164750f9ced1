"""Look inside: one digit, and how every neuron answers to it."""

import numpy as np
import streamlit as st

from pages.ui.app import digits, networks, numbers, readout, runs
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


def show_activations(visitor: Session, used: InUse) -> None:
    """Show how strongly each hidden neuron fires for the digit."""
    read = digits.current(visitor)
    hidden = used.reader.see(read.image).hidden
    for a in hidden:
        order = "in the order of the pictures" if len(a) <= MANY else "from number 1 on"
        st.caption(f"The activations of its {len(a)} hidden neurons, {order}")
        st.html(readout.activations(np.zeros_like(a) if read.trouble else a))
