"""How it works, the upper edge: the digit, the six steps, Back and Next."""

import streamlit as st

from pages.ui.app import digits, pictures
from pages.ui.app.digit import Source
from pages.ui.app.digits import Subject
from pages.ui.app.session import Session

STEPS = ("Pixels", "One neuron", "Activation", "All neurons", "Answer", "Learning")


def show(visitor: Session, read: Subject) -> None:
    """Show which digit the story is told with, and which step of it is on the screen."""
    with st.container(key="story_top", horizontal=True, vertical_alignment="bottom"):
        st.header("How it works", anchor=False, width="stretch")
        with st.popover(f"Digit: {_described(read)}", icon=":material/draw:"):
            _choose_digit(visitor, read)
        st.button(
            "Back",
            key="story_back",
            shortcut="Left",
            on_click=_move,
            args=(visitor, -1),
            disabled=visitor.views.story.step == 0,
        )
        st.button(
            "Next",
            key="story_next",
            type="primary",
            shortcut="Right",
            on_click=_move,
            args=(visitor, 1),
            disabled=visitor.views.story.step == len(STEPS) - 1,
        )
    # Buttons: a segmented control would keep the arrow keys for itself after a click.
    with st.container(key="story_rail", horizontal=True, gap="xsmall"):
        for step, name in enumerate(STEPS):
            st.button(
                f"{step + 1} {name}",
                key=f"story_step_{step + 1}",
                type="primary" if step == visitor.views.story.step else "secondary",
                on_click=_go,
                args=(visitor, step),
                width="stretch",
            )


def digit(visitor: Session) -> Subject:
    """Return the digit that the story is told with: a test digit while there is nothing else."""
    read = digits.current(visitor)
    return digits.test_digit(visitor) if read.trouble else read


def say_stand_in(visitor: Session, read: Subject) -> None:
    """Say that a test digit stands in for what is not there yet, and offer it."""
    trouble = digits.current(visitor).trouble
    if not trouble:
        return
    with st.container(key="story_stand_in", horizontal=True, vertical_alignment="center"):
        st.markdown(f"{trouble} Until then: {_described(read)}.", width="stretch")
        st.page_link("pages/draw.py", label="Draw a digit", icon=":material/draw:")
        st.button(
            "Read this one",
            key="story_take",
            on_click=visitor.digit.read_from,
            args=(Source.TEST,),
            help="All pages read this test digit then.",
        )


def choose_neuron(visitor: Session, names: list[str]) -> int:
    """Show the choice of neuron, the same as on Look inside; return it, from 0."""
    chosen = min(visitor.views.inside.neuron, len(names) - 1)
    st.session_state["story_neuron"] = chosen
    st.selectbox(
        "Neuron",
        range(len(names)),
        format_func=names.__getitem__,
        key="story_neuron",
        on_change=_neuron_chosen,
        args=(visitor,),
        label_visibility="collapsed",
        width=220,
    )
    return chosen


def _choose_digit(visitor: Session, read: Subject) -> None:
    digits.choose(visitor.digit)
    trouble = digits.current(visitor).trouble
    if trouble:
        st.markdown(f"{trouble} Until then a test digit stands in:")
    if trouble or visitor.digit.source is Source.TEST:
        digits.choose_test_digit(visitor)
    st.html(pictures.picture(read.image))
    if visitor.digit.source is not Source.TEST:
        st.page_link("pages/draw.py", label="To the Draw page", icon=":material/draw:")


def _described(read: Subject) -> str:
    return read.name if read.label is None else f"{read.name}, a {read.label}"


def _go(visitor: Session, step: int) -> None:
    visitor.views.story.step = step


def _move(visitor: Session, by: int) -> None:
    # A key that is pressed quickly may come once more than there are steps.
    visitor.views.story.step = min(max(visitor.views.story.step + by, 0), len(STEPS) - 1)


def _neuron_chosen(visitor: Session) -> None:
    visitor.views.inside.layer, visitor.views.inside.neuron = 0, st.session_state["story_neuron"]
