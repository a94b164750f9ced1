"""Draw a digit and see what the network makes of it.

Who opens it: everybody, first; a speaker on a stage, a pupil on a phone.
When, to see what: at the start, before knowing how it works; the canvas, then one large digit.
What they click: they draw, clear, and draw another one.
"""

import numpy as np
import streamlit as st

from nn.drawing import SIDE, DrawingError, prepare_strokes
from pages.ui import canvas, frame, networks, readout, session

frame.enter()

strokes = session.get().strokes
network = networks.in_use().network

image, trouble = np.zeros((SIDE, SIDE), np.float32), ""
try:
    image = prepare_strokes([stroke.points() for stroke in strokes], canvas.PEN)
except DrawingError as error:
    trouble = str(error)
layers = [a[0] for a in network.forward(image.reshape(1, -1)).activations[1:]]
if trouble:  # nothing was read, so no neuron answers
    layers = [np.zeros_like(a) for a in layers]

st.header("Draw a digit", anchor=False)
left, middle, right = st.columns([408, 262, 214], gap="medium")
with left:
    canvas.show()
with middle:
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
