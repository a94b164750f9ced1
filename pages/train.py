"""Train a network and watch it learn.

Who opens it: a speaker who lets the room guess how fast it learns, a pupil with a new setting.
When, to see what: after drawing; the accuracy going up, the weight maps taking shape, and their own
digit being read at last.
What they click: a preset, Play, Pause, one mini-batch at a time; a moment of their digit.
"""

import streamlit as st

from pages.ui.app import trouble
from pages.ui.app.state import session
from pages.ui.app.visitor import networks
from pages.ui.every_page import frame
from pages.ui.live.take_home import take_home
from pages.ui.train import drive, live, on_stage, save_and_share, settings

visitor = session.get()
save_and_share.read_link(visitor)

if visitor.views.train.large:
    st.html(frame.STAGE)
    trouble.show(visitor.visit)
    drive.show(visitor, large=True)
    on_stage.show(visitor)
    st.stop()
# The style sheet puts what is not needed to watch a run below it, where a screen is low.
with st.container(horizontal=True, vertical_alignment="center", key="train_top"):
    st.title("Train", anchor=False, width="content")
    drive.resize(visitor, "Large", "fullscreen")
    settings.presets(visitor)
with st.container(key="train_trouble"):
    trouble.show(visitor.visit)
with st.container(key="train_drive"):
    drive.show(visitor)
with st.container(key="train_live"):
    live.show(visitor)
with st.expander("Settings", icon=":material/tune:"):
    settings.controls(visitor)
st.header("Save and share", anchor=False)
left, right = st.columns(2, gap="medium")
with left:
    save_and_share.show_link(visitor.training.config)
    take_home.offer(visitor.visit, lambda: networks.in_use(visitor))
with right:
    save_and_share.show_load(visitor)
