"""Which digits the network misreads, what it takes them for, and how sure it is of it.

Who opens it: whoever has seen 95 % and asks about the other five, and whether one can trust it.
When, to see what: at the end of a talk; the fours that are read as nines, some of which the room
misreads too.
What they click: an orange cell, one of its digits, then Draw or Backprop to see why.
"""

import streamlit as st

from pages.ui import (
    frame,
    mistakes_cards,
    mistakes_drawings,
    mistakes_matrix,
    mistakes_subject,
    mistakes_table,
    session,
)

frame.enter()
visitor = session.get()
mistakes_cards.follow(visitor)

st.header("Mistakes", anchor=False)
frame.show_trouble()
used = mistakes_subject.network(visitor)
readings = mistakes_subject.readings(visitor, used)
mistakes_subject.story(visitor, used, readings)
left, right = st.columns([500, 460], gap="medium")
with left:
    mistakes_matrix.matrix(visitor, readings)
with right:
    mistakes_matrix.digits(visitor, readings)
left, right = st.columns([500, 460], gap="medium")
with left:
    mistakes_table.by_digit(readings)
with right:
    st.fragment(mistakes_table.caution)(visitor, readings)
mistakes_drawings.show(visitor, used.network)
