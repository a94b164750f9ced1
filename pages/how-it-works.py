"""How a network reads a digit, in six steps with the digit that is read now.

Who opens it: a speaker who explains, a newcomer who has just seen a drawing read.
When, to see what: after the first drawing; its 784 numbers become one neuron's sum, thirty
activations, ten outputs, one answer: zooms of one picture, and at the end how it is learnt.
What they click: Next, or an arrow key; a neuron or an output in the picture; Train it.
"""

import streamlit as st

from pages.ui.app import places, steps, trouble
from pages.ui.app.state import session
from pages.ui.app.visitor import digits, networks
from pages.ui.how_it_works import learning, reading
from pages.ui.live.picture import picture

visitor = session.get()
used, read = networks.in_use(visitor), digits.read_or_stand_in(visitor)
view = visitor.views.story

with st.container(key="story", gap="xsmall"):
    names = {step: words.name for step, words in reading.STEPS.items()} | {"learning": "Learning"}
    steps.rail(
        view,
        names,
        places.HOW_IT_WORKS.title,
        beside=lambda: digits.choose_in_popover(visitor, read),
    )
    trouble.show(visitor.visit)
    if view.step == "learning":
        learning.show(visitor)
    else:
        words = reading.STEPS[view.step]
        reading.say(reading.sentences(words, used, read), "picture")
        with st.container(key="picture"):
            picture.show(visitor, used, read.image, picture.view(visitor, words.zoom))
        with st.expander("Formula and code"):
            reading.equation_and_code(*words.formula(used.network, read))
