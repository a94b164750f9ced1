"""How a network reads a digit, told in six steps with the digit that is read now.

Who opens it: a speaker who explains, a newcomer who has just seen a drawing read.
When, to see what: after the first drawing; its 784 numbers become one neuron's sum, thirty
activations, ten outputs, one answer, and at the end how all those weights were learnt.
What they click: Next, or an arrow key; another digit or neuron; at the end a try on the Train page.
"""

import streamlit as st

from pages.ui.app import digits, frame, networks
from pages.ui.app.state import session
from pages.ui.how_it_works import activation, answer, learning, network, pixels, rail, weighted_sum

STEPS = (pixels, weighted_sum, activation, network, answer, learning)

frame.enter()
visitor = session.get()
used = networks.in_use(visitor)
read = digits.read_or_stand_in(visitor)

with st.container(key="story", gap="small"):
    rail.show(visitor, read)
    frame.show_trouble(visitor.visit)
    STEPS[visitor.views.story.step].show(visitor, used, read)
