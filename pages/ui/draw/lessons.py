"""Below the answer: four lessons about the digit that is read, one at a time."""

from collections.abc import Callable

import streamlit as st

from nn.errors import Refused
from nn.runs.host import HOST
from pages.ui.app import digits, runs
from pages.ui.app.session import Session
from pages.ui.app.views import Lesson
from pages.ui.draw import correction, gap, preparation, why

SECONDS = 2.0  # between two looks at a network that learns

LESSONS: dict[Lesson, Callable[[Session], None]] = {
    Lesson.WHY: why.show,
    Lesson.STEPS: preparation.show,
    Lesson.GAP: gap.show,
    Lesson.CORRECTION: correction.show,
}


# Said where nothing is drawn yet.
THEN = {
    Lesson.WHY: "Here you then see which of its ink speaks for the answer, and which against.",
    Lesson.STEPS: "Here you then see what becomes of it before the network gets it.",
    Lesson.GAP: "Here you then see what each network answers, and how much the preparation does.",
    Lesson.CORRECTION: "If the answer is wrong, say here what it was, and the network learns it.",
}


def show(visitor: Session) -> None:
    """Show the choice of lesson, and that lesson."""
    with st.container(key="lessons"):
        st.session_state["lesson"] = visitor.views.draw.lesson
        st.segmented_control(
            "Lesson",
            list(LESSONS),
            format_func=lambda lesson: lesson.value,
            key="lesson",
            required=True,
            on_change=lambda: setattr(visitor.views.draw, "lesson", st.session_state["lesson"]),
            label_visibility="collapsed",
        )
        if visitor.views.draw.lesson is Lesson.WHY:
            # By itself: comparing with another digit changes nothing else on the page.
            every = (
                SECONDS * HOST.crowding
                if runs.network_learns(visitor.network, visitor.training)
                else None
            )
            st.fragment(_tell, run_every=every)(visitor)
        else:
            _tell(visitor)


def _tell(visitor: Session) -> None:
    read = digits.current(visitor)
    if read.trouble:
        st.info(f"{read.trouble} {THEN[visitor.views.draw.lesson]}")
        if visitor.views.draw.lesson is not Lesson.CORRECTION:
            return
    try:
        LESSONS[visitor.views.draw.lesson](visitor)
    except Refused as error:
        st.info(str(error))
