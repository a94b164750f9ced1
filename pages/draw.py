"""Draw a digit and see what the network makes of it.

Who opens it: everybody, first; a speaker on a stage, a pupil on a phone.
When, to see what: at the start, before knowing how it works; the canvas, then one large digit.
What they click: they draw, clear, and draw another one; while a network learns, they watch the
answer change; then they ask why, and say what it was when the answer is wrong.
"""

from contextlib import suppress

import streamlit as st

from pages.ui.app import fragments, places, trouble
from pages.ui.app.state import session
from pages.ui.app.widgets import button
from pages.ui.class_room import store, who_may
from pages.ui.draw import canvas_and_answer, lessons
from pages.ui.live.reading import reader


def _show(visitor: session.Session) -> None:
    """Show the drawing, the answer and the lesson: a tool runs this, a stroke the lesson alone."""
    canvas_and_answer.show(visitor)
    lessons.show(visitor)


def _offer_to_join(visitor: session.Session) -> None:
    """Offer the page that asks for a code, while there is a room; style.css shows it on phones."""
    with suppress(store.StoreGone):
        if visitor.room.host is None and who_may.ROOMS.store.any_open():
            act, place = places.go_to, places.JOIN
            button("Join the room", "", act, place, key="join_offer", type="primary")


visitor = session.get()

st.title("Draw a digit", anchor=False)
_offer_to_join(visitor)
trouble.show(visitor.visit)
fragments.show(visitor.visit, _show, visitor, follows=lambda: reader.which(visitor))
reader.send_network(visitor)
