"""Thirty Neurons: start it with `streamlit run streamlit_app.py`."""

import streamlit as st

from nn.errors import Refused
from pages.ui.app import frame, lease, session, sidebar, style

frame.stay_offline()
st.set_page_config(page_title="Thirty Neurons", page_icon="🖊️", layout="wide")

page = st.navigation(
    {
        "Thirty Neurons": [
            st.Page("pages/draw.py", title="Draw", icon=":material/draw:", default=True),
            st.Page(
                "pages/how-it-works.py",
                title="How it works",
                icon=":material/menu_book:",
                url_path="how-it-works",
            ),
            st.Page("pages/train.py", title="Train", icon=":material/model_training:"),
            st.Page("pages/inside.py", title="Look inside", icon=":material/grid_view:"),
            st.Page("pages/backprop.py", title="Backprop", icon=":material/undo:"),
            st.Page("pages/mistakes.py", title="Mistakes", icon=":material/rule:"),
        ]
    }
)
session.get().visit(page.title)
lease.renew()
style.apply()
sidebar.show()
try:
    page.run()
except Refused as error:  # such as a file of the project that is missing
    st.error(str(error))
frame.settle(page.title)
