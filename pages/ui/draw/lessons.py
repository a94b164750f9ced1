"""Below the answer: five lessons about the digit that is read, one at a time."""

import threading
from collections.abc import Callable

import streamlit as st

from nn.cores import cores
from nn.errors import Refused
from nn.runs.host import HOST
from pages.ui.app import fragments
from pages.ui.app.state.session import Session
from pages.ui.app.state.views import Lesson
from pages.ui.app.visitor import digits, runs
from pages.ui.app.widgets import choice
from pages.ui.draw import any_digit, canvas_and_answer, how_little, preparation, why
from pages.ui.live.reading import reader

SECONDS = 2.0  # between two looks at a network that learns
# As many visitors' lessons are computed at once as there are cores.
_TURNS = threading.BoundedSemaphore(cores())

# What shows each lesson, and what it will show once a digit is drawn.
LESSONS: dict[Lesson, tuple[Callable[[Session], None], str]] = {
    Lesson.WHY: (
        why.show,
        "Here you will see which ink speaks for the answer, and which against it.",
    ),
    Lesson.HOW_LITTLE: (
        how_little.show,
        "Here you will see how small a change makes the network answer another digit.",
    ),
    Lesson.STEPS: (
        preparation.show_steps,
        "Here you will see how it is prepared for the network.",
    ),
    Lesson.GAP: (
        preparation.show_gap,
        "Here you will see what each network answers, and what the preparation does for it.",
    ),
    Lesson.ANY_DIGIT: (
        any_digit.show,
        "Here you will see how a network can tell that a drawing is no digit.",
    ),
}


def show(visitor: Session) -> None:
    """Show the choice of lesson, and that lesson; the first two follow a network that learns."""

    def every() -> float | None:
        is_open = visitor.views.draw.lesson in (Lesson.WHY, Lesson.HOW_LITTLE)
        return SECONDS * HOST.crowding if is_open and runs.learning(visitor) else None

    with st.container(key="lessons"):
        fragments.show(
            visitor.visit,
            _tell,
            visitor,
            every=every,
            follows=lambda: reader.which(visitor),
        )


def _tell(visitor: Session) -> None:
    """Have the digit in use read, and show the lesson about it: a stroke runs this alone."""
    view = visitor.views.draw
    titles = {lesson: lesson.value for lesson in LESSONS}
    choice(view, "lesson", "Lesson", titles, key="lesson")
    canvas_and_answer.read(visitor)
    show_lesson, promise = LESSONS[view.lesson]
    subject = digits.current(visitor)
    if subject.trouble:
        st.info(f"{subject.trouble} {promise}")
        return
    try:
        with _TURNS:
            show_lesson(visitor)
    except Refused as error:
        st.info(str(error))
