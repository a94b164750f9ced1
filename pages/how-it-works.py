"""How a network reads a digit, told in six steps with the digit that is read now.

Who opens it: a speaker who explains, a newcomer who has just seen a drawing read.
When, to see what: after the first drawing; its 784 numbers become one neuron's sum, thirty
activations, ten outputs, one answer, and at the end how all those weights were learnt.
What they click: Next, or an arrow key; another digit or neuron; at the end a try on the Train page.
"""

import streamlit as st

from pages.ui.app import digits, frame, networks, places, steps
from pages.ui.app.state import session
from pages.ui.how_it_works import learning, one_neuron, outputs, pieces, pixels

STEPS = {  # each with its name; those that the talk shows have its scene's key
    "pixels": ("Pixels", pixels.show),
    "sum": ("One neuron", one_neuron.weighted_sum),
    "sigmoid": ("Activation", one_neuron.activation),
    "neurons": ("All neurons", outputs.all_neurons),
    "answer": ("Answer", outputs.answer),
    "learning": ("Learning", learning.show),
}

visitor = session.get()
used, read = networks.in_use(visitor), digits.read_or_stand_in(visitor)
view = visitor.views.story

with st.container(key="story", gap="xsmall"):
    steps.rail(
        view,
        {step: name for step, (name, _) in STEPS.items()},
        places.HOW_IT_WORKS.title,
        beside=lambda: pieces.choose_digit(visitor, read),
    )
    frame.show_trouble(visitor.visit)
    _, show = STEPS[view.step]
    show(visitor, used, read)
