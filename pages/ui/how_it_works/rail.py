"""The top of How it works: the digit, the six steps, Back and Next."""

import streamlit as st

from pages.ui.app import digits, pictures, places
from pages.ui.app.digits import Subject
from pages.ui.app.numbers import a_digit
from pages.ui.app.state.digit import Source
from pages.ui.app.state.session import Session
from pages.ui.app.state.views import StoryView

STEPS = ("Pixels", "One neuron", "Activation", "All neurons", "Answer", "Learning")


def show(visitor: Session, read: Subject) -> None:
    """Show the digit of the story, and the step that is on the screen."""
    view = visitor.views.story
    with st.container(key="story_top", horizontal=True, vertical_alignment="bottom"):
        st.title(places.HOW_IT_WORKS.title, anchor=False, width="stretch")
        with st.popover(f"Digit: {_described(read)}", icon=places.DRAW.icon):
            _choose_digit(visitor, read)
        for label, by, end in (("Back", -1, 0), ("Next", 1, len(STEPS) - 1)):
            st.button(
                label,
                key=f"story_{label.lower()}",
                type="primary" if by > 0 else "secondary",
                shortcut="Right" if by > 0 else "Left",
                on_click=_move,
                args=(view, by),
                disabled=view.step == end,
            )
    # Buttons: a segmented control would keep the arrow keys for itself after a click.
    with st.container(key="story_rail", horizontal=True, gap="xsmall"):
        for step, name in enumerate(STEPS):
            st.button(
                f"{step + 1} {name}",
                key=f"story_step_{step + 1}",
                type="primary" if step == view.step else "secondary",
                on_click=setattr,
                args=(view, "step", step),
                width="stretch",
            )


def say_stand_in(visitor: Session, read: Subject) -> None:
    """Say that a test digit stands in for a missing one, and offer to keep it."""
    trouble = digits.current(visitor).trouble
    if not trouble:
        return
    with st.container(key="story_stand_in", horizontal=True, vertical_alignment="center"):
        st.markdown(f"{trouble} Until then: {_described(read)}.", width="stretch")
        st.page_link(places.DRAW.path, label="Draw a digit", icon=places.DRAW.icon)
        st.button(
            "Read this one",
            key="story_take",
            on_click=visitor.digit.read_from,
            args=(Source.TEST,),
            help="All pages then read this test digit.",
        )


def _choose_digit(visitor: Session, read: Subject) -> None:
    digits.choose(visitor.digit)
    trouble = digits.current(visitor).trouble
    is_test = visitor.digit.source is Source.TEST
    if trouble:
        st.markdown(f"{trouble} Until then you see a test digit:")
    if trouble or is_test:
        digits.choose_test_digit(visitor)
    st.html(pictures.picture(read.image))
    if not is_test:
        st.page_link(places.DRAW.path, label="Go to the Draw page", icon=places.DRAW.icon)


def _described(read: Subject) -> str:
    return read.name if read.label is None else f"{read.name}, {a_digit(read.label)}"


def _move(view: StoryView, by: int) -> None:
    # Somebody who presses a key quickly may press it once too often.
    view.step = min(max(view.step + by, 0), len(STEPS) - 1)
