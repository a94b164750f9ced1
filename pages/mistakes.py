"""Which digits the network misreads, what it takes them for, and how sure it is of it.

Who opens it: whoever has seen 95 % and asks about the other five, and whether one can trust it.
When, to see what: at the end of a talk; the fours that are read as nines, some of which the room
misreads too.
What they click: an orange cell, one of its digits, then Draw or Backprop to see why.
"""

import streamlit as st

from pages.ui.app import frame, session
from pages.ui.mistakes import cards, drawings, matrix, table
from pages.ui.mistakes import readings as mistakes_subject

frame.enter()
visitor = session.get()
cards.follow(visitor)

st.header("Mistakes", anchor=False)
frame.show_trouble(visitor.visit)
used = mistakes_subject.network(visitor)
readings = mistakes_subject.readings(visitor, used)
mistakes_subject.story(visitor, used, readings)
left, right = st.columns([500, 460], gap="medium")
with left:
    matrix.matrix(visitor, readings)
with right:
    matrix.digits(visitor, readings)
left, right = st.columns([500, 460], gap="medium")
with left:
    table.by_digit(readings)
with right:
    st.fragment(table.caution)(visitor, readings)
drawings.show(visitor, used.network)
