"""Look inside the network: what each hidden neuron looks for, and how that came about.

Who opens it: whoever has drawn a digit and asks how a few numbers can read it.
When, to see what: after drawing or while a network learns; the pictures that it made for itself.
What they click: one of the pictures, then the time slider, then they switch that neuron off.
"""

import streamlit as st

from pages.ui.app import places, trouble
from pages.ui.app.formats import percent
from pages.ui.app.state import session
from pages.ui.app.visitor import digits, networks, runs
from pages.ui.inside import maps, moments, neuron
from pages.ui.live.picture import picture
from pages.ui.live.reading import reader
from pages.ui.live.take_home import take_home

visitor = session.get()
used = networks.in_use(visitor)
test = networks.test_of(visitor.visit, used)
has_hidden = len(used.network.sizes) > 2

with st.container(horizontal=True, vertical_alignment="bottom", key="inside_top"):
    st.title(places.INSIDE.title, anchor=False, width="stretch")
    digits.choose_in_popover(visitor, digits.read_or_stand_in(visitor))
    picture.offer_to_show()
trouble.show(visitor.visit)
reads = f"It reads **{percent(test.accuracy)}** of the {test.total:,} test images"
st.markdown(used.layers_and_story)
moments.slider(visitor)
if not has_hidden:
    st.info("This network has no hidden layer: each picture belongs to one of the ten outputs.")
maps.suggest_neuron(visitor, used)
with st.container(key="inside"):
    left, right = st.columns([420, 480], gap="medium")
    with left, st.container(key="picture"):
        reader.part("picture")
    with right:
        view = visitor.views.inside
        maps.choose_layer(view, used)
        with st.container(horizontal=True, vertical_alignment="center", key="inside_choice"):
            maps.choose_neuron(view, used.network.sizes[view.layer + 1], not has_hidden)
            with st.container(key="answer"):
                reader.part("answer")
                zoom = "answer" if view.layer else "map"  # the neuron's weights, large, and its sum
                shown = picture.view(visitor, zoom, neuron=view.neuron, layer=None)
                aloud = f"{reads.replace('*', '')}."
                reader.digit(visitor, shown, has_canvas=False, aloud=aloud)
        if runs.learning(visitor):
            st.caption("The network is learning. This page updates when you use it or pause.")
        if has_hidden:
            neuron.change((view.layer, view.neuron))
        with st.container(key="inside_reads"):  # pale while the hand moves
            st.markdown(f"{reads}{neuron.before_the_change(visitor)}.")
        maps.show(visitor, used)
if has_hidden:
    neuron.show(visitor, used)
moments.strip(visitor)
take_home.offer(visitor.visit, lambda: used)
reader.send_network(visitor)
