"""The answer to the drawing, and how the network comes to it."""

import numpy as np
import streamlit as st

from nn.drawing import SIDE, DrawingError, prepare_strokes
from nn.errors import Refused
from nn.functions import Array
from pages.ui import canvas, networks, readout, session


def prepared() -> tuple[Array, str]:
    """Return what the network sees of the drawing, (28, 28), and a sentence if that is nothing."""
    visitor = session.get()

    def prepare() -> tuple[Array, str]:
        try:
            pieces = [piece for s in visitor.strokes for piece in s.visible(canvas.SIDE)]
            return prepare_strokes(pieces, canvas.PEN), ""
        except DrawingError as error:
            return np.zeros((SIDE, SIDE), np.float32), str(error)

    return visitor.keep("prepared", visitor.strokes, prepare)


def show() -> None:
    """Show the answer, the ten outputs, what the network sees, and its hidden neurons."""
    image, trouble = prepared()
    try:
        network = networks.in_use().network
    except Refused as error:  # here, since an error in a fragment ends there
        st.error(str(error))
        return
    layers = networks.read(network, image)
    if trouble:  # nothing was read, so no neuron answers
        layers = [np.zeros_like(a) for a in layers]
    left, right = st.columns([262, 214], gap="medium")
    with left:
        with st.container(key="answer"):
            st.html(readout.answer("?", trouble) if trouble else readout.verdict(layers[-1]))
        with st.container(key="outputs"):
            st.html(readout.output_bars(layers[-1]))
    with right:
        with st.container(key="seen"):
            st.caption("What the network sees: 28 × 28 pixels")
            st.html(readout.picture(image))
        with st.container(key="hidden"):
            for neurons in layers[:-1]:
                st.caption(f"Its {len(neurons)} hidden neurons, from silent to firing")
                st.html(readout.activations(neurons))
