"""The answer to the digit that is read, with the outputs and the neurons behind it."""

import streamlit as st

from nn.errors import Refused
from pages.ui.app import networks
from pages.ui.app.canvas import reader
from pages.ui.app.state.session import Session
from pages.ui.draw import offer

# What an output is, for each kind.
OUTPUTS = {
    "sigmoid": "An output: how strongly the network takes this for each digit, from 0 to 1.",
    "softmax": "An output: how strongly the network takes this for each digit; "
    "the ten add up to 1, digit or not.",
}


def show(visitor: Session) -> None:
    """Show the answer, the ten outputs, what the network sees, and its hidden neurons."""
    try:
        used = networks.in_use(visitor).reader
    except Refused as error:  # the page does not see an error in a fragment
        st.error(str(error))
        return
    left, right = st.columns([262, 214], gap="medium")
    with left:
        with st.container(key="answer"):
            reader.digit(visitor)
            if not visitor.talk.on:
                offer.show(visitor, used)
        with st.container(key="outputs"):
            reader.part("outputs")
            st.caption(OUTPUTS[used.network.output])
    with right:
        with st.container(key="seen"):
            st.caption("What the network sees: 28 × 28 pixels")
            reader.part("seen")
        with st.container(key="hidden"):
            if hidden := used.network.sizes[1:-1]:
                sizes = " and then ".join(map(str, hidden))
                st.caption(f"Its {sizes} hidden neurons, from silent to firing")
                reader.part("hidden")
