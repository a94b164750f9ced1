"""Draw a digit and see what the network makes of it.

Who opens it: everybody, first; a speaker on a stage, a pupil on a phone.
When, to see what: at the start, before knowing how it works; the canvas, then one large digit.
What they click: they draw, clear, and draw another one; while a network learns, they watch the
answer change; then they ask why, and say what it was when the answer is wrong.
"""

import streamlit as st

from pages.ui.app import frame
from pages.ui.app.canvas import reader
from pages.ui.app.room import steering
from pages.ui.app.state import session
from pages.ui.app.state.session import Session
from pages.ui.draw import drawing, lessons


def _show(visitor: Session) -> None:
    """Show the drawing, the answer and the lesson: a tool runs this, a stroke the lesson alone."""
    drawing.show(visitor)
    lessons.show(visitor)


visitor = session.get()

st.title("Draw a digit", anchor=False)
steering.offer_to_join(visitor)
frame.show_trouble(visitor.visit)
frame.part(visitor.visit, _show, visitor, follows=lambda: reader.which(visitor))
reader.send_network(visitor)
