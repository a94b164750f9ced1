"""The digit and the answer beside it."""

import numpy as np
import streamlit as st

from nn.drawing.strokes import Stroke
from pages.ui.app import pictures
from pages.ui.app.html import div
from pages.ui.app.places import NUMBERS, go_to
from pages.ui.app.state.drawing import CANVAS_SIDE, WIDE, Source
from pages.ui.app.state.session import Session
from pages.ui.app.visitor import digits, networks
from pages.ui.draw import it_was
from pages.ui.live import canvas, file_or_camera
from pages.ui.live.picture import picture
from pages.ui.live.reading import reader


def show(visitor: Session) -> None:
    """Show the canvas or what is in its place, and keep the answer's place beside it.

    The answer comes from `read`, which stands where a stroke has something to run.
    """
    left, right = st.columns([408, 500], gap="medium")
    with left:
        show_digit(visitor)
    with right:
        _answer(visitor)


def show_digit(visitor: Session) -> None:
    """Show where the digit comes from, the digit itself, and the tools for it."""
    digit = visitor.digit
    digits.choose(digit)
    # A board is as large as the canvas, in the same place.
    with st.container(key="drawing"):
        if digit.source is Source.DRAWING:
            with st.container(key="over_canvas"):
                reader.part("example")
            canvas.show(digit.drawing)
        elif digit.source is Source.TEST:
            st.html(div("tn-board", pictures.picture(digits.current(visitor).image)))
            digits.choose_test_digit(visitor)
        else:
            st.html(div("tn-board", canvas.uploaded(digit.picture)))
            file_or_camera.choose(digit, visitor.visit)


def read(visitor: Session) -> None:
    """Have the digit read; the browser shows what there is a place for."""
    reader.digit(visitor, picture.view(visitor))


def _answer(visitor: Session) -> None:
    """Keep a place for the answer, and for the picture of the network."""
    here = networks.in_use(visitor)
    st.caption(f"Read by **{here.name}**{_which(here.network.sizes[1:-1])}")
    _answer_itself(visitor)
    with st.container(key="picture"):
        reader.part("picture")
    with st.container(horizontal=True, vertical_alignment="center", key="below_picture"):
        reader.part("firing")
        picture.offer_to_show()


def _which(hidden: tuple[int, ...]) -> str:
    """Say which neurons the picture shows, of hidden layers of so many, if not all."""
    if max(hidden, default=0) <= pictures.MOST_IN_COLUMN:
        return ""
    last = "last " * (len(hidden) > 1)
    return f": of its {last}{hidden[-1]} neurons, the 30 that count most"


def _answer_itself(visitor: Session) -> None:
    """Keep the answer's place; beside it one asks why, and says what is right.

    For more than one digit, a button leads to Numbers.
    """
    with st.container(key="answer"):
        reader.part("answer")
        with st.container(key="ask"):
            reader.part("why_not")
            it_was.offer(visitor)
        with st.container(key="offer"):
            reader.part("offer")  # style.css shows the button where the browser sees several
            st.button(
                "Read it as a number",
                icon=NUMBERS.icon,
                key="to_numbers",
                type="primary",
                on_click=_take,
                args=(visitor,),
            )


def _take(visitor: Session) -> None:
    """Put what is read on Draw on the sheet of Numbers, and open that page."""
    digit, number = visitor.digit, visitor.number
    reader.hear(digit.drawing)
    if digit.source is Source.PICTURE:
        number.picture = digit.picture
    else:  # into the middle of the wide canvas; Undo there brings back what was on it
        across = np.array([(WIDE[0] - CANVAS_SIDE) / 2, 0])
        pieces, pen = digits.visible(digit.drawing)  # what lies beyond the edge must not come in
        moved = [tuple(map(tuple, (piece + across).tolist())) for piece in pieces]
        number.drawing.replace_with(tuple(Stroke(points, pen) for points in moved))
    number.source = digit.source
    go_to(NUMBERS)
