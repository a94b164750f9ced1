"""The talk in the sidebar: the switch that begins it, the speaker's view, another talk."""

import streamlit as st

from pages.ui.app import frame, uploads
from pages.ui.app.numbers import counted
from pages.ui.app.places import NOTES
from pages.ui.app.state.session import Session
from pages.ui.app.widgets import button, download
from pages.ui.talk import director
from pages.ui.talk.script import SHIPPED_TEXT, steps_in


def show(visitor: Session) -> None:
    """Show the switch, and below it, folded up, what belongs to it."""
    talk = visitor.talk
    with st.sidebar:
        button(
            "Back to the talk" if talk.step else "Talk mode",
            "slideshow",
            director.begin,
            visitor,
            talk.step,
            key="talk_mode",
            help="A talk of ten minutes, by presenter remote or keyboard: Page Down goes on, Page "
            "Up back, Home to its beginning, B blacks the screen, F fills it, Esc ends the talk.",
        )
        with st.expander("The talk's text", key="talk_more"):
            steps = director.steps_of(talk)
            name = frame.as_it_is(talk.name) if talk.name else "The talk that comes with the app"
            st.markdown(f"**{name}**: {counted(len(steps), 'step')}")
            st.markdown(f"[{NOTES.title}](notes) opens in a second window and follows the talk.")
            download("Save its text", lambda: talk.text or SHIPPED_TEXT, "talk.toml")
            uploads.place(
                st.file_uploader,
                "Load another talk",
                "talk_file",
                visitor.visit,
                lambda upload: _take(visitor, upload.getvalue(), upload.name),
                type="toml",
                help="Save the text, change it, and load it here. Its first lines say how.",
            )
            if talk.name:
                button("Back to the app's own talk", "", _take, visitor, SHIPPED_TEXT, "")


def _take(visitor: Session, text: bytes, name: str) -> None:
    steps_in(text)  # or a sentence says what is wrong with it
    visitor.talk.text, visitor.talk.name, visitor.talk.step = text, name, 0
