"""Train a network and watch it learn.

Who opens it: a speaker who lets the room guess how fast it learns, a pupil with a new setting.
When, to see what: after drawing; the accuracy going up, the weight maps taking shape.
What they click: a preset, Play, Pause, one mini-batch at a time; then draw with it.
"""

import streamlit as st

from pages.ui.app import frame, session
from pages.ui.train import drive, live, settings, share

frame.enter()
visitor = session.get()
share.read_link(visitor)

st.header("Train", anchor=False)
settings.presets()
frame.show_trouble(visitor.visit)
drive.show(visitor)
live.show(visitor)
st.subheader("Settings", anchor=False)
settings.controls()
share.show(visitor)
