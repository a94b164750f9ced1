"""Write a number and see it read, digit by digit; it asks where it is not sure.

Who opens it: whoever has seen one digit read, and asks what a bank or a post office does with it.
When, to see what: after Draw, to write a house number or a year; boxes that close around each digit
while the pen still moves, and the whole number in large type.
What they click: they write; where it asks, they say which digit it is; then they go through the
stack of cheques, and move the bound below which it asks.
"""

import streamlit as st

from nn.drawing.picture_to_digits import digits_of_picture
from pages.ui.app import fragments, trouble
from pages.ui.app.html import div
from pages.ui.app.state import session
from pages.ui.app.state.drawing import Source
from pages.ui.app.visitor import digits, networks
from pages.ui.live import canvas, file_or_camera
from pages.ui.live.reading import reader
from pages.ui.numbers import asking, cheques, sheet

visitor = session.get()


def _common() -> object:
    """Return what both fragments follow."""
    return reader.which(visitor), visitor.views.numbers.least


def _show(visitor: session.Session) -> None:
    """Show where the number is written, what is read, what it asks, and how it was cut.

    A stroke runs what it asks, and nothing else.
    """
    number = visitor.number
    networks.in_use(visitor)  # without it, one sentence says why
    with st.container(key="number_board"), st.container(key="drawing"):
        with st.container(key="over_canvas"):
            reader.part("example")
            reader.part("boxes")
        if number.source is Source.DRAWING:
            canvas.show(number.drawing)
        else:
            st.html(div("tn-board tn-wide", canvas.uploaded(number.picture)))
            what = "A row of digits on plain paper"
            file_or_camera.choose(number, visitor.visit, digits_of_picture, what)
    reader.part("said")
    with st.container(key="number_asks", gap="xsmall"):
        fragments.show(visitor.visit, _ask, visitor, every=lambda: reader.every(visitor))
    with st.container(key="number_cut", gap="xsmall"):
        st.caption("How it was cut: what the network sees of each digit, and how sure it is")
        reader.part("cut")


def _ask(visitor: session.Session) -> None:
    """Have the number read, and show what it asks about it."""
    seen, why_none = sheet.read(visitor)
    says = sheet.for_browser(visitor, seen, why_none)
    drawing, views = visitor.number.drawing, visitor.views
    reader.read(reader.which(visitor), says, drawing, views, kind="number")
    asking.show(visitor, seen)


with st.container(horizontal=True, vertical_alignment="center", key="numbers_top"):
    st.title("Numbers", anchor=False, width="stretch")
    sources = Source.DRAWING, Source.PICTURE
    digits.choose(visitor.number, "Number", "number_from", sources, width="content")
trouble.show(visitor.visit)
left, right = st.columns([540, 400], gap="medium")
with left:
    fragments.show(visitor.visit, _show, visitor, follows=_common)
    reader.send_network(visitor)
with right:
    fragments.show(visitor.visit, cheques.show, visitor, follows=_common)
