"""Write a number and see it read, digit by digit; it asks where it is not sure.

Who opens it: whoever has seen one digit read, and asks what a bank or a post office does with it.
When, to see what: after Draw, to write a house number or a year; boxes that close around each digit
while the pen still moves, and the whole number in large type.
What they click: they write; where it asks, they say which digit it is; then they go through the
stack of cheques, and move the bound below which it asks.
"""

import streamlit as st

from pages.ui.app import digits, frame, runs
from pages.ui.app.canvas import reader
from pages.ui.app.state import session
from pages.ui.app.state.digit import Source
from pages.ui.numbers import board, cheques

visitor = session.get()


def every() -> float | None:
    """Return the seconds between two readings of the number: while the network in use learns."""
    return reader.SECONDS if runs.learning(visitor) else None


def common() -> object:
    """Return what both parts of the page follow."""
    return runs.learning_or_in_use(visitor), visitor.views.numbers.least


with st.container(horizontal=True, vertical_alignment="center", key="numbers_top"):
    st.title("Numbers", anchor=False, width="stretch")
    sources = Source.DRAWING, Source.PICTURE
    digits.choose(visitor.number, "Number", "number_from", sources, width="content")
frame.show_trouble(visitor.visit)
frame.part(visitor.visit, board.show, visitor, every=every, follows=common)
reader.send_network(visitor)
frame.part(visitor.visit, cheques.show, visitor, follows=common)
