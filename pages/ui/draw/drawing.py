"""The digit and the answer beside it, on Draw and on the stage."""

import streamlit as st

from nn.errors import Refused
from pages.ui.app import digits, networks, pictures
from pages.ui.app.canvas import canvas, reader, upload
from pages.ui.app.html import div
from pages.ui.app.state.digit import Source
from pages.ui.app.state.session import Session
from pages.ui.draw import offer

# What an output is, for each kind.
OUTPUTS = {
    "sigmoid": "An output: how strongly the network takes this for each digit, from 0 to 1.",
    "softmax": "An output: how strongly the network takes this for each digit; "
    "the ten add up to 1, digit or not.",
}


def show(visitor: Session) -> None:
    """Show the canvas or what is in its place, and the answer."""
    left, right = st.columns([408, 500], gap="medium")
    with left:
        _digit(visitor)
    with right:
        _answer(visitor)


def _digit(visitor: Session) -> None:
    """Show where the digit comes from, the digit itself, and the tools for it."""
    digit = visitor.digit
    digits.choose(digit)
    if digit.source is Source.DRAWING:
        canvas.show(digit.drawing)
        return
    is_test = digit.source is Source.TEST
    with st.container(key="drawing"):
        image = digits.current(visitor).image
        content = pictures.picture(image) if is_test else canvas.uploaded(digit.picture)
        st.html(div("tn-board", content))  # as large as the canvas, in the same place
        if is_test:
            digits.choose_test_digit(visitor)
        else:
            upload.choose(digit, visitor.visit)


def _answer(visitor: Session) -> None:
    """Show the answer, the ten outputs, what the network sees, and its hidden neurons."""
    try:
        used = networks.in_use(visitor).reader
    except Refused as error:  # the page does not see an error in a fragment
        st.error(str(error))
        return
    left, right = st.columns([262, 214], gap="medium")
    with left:
        with st.container(key="answer"):
            reader.digit(visitor)
            if not visitor.talk.on:
                offer.show(visitor, used)
        with st.container(key="outputs"):
            reader.part("outputs")
            st.caption(OUTPUTS[used.network.output])
    with right:
        with st.container(key="seen"):
            st.caption("What the network sees: 28 × 28 pixels")
            reader.part("seen")
        with st.container(key="hidden"):
            if hidden := used.network.sizes[1:-1]:
                sizes = " and then ".join(map(str, hidden))
                st.caption(f"Its {sizes} hidden neurons, from silent to firing")
                reader.part("hidden")
