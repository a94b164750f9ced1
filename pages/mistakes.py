"""Which digits the network misreads, what it takes them for, and how sure it is of it.

Who opens it: whoever has seen 95 % and asks about the other five, and whether one can trust it.
When, to see what: at the end of a talk; the fours that are read as nines, some of which the room
misreads too.
What they click: an orange cell, one of its digits, then Draw or Backprop to see why; then what is
gained when the network answers only where it is sure, and whether it is as sure as it is right.
"""

import streamlit as st

from pages.ui.app import fragments, trouble, widgets
from pages.ui.app.state import session
from pages.ui.app.state.views import Tab
from pages.ui.app.visitor import networks, runs
from pages.ui.mistakes import drawings, how_sure, matrix, what_it_reads

visitor = session.get()
view = visitor.views.mistakes

with st.container(horizontal=True, vertical_alignment="bottom", key="mistakes_top"):
    st.title("Mistakes", anchor=False, width="stretch")
    tabs = {tab: tab.value for tab in Tab}
    widgets.choice(view, "tab", "Part", tabs, key="mistakes_part", width="content")
trouble.show(visitor.visit)
used = runs.as_it_was(visitor)
readings = networks.readings_of(visitor.visit, used.reader)
what_it_reads.show(visitor, used, readings)
if view.tab is Tab.DRAWINGS:
    drawings.show(visitor, used.reader)
elif view.tab is Tab.MATRIX:
    left, right = st.columns([540, 360], gap="medium")
    with right:
        matrix.show(visitor.visit, view, readings)
    with left, st.container(key="mistakes_cell"):
        matrix.show_cell(visitor, readings)
else:
    left, right = st.columns([500, 460], gap="medium")
    with left:
        if view.tab is Tab.HOW_SURE:
            fragments.show(visitor.visit, how_sure.show, view, used, readings)
        else:
            fragments.show(visitor.visit, how_sure.show_threshold, view, readings)
    with right:
        what_it_reads.show_each(readings)
