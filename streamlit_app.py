"""Thirty Neurons: start it with `streamlit run streamlit_app.py`.

Streamlit imports this file once, for the server that it starts, and runs it for each visitor.
"""

import streamlit as st

from nn.errors import Refused
from pages.ui.app.places import GROUPS, JOIN, NOTES, place_named
from pages.ui.app.server import start
from pages.ui.app.state import session
from pages.ui.every_page import frame, sidebar
from pages.ui.every_page.tab import greeting
from pages.ui.talk import director, switch


def show_page() -> None:
    """Show a visitor the page that they have opened, with what stands on every page."""
    # Before the pages are named: a page's own icon would be fetched from another machine.
    st.set_page_config(page_icon="🖊️", layout="wide")

    groups = GROUPS | {"": (NOTES, JOIN)}
    page = st.navigation({name: [it.page() for it in group] for name, group in groups.items()})
    frame.name_the_window(page.title)
    try:
        director.hide_the_app()
        frame.apply_styles_and_scripts()
        greeting.enter()
        visitor = session.get()
        if place_named(page.title).apart:
            page.run()
        elif director.is_on_stage(visitor):
            from pages.ui.talk import stage  # with it come all pages: only for a talk

            stage.show(visitor)
        else:
            visitor.enter(page.title)
            switch.show(visitor, page.title)
            sidebar.show()
            switch.show_text(visitor)
            page.run()
            frame.show_ways_on(visitor)
            frame.bring_into_view(visitor.visit)
    except Refused as error:  # such as a file of the project's that is missing
        start.tell(error)


if __name__ == "__main__":
    show_page()
else:
    app = st.App(
        __file__,
        lifespan=start.started,
        middleware=start.MIDDLEWARE,
        on_script_error=start.tell,
    )
