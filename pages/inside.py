"""Look inside the network: what each hidden neuron looks for.

Who opens it: whoever has drawn a digit and asks how a few numbers can read it.
When, to see what: right after drawing; the thirty pictures that the network has made for itself.
What they click: they point at a picture to read a weight, and go back to draw.
"""

import streamlit as st

from nn import figures
from pages.ui import frame, networks

frame.enter()

saved = networks.in_use()
network, origin = saved.network, saved.provenance
first_layer = network.weights[0]

st.header("Look inside", anchor=False)
layers = " – ".join(str(size) for size in network.sizes)
reads = ""
if origin.test_accuracy is not None:
    reads = f" It reads {origin.test_accuracy:.1%} of the {origin.data} test images."
st.markdown(
    f"The network in use has layers of {layers} neurons: {network.parameter_count:,} numbers, "
    f"learnt in {origin.epochs} epochs.{reads}"
)
with st.container(key="maps-box", height=520, border=False):
    maps = figures.weight_maps(first_layer)
    st.plotly_chart(maps, height="stretch", config={"displayModeBar": False}, key="maps")
st.markdown(
    f"Each picture is one of the {len(first_layer)} neurons of the first hidden layer: its weights "
    "from the 784 pixels. Ink on a **red** pixel excites the neuron, ink on a **blue** one quiets "
    "it, and a white one does not matter to it."
)
