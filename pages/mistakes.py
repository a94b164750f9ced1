"""Which digits the network misreads, what it takes them for, and how sure it is of it.

Who opens it: whoever has seen 95 % and asks about the other five, and whether one can trust it.
When, to see what: at the end of a talk; the fours that are read as nines, some of which the room
misreads too.
What they click: an orange cell, one of its digits, then Draw or Backprop to see why.
"""

import streamlit as st

from pages.ui.app import frame
from pages.ui.app.state import session
from pages.ui.mistakes import cards, digit_by_digit, drawings, matrix, network, only_when_sure

COLUMNS = (500, 460)

frame.enter()
visitor = session.get()
cards.follow(visitor)

st.header("Mistakes", anchor=False)
frame.show_trouble(visitor.visit)
used = network.looked_at(visitor)
readings = network.readings_of(visitor.visit, used)
network.show(visitor, used, readings)
left, right = st.columns(COLUMNS, gap="medium")
with left:
    matrix.show(visitor.visit, visitor.views.mistakes, readings)
with right:
    matrix.show_cell(visitor, readings)
left, right = st.columns(COLUMNS, gap="medium")
with left:
    digit_by_digit.show(readings)
with right:
    st.fragment(only_when_sure.show)(visitor.visit, visitor.views.mistakes, readings)
drawings.show(visitor, used.network)
