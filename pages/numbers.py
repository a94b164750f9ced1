"""Write a number and see it read, digit by digit; it asks where it is not sure.

Who opens it: whoever has seen one digit read, and asks what a bank or a post office does with it.
When, to see what: after Draw, to write a house number or a year; boxes that close around each digit
while the pen still moves, and the whole number in large type.
What they click: they write; where it asks, they say which digit it is; then they go through the
stack of cheques, and move the bound below which it asks.
"""

import streamlit as st

from pages.ui.app import frame, runs
from pages.ui.app.canvas import live
from pages.ui.app.state import session
from pages.ui.numbers import board, cheques, sheet

frame.enter()
visitor = session.get()

with st.container(horizontal=True, vertical_alignment="center", key="numbers_top"):
    st.title("Numbers", anchor=False, width="stretch")
    sheet.choose(visitor.number)
frame.show_trouble(visitor.visit)
# While the network in use is learning, the number is read again every second.
learns = runs.network_learns(visitor.network, visitor.training)
every = live.SECONDS if learns else None
then = sheet.in_common(visitor)
board.show(visitor, every, then)
st.fragment(live.show, run_every=every)(visitor, visitor.number.drawing)
cheques.show(visitor, then)
