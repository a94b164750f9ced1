"""Below the answer: four lessons about the digit that is read, one at a time."""

from collections.abc import Callable

import streamlit as st

from nn.errors import Refused
from nn.runs.host import HOST
from pages.ui.app import digits, runs
from pages.ui.app.state.session import Session
from pages.ui.app.state.views import Lesson
from pages.ui.app.widgets import choice
from pages.ui.draw import gap, it_was, steps, why

SECONDS = 2.0  # between two looks at a network that learns

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
    Lesson.CORRECTION: (
        it_was.show,
        "If the answer is wrong, you can say here what it was, and the network learns it.",
    ),
}


def show(visitor: Session) -> None:
    """Show the choice of lesson, and that lesson."""
    view = visitor.views.draw
    with st.container(key="lessons"):
        titles = {lesson: lesson.value for lesson in LESSONS}
        choice(view, "lesson", "Lesson", titles, key="lesson")
        if view.lesson is Lesson.WHY:
            # A fragment, since comparing with another digit changes nothing else on the page.
            learns = runs.network_learns(visitor.network, visitor.training)
            st.fragment(_tell, run_every=SECONDS * HOST.crowding if learns else None)(visitor)
        else:
            _tell(visitor)


def _tell(visitor: Session) -> None:
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
