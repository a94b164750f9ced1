"""Look inside the network: what each hidden neuron looks for, and how that came about.

Who opens it: whoever has drawn a digit and asks how a few numbers can read it.
When, to see what: after drawing or while a network learns; the pictures that it made for itself.
What they click: one of the pictures, then the time slider, then they switch that neuron off.
"""

import streamlit as st

from pages.ui.app import frame, networks, places
from pages.ui.app.canvas import reader
from pages.ui.app.state import session
from pages.ui.inside import maps, moments, neuron, overview, reading

visitor = session.get()
used = networks.in_use(visitor)

st.title(places.INSIDE.title, anchor=False)
frame.show_trouble(visitor.visit)
reading.say_network(visitor.visit, used)
moments.slider(visitor)
if len(used.network.sizes) < 3:
    st.info("This network has no hidden layer: each picture belongs to one of the ten outputs.")
left, right = st.columns([540, 350], gap="medium")
with left:
    maps.show(visitor, used)
    reading.show_activations(used)
with right:
    reading.show(visitor, used)
    if len(used.network.sizes) > 2:
        with st.container(key="neuron_sum"):
            neuron.show_sum(visitor, used)
if len(used.network.sizes) > 2:
    neuron.show(visitor, used)
    overview.show(visitor, used)
moments.strip(visitor)
reader.send_network(visitor)
