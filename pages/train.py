"""Train a network and watch it learn.

Who opens it: a speaker who lets the room guess how fast it learns, a pupil with a new setting.
When, to see what: after drawing; the accuracy going up, the weight maps taking shape.
What they click: a preset, Play, Pause, one mini-batch at a time; then draw with it.
"""

import streamlit as st

from pages.ui.app import frame
from pages.ui.app.state import session
from pages.ui.train import drive, live, network_file, settings, share_link

frame.enter()
visitor = session.get()
share_link.read(visitor)

st.header("Train", anchor=False)
settings.presets(visitor.training)
frame.show_trouble(visitor.visit)
drive.show(visitor)
live.show(visitor)
st.subheader("Settings", anchor=False)
settings.controls(visitor)
st.subheader("Save and share", anchor=False)
left, right = st.columns(2, gap="medium")
with left:
    share_link.show(visitor.training.config)
    network_file.show_save(visitor)
with right:
    network_file.show_load(visitor)
