"""The talk in the sidebar: the switch that begins it, the speaker's view, another talk.

The switch and About come first, so that they are in sight whatever else goes on.
"""

from functools import partial

import streamlit as st

from nn.runs.run_view import RunState
from pages.ui.app import html, uploads
from pages.ui.app.formats import counted
from pages.ui.app.places import NOTES, go_to, place_named
from pages.ui.app.state.drawing import Source
from pages.ui.app.state.session import Session
from pages.ui.app.state.talk import Left
from pages.ui.app.visitor import digits
from pages.ui.app.widgets import button, download
from pages.ui.every_page import sidebar
from pages.ui.talk import director
from pages.ui.talk.script import SHIPPED_TEXT, steps_in
from pages.ui.talk.setting_up import end_unneeded


def show(visitor: Session, title: str) -> None:
    """Show the switch that begins the talk, with About beside it, and what a talk has left."""
    talk, left = visitor.talk, visitor.talk.left.get(visitor.talk.step)
    with st.sidebar:
        with st.container(horizontal=True, gap="xsmall", key="talk_and_about"):
            button(
                "Back to the talk" if left else "Talk mode",
                "slideshow",
                director.begin,
                visitor,
                talk.step if left else 0,
                key="talk_mode",
                help="A talk of ten minutes, by presenter remote or keyboard: Page Down goes on, "
                "Page Up back, Home to its beginning, B blacks the screen, F fills it, Esc ends "
                "the talk.",
            )
            sidebar.about(title)
        if left:
            with st.container(gap="xxsmall"):
                _show_ways_on(visitor, left)


def show_text(visitor: Session) -> None:
    """Show the talk's text, in an expander at the sidebar's end."""
    talk = visitor.talk
    with st.sidebar, st.expander("The talk's text", key="talk_more"):
        steps = director.steps_of(talk)
        name = html.as_it_is(talk.name) if talk.name else "The talk that comes with the app"
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


def _show_ways_on(visitor: Session, left: Left) -> None:
    """Offer the ways back, and the digit and the run of the step at which the talk was left."""
    talk, own = visitor.talk, visitor.training.run
    if talk.step:
        button("From the beginning", "first_page", director.begin, visitor, type="tertiary")
    if talk.before not in (visitor.visit.page, ""):
        it, back = place_named(talk.before), f"Back to {talk.before}"
        st.button(back, icon=it.icon, on_click=go_to, args=(it,), type="tertiary")
    has_digit = left.digit.source is not Source.DRAWING or left.digit.drawing.strokes
    if has_digit and digits.key(left.digit) != digits.key(visitor.digit):
        button("Take the talk's digit", "draw", director.take_digit, visitor, left, type="tertiary")
    if left.run not in (None, own) and left.run.state is not RunState.FAILED:
        take = partial(director.take_run, visitor, left)
        about = "With its settings and speed. This replaces any run of yours on Train."
        button("Take the talk's run", "model_training", take, type="tertiary", help=about)


def _take(visitor: Session, text: bytes, name: str) -> None:
    steps_in(text)  # or a sentence says what is wrong with it
    talk, had = visitor.talk, visitor.runs
    talk.text, talk.name, talk.step, talk.left = text, name, 0, {}
    end_unneeded(visitor, had)
