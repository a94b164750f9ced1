"""The frame of every page: the window's name, styles and scripts, the ways on, what is in view."""

from itertools import pairwise
from pathlib import Path

import streamlit as st

from nn.figures import colours
from pages.ui.app import html, places
from pages.ui.app.server.scripts import component
from pages.ui.app.state.session import Session, Visit
from pages.ui.app.visitor import networks
from pages.ui.every_page import sidebar
from pages.ui.live.take_home import take_home

APP = "Thirty Neurons"
FILES = ("live/live.css", "app/style.css", "app/everybody.css")
STAGE = Path(__file__).with_name("stage.css")  # of the talk, and of Train for a class
STYLES = [Path(__file__).parents[1] / name for name in FILES]
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


def show_ways_on(visitor: Session) -> None:
    """Show at the end of a page which one comes next; where the path ends, what else one can do."""
    here = places.place_named(visitor.visit.page)
    following = dict(pairwise(places.PLACES)).get(here)
    # style.css keeps it in sight.
    with st.container(horizontal=True, vertical_alignment="center", key="next_page"):
        if here.seen:
            st.markdown(here.seen, width="content")
        if following and following is not places.ROOM:
            label = f"Next page: **{following.title}**"
            label += "" if here.seen else f". {following.shows.capitalize()}."
            st.page_link(following.path, label=label, icon=":material/arrow_forward:")
        if not here.seen:
            return
        if following:
            st.page_link(places.ROOM.path, label="Show it to a class", icon=places.ROOM.icon)
        with st.popover("Take it home", icon=":material/download:", type="tertiary"):
            take_home.offer(visitor.visit, lambda: networks.in_use(visitor), where="end")
        st.page_link(sidebar.BOOK, label="The book", icon=places.HOW_IT_WORKS.icon)


def bring_into_view(visit: Visit) -> None:
    """Bring what somebody has just chosen into view, where the window does not show it."""
    container, number = visit.into_view
    component("into_view")(
        key="into_view",  # style.css gives it no room
        data={"container": container, "number": number},
    )
