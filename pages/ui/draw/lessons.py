"""Below the answer: five lessons about the digit that is read, one at a time."""

import threading
from collections.abc import Callable
from pathlib import Path

import streamlit as st

from nn.cores import cores
from nn.errors import Refused
from nn.runs.host import HOST
from pages.ui.app import digits, html, runs, streamlit_internals
from pages.ui.app.canvas import live
from pages.ui.app.state.session import Session
from pages.ui.app.state.views import Lesson
from pages.ui.app.widgets import choice
from pages.ui.draw import any_digit, gap, it_was, steps, why

RESTED = Path(__file__).with_name("rested.js")  # asks for the lesson when the pen has rested
SECONDS = 2.0  # between two looks at a network that learns
# As many visitors' lessons are computed at once as there are cores.
_TURNS = threading.BoundedSemaphore(cores())

# What shows each lesson, and what it will show once a digit is drawn.
LESSONS: dict[Lesson, tuple[Callable[[Session], None], str]] = {
    Lesson.WHY: (
        why.show,
        "Here you will see which ink speaks for the answer, and which against it.",
    ),
    Lesson.STEPS: (steps.show, "Here you will see what is done to it before the network gets it."),
    Lesson.GAP: (
        gap.show,
        "Here you will see what each network answers, and what the preparation does for it.",
    ),
    Lesson.ANY_DIGIT: (
        any_digit.show,
        "Here you will see how a network can tell that a drawing is no digit.",
    ),
    Lesson.CORRECTION: (
        it_was.show,
        "If the answer is wrong, you can say here what it was, and the network learns it.",
    ),
}


def show(visitor: Session, learns: bool) -> None:
    """Show the choice of lesson, and that lesson."""
    view = visitor.views.draw
    with st.container(key="lessons"):
        titles = {lesson: lesson.value for lesson in LESSONS}
        choice(view, "lesson", "Lesson", titles, key="lesson")
        follows = learns and view.lesson is Lesson.WHY
        every = SECONDS * HOST.crowding if follows else None
        st.fragment(_tell, run_every=every)(visitor, runs.learning_or_in_use(visitor))


def _tell(visitor: Session, network_then: object) -> None:
    """Show the lesson about the digit in use."""
    # Of two things that a page says at once, Streamlit runs the fragment of one: with the request
    # for this lesson, a click on Clear or on the eraser may have come.
    if live.reading(visitor) != visitor.visit.told:
        st.rerun()
    if visitor.visit.trouble or runs.learning_or_in_use(visitor) is not network_then:
        st.rerun()  # such as after a correction
    with _TURNS:
        if streamlit_internals.is_outdated():  # the visitor drew on: tell the newer digit instead
            st.rerun(scope="fragment")
        _tell_now(visitor)
    # It takes no room. Without a callback it could not ask for a run of this fragment.
    html.component("rested", RESTED)(
        key="rested", data={"shown": digits.version(visitor)}, on_rested_change=lambda: None
    )


def _tell_now(visitor: Session) -> None:
    lesson = visitor.views.draw.lesson
    show_lesson, promise = LESSONS[lesson]
    subject = digits.current(visitor)
    if subject.trouble:
        st.info(f"{subject.trouble} {promise}")
        if lesson is not Lesson.CORRECTION:
            return
    try:
        show_lesson(visitor)
    except Refused as error:
        st.info(str(error))
