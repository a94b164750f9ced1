"""The digit and the answer beside it."""

from functools import partial

import numpy as np
import streamlit as st

from nn.drawing.strokes import Stroke
from pages.ui.app import pictures
from pages.ui.app.html import div, span, tag
from pages.ui.app.places import HOW_IT_WORKS, NUMBERS, go_to
from pages.ui.app.server import sent_network
from pages.ui.app.state.drawing import CANVAS_SIDE, WIDE, Source
from pages.ui.app.state.session import Session
from pages.ui.app.state.views import FEW_NEURONS
from pages.ui.app.visitor import digits, networks
from pages.ui.app.widgets import bound
from pages.ui.live import canvas, file_or_camera
from pages.ui.live.picture import picture
from pages.ui.live.reading import reader

FEW = 30  # hidden neurons: a picture of so many is shown unasked
# What all outputs have in common, for each kind.
OUTPUTS = {"sigmoid": ", from 0 to 1", "softmax": "; the ten add up to 1, digit or not"}


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
    """Keep a place for the answer, and for the ten outputs or the picture of the network."""
    here, view = networks.in_use(visitor), visitor.views.draw
    has_few = sum(here.network.sizes[1:-1]) <= FEW
    shows_network = view.pictures[has_few]
    with st.container(key="read_by"):
        st.caption(f"Read by **{here.name}**")
    if shows_network:
        _answer_itself(visitor)
        with st.container(key="picture"):
            reader.part("picture")
    else:
        left, right = st.columns([262, 214], gap="medium")
        with left:
            _answer_itself(visitor)
            with st.container(key="outputs"):
                reader.part("outputs")
                output_is = "An output: how strongly the network takes this for each digit"
                st.caption(f"{output_is}{OUTPUTS[here.network.output]}.")
        with right:
            with st.container(key="seen"):
                st.caption("What the network sees: 28 × 28 pixels")
                reader.part("seen")
            _thirty_neurons(visitor)
    # What a browser that is late says of the one toggle is not taken for the other.
    key, then = f"shows_network_{has_few}", partial(view.pictures.__setitem__, has_few)
    with st.container(horizontal=True, vertical_alignment="center"):
        bound(st.toggle, "Show how its neurons answer", key=key, value=shows_network, then=then)
        if shows_network:
            _thirty_neurons(visitor)


def _thirty_neurons(visitor: Session) -> None:
    """Say what the thirty neurons make of the digit, and lead to where they explain it."""
    thirty = sent_network.addresses().get(FEW_NEURONS, "")
    is_another = reader.which(visitor).name != thirty

    def go() -> None:
        reader.hear(visitor.digit.drawing)
        if visitor.network.chosen and is_another:
            visitor.use(FEW_NEURONS)
            visitor.network.chosen = False  # on Draw answers what reads drawings best
        visitor.views.story.step = "answer"
        go_to(HOW_IT_WORKS)

    with st.container(key="thirty"):
        if is_another:
            reader.part("thirty", data_network=thirty)
        else:
            st.html(span("", "These are the thirty of ", tag("b", FEW_NEURONS), "."))
        st.button("See how", key="see_how", type="tertiary", on_click=go)


def _answer_itself(visitor: Session) -> None:
    """Keep the answer's place, and below it a button to Numbers, for more than one digit."""
    with st.container(key="answer"):
        reader.part("answer")
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
