"""The confusion matrix on Mistakes, and the digits of the cell that is clicked or chosen."""

import streamlit as st

from nn.answers import NO_ANSWER
from nn.explain import confusion
from nn.explain.confusion import Readings
from nn.figures.confusion import confusion_matrix
from nn.mnist import DIGITS
from pages.ui.app import charts, digits
from pages.ui.app.numbers import counted
from pages.ui.app.state.digit import Source
from pages.ui.app.state.session import Session, Visit
from pages.ui.app.state.views import MistakesView
from pages.ui.app.widgets import bound, choice
from pages.ui.mistakes import cards

NUMBERS = {False: "Images", True: "% of the row"}
AT_A_TIME = 12  # digits
ANY = -2  # in a list of digits: a selectbox takes None for nothing chosen


def show(visit: Visit, view: MistakesView, readings: Readings) -> None:
    """Show the confusion matrix; a click on a cell shows its digits."""
    choice(view, "shares", "Numbers", NUMBERS, key="matrix_numbers")
    figure = visit.keep(
        "confusion_figure",
        (readings, view.shares, view.digit, view.answer),
        lambda: confusion_matrix(
            confusion.confusion_matrix(readings), view.shares, (view.digit, view.answer)
        ),
    )
    charts.show_clickable(
        visit,
        figure,
        "confusion",
        460,
        charts.Click(view.show, "mistakes_cell"),
    )
    st.caption(
        "Each row is a digit, each column what it is read as. Grey cells are read right; the "
        "stronger the orange, the more frequent the mistake. Click a cell to see its digits."
    )


def show_cell(visitor: Session, readings: Readings) -> None:
    """Show the digits of the chosen cell, the most wrong first, and the pages for one of them."""
    view = visitor.views.mistakes
    _choose_cell(view, readings)
    images = confusion.pick(readings, view.digit, view.answer)
    st.markdown(f"**{_heading(view, len(images))}**")
    if not len(images):
        st.markdown("Choose another cell.")
        return
    view.first = min(view.first, (len(images) - 1) // AT_A_TIME * AT_A_TIME)
    on_page = images[view.first : view.first + AT_A_TIME].tolist()
    chosen = view.image = next((k for k in on_page if k == view.image), on_page[0])
    cards.choose(
        "misread",
        on_page,
        lambda k: cards.card(digits.test_digit(k).image, readings, k),
        chosen,
        lambda k: setattr(view, "image", k),
    )
    st.markdown(f"Test image {chosen}. {cards.in_words(readings, chosen)}")
    digits.open_with(visitor, "misread", lambda _: _take(visitor))
    _pager(view, len(images))


def _choose_cell(view: MistakesView, readings: Readings) -> None:
    answers = [ANY, *confusion.COLUMNS[: DIGITS + int((readings.answers == NO_ANSWER).any())]]
    if view.answer is not None and view.answer not in answers:
        view.show(view.digit, None)
    left, right = st.columns(2)
    with left:
        _choose("It is", "digit", [ANY, *range(DIGITS)], view)
    with right:
        _choose("Read as", "answer", answers, view)


def _choose(label: str, name: str, options: list[int], view: MistakesView) -> None:
    """Ask for the cell's `name`: "digit" or "answer"."""
    words = {ANY: f"any {'other ' if name == 'answer' else ''}digit", NO_ANSWER: "no answer"}

    def cell() -> dict[str, int | None]:
        return {"digit": view.digit, "answer": view.answer}

    now = cell()[name]
    bound(
        st.selectbox,
        label,
        options,
        format_func=lambda option: words.get(option, str(option)),
        key=f"cell_{name}",
        value=ANY if now is None else now,
        then=lambda option: view.show(**(cell() | {name: None if option == ANY else option})),
    )


def _heading(view: MistakesView, count: int) -> str:
    number = counted(count, "image") if count else "no image"
    order = ", the most wrong first" if count > 1 else ""
    if view.digit is None and view.answer is None:
        return f"All misread digits: {number}{order}"
    if view.answer == NO_ANSWER:
        return f"{'Digits' if view.digit is None else view.digit} without an answer: {number}"
    if view.digit is not None and view.digit == view.answer:
        return f"{view.digit} read as {view.digit}: {number}, the least sure first"
    digit = "Other digits" if view.digit is None else str(view.digit)
    read = "misread" if view.answer is None else f"read as {view.answer}"
    return f"{digit} {read}: {number}{order}"


def _pager(view: MistakesView, count: int) -> None:
    if count <= AT_A_TIME:
        return
    last = min(view.first + AT_A_TIME, count)
    with st.container(horizontal=True, vertical_alignment="center", key="pager"):
        st.button(
            "Previous",
            key="page_before",
            icon=":material/chevron_left:",
            disabled=view.first == 0,
            on_click=view.turn_to,
            args=(view.first - AT_A_TIME,),
        )
        st.markdown(f"{view.first + 1:,} to {last:,} of {count:,}", width="content")
        st.button(
            "Next",
            key="page_after",
            icon=":material/chevron_right:",
            icon_position="right",
            disabled=last == count,
            on_click=view.turn_to,
            args=(last,),
        )


def _take(visitor: Session) -> None:
    visitor.digit.test_number = visitor.views.mistakes.image or 0
    visitor.digit.read_from(Source.TEST)
