"""Mistakes, upper half: who is taken for whom, and the digits of the cell that is chosen."""

import streamlit as st

from nn import figures
from nn.answers import NO_ANSWER
from nn.drawing.pen import SIDE
from nn.explain import confusion
from nn.explain.confusion import Readings
from nn.mnist import DIGITS, load, to_floats
from pages.ui.app import charts
from pages.ui.app.digit import Source
from pages.ui.app.session import Session
from pages.ui.mistakes import cards

SHOWN = 12  # digits at a time
ANY = -1  # in a list of digits: a selectbox takes None for nothing chosen


def matrix(visitor: Session, readings: Readings) -> None:
    """Show the confusion matrix; a click on a cell shows its digits."""
    view = visitor.views.mistakes
    st.session_state["matrix_numbers"] = "Shares" if view.shares else "Counts"
    st.segmented_control(
        "Numbers",
        ["Counts", "Shares"],
        format_func=lambda name: "Images" if name == "Counts" else "% of the row",
        key="matrix_numbers",
        required=True,
        on_change=lambda: setattr(view, "shares", st.session_state["matrix_numbers"] == "Shares"),
        label_visibility="collapsed",
    )
    key = (readings, view.shares, view.digit, view.answer)
    figure = visitor.visit.keep(
        "confusion_figure",
        key,
        lambda: figures.confusion_matrix(
            confusion.confusion_matrix(readings), view.shares, (view.digit, view.answer)
        ),
    )
    charts.show(
        figure,
        height=460,
        key="confusion",
        on_select=lambda: _clicked(visitor),
        selection_mode="points",
    )
    st.caption(
        "A row is what the digits are, a column what they are read as. Grey are those read right; "
        "the stronger the orange, the more frequent the mistake. Click a cell to see its digits."
    )


def _clicked(visitor: Session) -> None:
    points = st.session_state["confusion"]["selection"]["points"]
    if points:
        digit, answer = points[0]["customdata"]
        visitor.views.mistakes.show(int(digit), int(answer))


def digits(visitor: Session, readings: Readings) -> None:
    """Show the digits of the chosen cell, the most wrong first, and where one can be sent."""
    view = visitor.views.mistakes
    _filters(visitor, readings)
    found = confusion.pick(readings, view.digit, view.answer)
    st.markdown(f"**{_heading(visitor, len(found))}**")
    if not len(found):
        st.markdown("Choose another cell.")
        return
    view.first = min(view.first, (len(found) - 1) // SHOWN * SHOWN)
    shown = found[view.first : view.first + SHOWN].tolist()
    chosen = view.image = next((k for k in shown if k == view.image), shown[0])
    images = load().test.images
    cards.choose(
        "misread",
        shown,
        lambda k: cards.card(to_floats(images[k]).reshape(SIDE, SIDE), readings, k),
        chosen,
        lambda k: setattr(view, "image", k),
    )
    st.markdown(f"Test image {chosen}. {cards.in_words(readings, chosen)}")
    cards.send(visitor, "misread", lambda: _take(visitor))
    _pager(visitor, len(found))


def _filters(visitor: Session, readings: Readings) -> None:
    view = visitor.views.mistakes
    answers = [ANY, *range(DIGITS + int((readings.answers == NO_ANSWER).any()))]
    if view.answer is not None and view.answer not in answers:
        view.show(view.digit, None)
    st.session_state["cell_digit"] = ANY if view.digit is None else view.digit
    st.session_state["cell_answer"] = ANY if view.answer is None else view.answer
    columns = st.columns(2)
    with columns[0]:
        st.selectbox(
            "It is",
            [ANY, *range(DIGITS)],
            format_func=lambda digit: "any digit" if digit == ANY else str(digit),
            key="cell_digit",
            on_change=lambda: _choose_cell(visitor),
        )
    with columns[1]:
        st.selectbox(
            "Read as",
            answers,
            format_func=_answer_name,
            key="cell_answer",
            on_change=lambda: _choose_cell(visitor),
        )


def _choose_cell(visitor: Session) -> None:
    digit, answer = st.session_state["cell_digit"], st.session_state["cell_answer"]
    visitor.views.mistakes.show(None if digit == ANY else digit, None if answer == ANY else answer)


def _answer_name(answer: int) -> str:
    if answer == ANY:
        return "any other digit"
    return "no answer" if answer == NO_ANSWER else str(answer)


def _heading(visitor: Session, count: int) -> str:
    view = visitor.views.mistakes
    number = "no image" if not count else "1 image" if count == 1 else f"{count:,} images"
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


def _pager(visitor: Session, count: int) -> None:
    view = visitor.views.mistakes
    if count <= SHOWN:
        return
    last = min(view.first + SHOWN, count)
    with st.container(horizontal=True, vertical_alignment="center", key="pager"):
        st.button(
            "Previous",
            key="page_before",
            icon=":material/chevron_left:",
            disabled=view.first == 0,
            on_click=view.turn_to,
            args=(view.first - SHOWN,),
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
