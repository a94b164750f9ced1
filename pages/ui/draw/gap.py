"""The lesson The gap: a drawing prepared in two ways, read by each network of the app."""

import numpy as np
import streamlit as st

from nn.answers import Answer
from nn.drawing.picture_to_pixels import shrink_picture_plainly
from nn.drawing.strokes_to_pixels import shrink_plainly
from nn.functions import Array
from nn.storage import network_files
from pages.ui.app import digits, networks, readout
from pages.ui.app.html import Html, join, tag
from pages.ui.app.numbers import percent
from pages.ui.app.state.digit import CANVAS_SIDE, Digit, Source
from pages.ui.app.state.session import Session

BETWEEN = (
    "The gap lies between drawing on a screen and MNIST. On a screen you draw with an even pen, at "
    "any place and any size. MNIST's 70,000 digits were written by hand on paper, then scaled and "
    "centred, all in the same way. **book** is a network as in Nielsen's book and has seen only "
    "those; **draw** has also learnt from digits drawn with a pen on a tablet."
)
NO_GAP = (
    "For a test digit there is no gap: it was written and prepared like the digits that these "
    "networks have learnt from. Draw one yourself, or load a picture."
)
AGREED = (
    "This time all answers are the same. Draw the digit small, or in a corner, or very large, and "
    "look again."
)
DIFFER = (
    "The same drawing, and not the same answer. A network knows only what it has learnt from: the "
    "digit's place, its size, the width of its strokes and the handwriting must be as they were "
    "there."
)
Row = tuple[str, Array, list[Answer]]


def show(visitor: Session) -> None:
    """Show what each network answers to the digit, made smaller only and prepared MNIST's way."""
    digit = visitor.digit
    rows = visitor.visit.keep("gap", digits.key(digit), lambda: _rows(visitor))
    st.markdown(BETWEEN)
    if digit.source is Source.TEST:
        st.markdown(NO_GAP)
    else:
        said = {
            "none" if a.no_digit else (a.digit, a.unsure) for _, _, answers in rows for a in answers
        }
        st.markdown(AGREED if len(said) == 1 else DIFFER)
    st.html(readout.comparison([_head(name) for name in network_files.SHIPPED], rows))


def _rows(visitor: Session) -> list[Row]:
    prepared = digits.current(visitor).image
    if visitor.digit.source is Source.TEST:
        images = [("As it is in MNIST", prepared)]
    else:
        images = [("Only made smaller", _shrunk(visitor.digit)), ("MNIST's way", prepared)]
    shipped = [networks.shipped(name).reader for name in network_files.SHIPPED]
    return [
        (title, image, [reader.see(image).answer for reader in shipped]) for title, image in images
    ]


def _shrunk(digit: Digit) -> Array:
    if digit.source is Source.PICTURE and digit.picture:
        plain = shrink_picture_plainly(digit.picture.ink)
    else:
        plain = shrink_plainly(*digits.visible(digit.drawing), CANVAS_SIDE)
    return np.asarray(plain, np.float32)


def _head(name: str) -> Html:
    about = networks.shipped(name).provenance
    lines = [tag("b", name), readout.BREAK, f"learnt from {about.data}"]
    if about.test_accuracy:
        lines.append(f"; reads {percent(about.test_accuracy)} of MNIST's test digits")
    return join(lines)
