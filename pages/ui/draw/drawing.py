"""The digit and the answer beside it, on Draw and on the stage."""

from functools import partial

import numpy as np
import streamlit as st

from nn.answers import Reader
from nn.drawing.several_digits import several_drawn, several_pictured
from pages.ui.app import digits, networks, pictures
from pages.ui.app.canvas import canvas, reader, upload
from pages.ui.app.canvas.sent_strokes import stroke_through
from pages.ui.app.html import div
from pages.ui.app.numbers import output
from pages.ui.app.picture import picture
from pages.ui.app.places import HOW_IT_WORKS, NUMBERS, go_to
from pages.ui.app.state.digit import CANVAS_SIDE, WIDE, Digit, Source
from pages.ui.app.state.session import Session
from pages.ui.app.state.views import FEW_NEURONS
from pages.ui.app.widgets import bound

FEW = 30  # hidden neurons, that are shown unasked
# What all outputs have in common, for each kind.
OUTPUTS = {"sigmoid": ", from 0 to 1", "softmax": "; the ten add up to 1, digit or not"}


def show(visitor: Session, network_too: bool = True) -> None:
    """Show the canvas or what is in its place, and the answer, perhaps with its network."""
    left, right = st.columns([408, 500], gap="medium")
    with left:
        _digit(visitor)
    with right:
        _answer(visitor, network_too)


def _digit(visitor: Session) -> None:
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
            upload.choose(digit, visitor.visit)


def _answer(visitor: Session, network_too: bool) -> None:
    """Show the answer, and beside it the ten outputs or the picture of the network."""
    here, view = networks.in_use(visitor), visitor.views.draw
    used = here.reader
    on_stage, has_few = visitor.talk.on, sum(used.network.sizes[1:-1]) <= FEW
    shows_network = has_few if on_stage else view.pictures[has_few]
    if not on_stage:
        with st.container(key="read_by"):
            st.caption(f"Read by **{here.name}**")
    if shows_network and network_too:
        with st.container(key="answer"):
            reader.digit(visitor, picture=picture.view(visitor, beside=on_stage))
            _offer_numbers(visitor, used)
        with st.container(key="picture"):
            reader.part("picture")
    else:
        left, right = st.columns([262, 214], gap="medium")
        with left:
            with st.container(key="answer"):
                reader.digit(visitor)
                _offer_numbers(visitor, used)
            with st.container(key="outputs"):
                reader.part("outputs")
                output_is = "An output: how strongly the network takes this for each digit"
                st.caption(f"{output_is}{OUTPUTS[used.network.output]}.")
        with right:
            with st.container(key="seen"):
                st.caption("What the network sees: 28 × 28 pixels")
                reader.part("seen")
            if not on_stage:
                _thirty_neurons(visitor, used)
    if on_stage:
        return
    # What a browser that is late says of the one toggle is not taken for the other.
    key, then = f"shows_network_{has_few}", partial(view.pictures.__setitem__, has_few)
    with st.container(horizontal=True, vertical_alignment="center"):
        bound(st.toggle, "Show how its neurons answer", key=key, value=shows_network, then=then)
        if shows_network:
            _thirty_neurons(visitor, used)


def _thirty_neurons(visitor: Session, used: Reader) -> None:
    """Say what the thirty neurons make of the digit, and lead to where they explain it."""
    thirty, subject = networks.shipped(FEW_NEURONS).reader, digits.current(visitor)
    answer = thirty.see(subject.image).answer
    if used == thirty:
        says = "These are the thirty of **book**."
    elif subject.trouble:
        says = "The thirty neurons of **book** are enough to read a digit."
    elif answer.unsure:
        says = f"The thirty of **book** are not sure: **{answer.digit}** or {answer.runner_up}?"
    else:
        says = f"The thirty of **book** read **{answer.digit}**, output {output(answer.output)}."

    def go() -> None:
        reader.hear(visitor.digit.drawing)
        if visitor.network.chosen and used != thirty:
            visitor.use(FEW_NEURONS)
            visitor.network.chosen = False  # on Draw answers what reads drawings best
        visitor.views.story.step = "answer"
        go_to(HOW_IT_WORKS)

    st.button(f"{says} See how", key="thirty", type="tertiary", on_click=go)


def _offer_numbers(visitor: Session, used: Reader) -> None:
    """Show a button to Numbers if the network in use sees more than one digit."""
    digit = visitor.digit
    if visitor.talk.on:
        return
    with st.container(key="offer"):
        st.html(div(""))  # so that there is room for the button before it comes
        if _are_several(used, digit):
            st.button(
                "Read it as a number",
                icon=NUMBERS.icon,
                key="to_numbers",
                type="primary",
                on_click=_take,
                args=(visitor,),
            )


def _are_several(used: Reader, digit: Digit) -> bool:
    if digit.source is Source.DRAWING:
        return several_drawn(used, *digits.visible(digit.drawing))
    if digit.source is Source.PICTURE and digit.picture and not digit.picture.ready:
        return several_pictured(used, digit.picture.ink)
    return False


def _take(visitor: Session) -> None:
    """Put what is read on Draw on the sheet of Numbers, and open that page."""
    digit, number = visitor.digit, visitor.number
    reader.hear(digit.drawing)
    if digit.source is Source.PICTURE:
        number.picture = digit.picture
    else:  # into the middle of the wide canvas; Undo there brings back what was on it
        across = np.array([(WIDE[0] - CANVAS_SIDE) / 2, 0])
        pieces, pen = digits.visible(digit.drawing)  # what lies beyond the edge must not come in
        strokes = tuple(stroke_through((piece + across).tolist(), pen) for piece in pieces)
        number.drawing.replace_with(strokes)
    number.source = digit.source
    go_to(NUMBERS)
