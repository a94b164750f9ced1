"""Thirty Neurons: start it with `streamlit run streamlit_app.py`."""

import streamlit as st

from pages.ui import frame, session, style

frame.stay_offline()
st.set_page_config(page_title="Thirty Neurons", page_icon="🖊️", layout="wide")

page = st.navigation(
    {
        "Thirty Neurons": [
            st.Page("pages/draw.py", title="Draw", icon=":material/draw:", default=True),
            st.Page("pages/inside.py", title="Look inside", icon=":material/grid_view:"),
        ]
    }
)
session.get().visit(page.title)
style.apply()
page.run()
