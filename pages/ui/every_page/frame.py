"""The frame of every page: the window's name, styles and scripts, and what comes into view."""

from pathlib import Path

import streamlit as st

from nn.figures import colours
from pages.ui.app import html
from pages.ui.app.server.scripts import component
from pages.ui.app.state.session import Visit

APP = "Thirty Neurons"
STYLES = [Path(html.__file__).with_name(name) for name in ("style.css", "everybody.css")]
# Shown by style.css where the scripts have not come after eight seconds.
LATE = "Parts of this page have not arrived. The page asks for them again and goes on by itself."


def name_the_window(title: str) -> None:
    """Name the browser's window or tab after what it shows, such as "Train · Thirty Neurons"."""
    st.set_page_config(page_title=f"{title} · {APP}")


def apply_styles_and_scripts() -> None:
    """Add the app's styles, and the scripts that run on every page."""
    component("every_page")(key="every_page")  # style.css gives it no room; it has all scripts come
    st.html(f"<style>:root {{ {colours.variables()} }}</style>")
    for style in STYLES:
        st.html(style)
    st.html(html.div("tn-lost tn-late", LATE, role="status"))


def bring_into_view(visit: Visit) -> None:
    """Bring what somebody has just chosen into view, where the window does not show it."""
    container, number = visit.into_view
    component("into_view")(
        key="into_view",  # style.css gives it no room
        data={"container": container, "number": number},
    )
