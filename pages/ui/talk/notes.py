"""The speaker's view: notes.js fills it with what the talk reports."""

from pathlib import Path

import streamlit as st

from pages.ui.app import html
from pages.ui.app.html import div, tag
from pages.ui.app.places import NOTES

STYLE = Path(__file__).with_name("notes.css")
SCRIPT = Path(__file__).with_name("notes.js")


def show() -> None:
    """Show empty places for the step, its note, the next step and the time."""

    def part(name: str) -> html.Html:
        return div(f"tn-notes-{name}")

    html.styles(STYLE)
    waiting = "No talk is on in this browser. Begin it in another window: it appears here."
    heading = tag("h1", NOTES.title, kind="tn-unseen")
    st.html(
        div(
            "tn-notes tn-notes-idle",
            heading,
            div("tn-notes-times", part("count"), part("since"), part("clock")),
            tag("h2", kind="tn-notes-line"),
            part("note"),
            div("tn-notes-following", tag("b", "Next: "), tag("span", kind="tn-notes-next")),
            part("planned"),
            div("tn-notes-waiting", waiting),
        )
    )
    html.component("notes", SCRIPT)(key="notes")  # it takes no room
