"""Draw a digit and see what the network makes of it.

Who opens it: everybody, first; a speaker on a stage, a pupil on a phone.
When, to see what: at the start, before knowing how it works; the canvas, then one large digit.
What they click: they draw, clear, and draw another one; while a network learns, they watch the
answer change; then they ask why, and say what it was when the answer is wrong.
"""

import streamlit as st

from pages.ui.app import frame, runs
from pages.ui.app.state import session
from pages.ui.draw import answer, canvas, lessons

frame.enter()
visitor = session.get()

st.header("Draw a digit", anchor=False)
frame.show_trouble(visitor.visit)
left, right = st.columns([408, 500], gap="medium")
with left:
    canvas.show(visitor)
with right:
    # While the network in use is learning, the drawing is read again every second.
    learns = runs.network_learns(visitor.network, visitor.training)
    st.fragment(answer.show, run_every=1.0 if learns else None)(visitor)
lessons.show(visitor)
