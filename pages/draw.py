"""Draw a digit and see what the network makes of it.

Who opens it: everybody, first; a speaker on a stage, a pupil on a phone.
When, to see what: at the start, before knowing how it works; the canvas, then one large digit.
What they click: they draw, clear, and draw another one; while a network learns, they watch the
answer change; then they ask why, and say what it was when the answer is wrong.
"""

import streamlit as st

from pages.ui.app import frame, runs
from pages.ui.app.canvas import live
from pages.ui.app.state import session
from pages.ui.draw import drawing, lessons

frame.enter()
visitor = session.get()

st.title("Draw a digit", anchor=False)
frame.show_trouble(visitor.visit)
# While the network in use is learning, the digit is read again every second.
learns = runs.network_learns(visitor.network, visitor.training)
drawing.show(visitor, learns)
st.fragment(live.show, run_every=live.SECONDS if learns else None)(visitor)
lessons.show(visitor, learns)
