"""The confusion matrix on Mistakes, and the digits of the cell that is clicked or chosen."""

import streamlit as st

from nn.answers import NO_ANSWER, answer_of
from nn.explain import confusion
from nn.figures.confusion import confusion_matrix
from nn.mnist import DIGITS
from pages.ui.app import charts
from pages.ui.app.formats import counted
from pages.ui.app.state.drawing import Source
from pages.ui.app.state.session import Session, Visit
from pages.ui.app.state.views import MistakesView
from pages.ui.app.visitor import digits
from pages.ui.app.widgets import bound_to, pager
from pages.ui.mistakes import cards

AT_A_TIME = 8  # digits


def show(visit: Visit, view: MistakesView, readings: confusion.Readings) -> None:
    """Show the confusion matrix, and the digits of the cell that is clicked or chosen below."""
    figure = visit.keep(
        "mistakes.matrix",
        (readings, view.digit, view.answer),
        lambda: confusion_matrix(confusion.confusion_matrix(readings), (view.digit, view.answer)),
    )

    def choose(digit: int, answer: int) -> None:
        view.digit, view.answer = digit, answer

    click = charts.Click(choose, "mistakes_cell")
    charts.show_clickable(visit, figure, "confusion", 370, click)
    st.caption(
        "Each row is a digit, each column what it is read as. Grey cells are read right; the "
        "stronger the orange, the more frequent the mistake. Click a cell to see its digits."
    )
    _choose_cell(view, readings)


def show_cell(visitor: Session, readings: confusion.Readings) -> None:
    """Show the digits of the chosen cell, the most wrong first, and the pages for one of them."""
    view = visitor.views.mistakes
    images = confusion.pick(readings, view.digit, view.answer).tolist()
    st.markdown(f"**{_heading(view, len(images))}**")
    if not images:
        st.markdown("Choose another cell.")
        return
    pages = [images[first : first + AT_A_TIME] for first in range(0, len(images), AT_A_TIME)]
    page = images.index(view.image) // AT_A_TIME if view.image in images else 0
    shown = {k: digits.test_digit(k).image for k in pages[page]}
    k = cards.choose(view, "image", shown, readings)
    st.markdown(f"Test image no. {k}. {cards.in_words(readings, k)}")

    def read() -> None:
        visitor.digit.test_number = k
        visitor.digit.read_from(Source.TEST)

    # What it is; of one that is read right, what it is nearly read as.
    label, said = int(readings.labels[k]), answer_of(readings.outputs[k])
    wanted = said.runner_up if said.digit == label else label
    digits.open_with(visitor, "misread", read, wanted)
    pager(len(pages), "cell_page", page, lambda turned: setattr(view, "image", pages[turned][0]))


def _choose_cell(view: MistakesView, readings: confusion.Readings) -> None:
    answers = list(range(DIGITS))
    if (readings.answers == NO_ANSWER).any():
        answers.append(NO_ANSWER)
    if view.answer not in answers:
        view.answer = None
    left, right = st.columns(2)
    for column, name, label, options, any_one in (
        (left, "digit", "It is", list(range(DIGITS)), "any digit"),
        (right, "answer", "Read as", answers, "any other digit"),
    ):
        bound_to(
            view,
            name,
            column.selectbox,
            label,
            options,
            index=None,  # nothing chosen is any
            placeholder=any_one,
            format_func=lambda option: "no answer" if option == NO_ANSWER else str(option),
            key=f"cell_{name}",
        )


def _heading(view: MistakesView, count: int) -> str:
    digit = "Digits" if view.digit is None else str(view.digit)
    read = "misread" if view.answer is None else f"read as {view.answer}"
    if view.answer == NO_ANSWER:
        read = "without an answer"
    is_right = view.digit is not None and view.digit == view.answer
    order = f", the {'least sure' if is_right else 'most wrong'} first" if count > 1 else ""
    return f"{digit} {read}: {counted(count, 'image')}{order}"
