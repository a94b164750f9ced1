"""Thirty Neurons: start it with `streamlit run streamlit_app.py`."""

import streamlit as st

from nn.errors import Refused
from pages.ui.app import frame, lease, sidebar, streamlit_internals
from pages.ui.app.places import DRAW, PLACES
from pages.ui.app.state import session
from pages.ui.app.tab import greeting

streamlit_internals.stay_offline()
frame.collect_garbage()
st.set_page_config(page_title="Thirty Neurons", page_icon="🖊️", layout="wide")

pages = [
    st.Page(place.path, title=place.title, icon=place.icon, default=place is DRAW)
    for place in PLACES
]
page = st.navigation({"Thirty Neurons": pages})
greeting.enter()
session.get().enter(page.title)
lease.renew()
frame.apply_style()
sidebar.show()
try:
    page.run()
except Refused as error:  # such as a file of the project that is missing
    st.error(str(error))
