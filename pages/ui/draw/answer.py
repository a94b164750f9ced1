"""The answer to the digit that is read, with the outputs and the neurons behind it."""

import numpy as np
import streamlit as st

from nn.drawing.several_digits import side_by_side
from nn.errors import Refused
from pages.ui.app import digits, networks, pictures, readout
from pages.ui.app.canvas import live
from pages.ui.app.html import join
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
    subject = digits.current(visitor)
    visitor.visit.told = live.reading(visitor)
    try:
        reader = networks.in_use(visitor).reader
    except Refused as error:  # the page does not see an error in a fragment
        st.error(str(error))
        return
    hidden, outputs, no_digit = networks.see(reader, subject.image)
    if subject.trouble:  # no digit is read, so no neuron fires
        hidden = [np.zeros_like(a) for a in hidden]
    with st.container(key="reading"):  # takes no room
        st.html(visitor.visit.told)
    left, right = st.columns([262, 214], gap="medium")
    with left:
        with st.container(key="answer"):
            if subject.trouble:
                st.html(readout.answer("?", subject.trouble))
            else:
                doubtful = subject.label is None and side_by_side(subject.image)
                note = readout.SEVERAL if doubtful else ""
                st.html(readout.verdict(outputs, note, no_digit))
            if not visitor.talk.on:
                offer.show(visitor, reader)
        with st.container(key="outputs"):
            read = None if subject.trouble else outputs
            st.html(readout.output_bars(read, no_digit and not subject.trouble))
            st.caption(OUTPUTS[reader.network.output])
    with right:
        with st.container(key="seen"):
            st.caption("What the network sees: 28 × 28 pixels")
            st.html(pictures.picture(subject.image))
        with st.container(key="hidden"):
            if hidden:
                sizes = " and then ".join(str(len(layer)) for layer in hidden)
                st.caption(f"Its {sizes} hidden neurons, from silent to firing")
                st.html(join(readout.activations(layer) for layer in hidden))
