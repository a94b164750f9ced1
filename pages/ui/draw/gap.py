"""The gap: one drawing, prepared in two ways, read by every network that comes with the app."""

import numpy as np
import streamlit as st

from nn.answers import answer_of
from nn.drawing.picture_to_pixels import shrink_picture_plainly
from nn.drawing.strokes_to_pixels import shrink_plainly
from nn.functions import Array
from nn.storage import network_files
from pages.ui.app import digits, networks, readout
from pages.ui.app.digit import CANVAS_SIDE, Source
from pages.ui.app.html import Html, join, tag
from pages.ui.app.numbers import percent
from pages.ui.app.session import Session

# The gap, the digits of one side of it, and the networks that stand above the answers.
BETWEEN = (
    "The gap lies between how one draws on a screen, with an even pen, anywhere and at any size, "
    "and how MNIST's digits were prepared: 70,000 digits written by hand on paper, scaled and "
    "centred all alike. **book** is a network as in Nielsen's book and knows only those; "
    "**draw** has also learnt from digits drawn with a pen on a tablet."
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
    "place of a digit, its size, the width of its strokes and the handwriting have to be as they "
    "were there."
)
Row = tuple[str, Array, list[Array]]


def show(visitor: Session) -> None:
    """Show what each network answers to the digit, shrunk plainly and prepared MNIST's way."""
    names = list(network_files.SHIPPED)
    rows = visitor.visit.keep("gap", digits.key(visitor.digit), lambda: _rows(visitor, names))
    st.markdown(BETWEEN)
    if visitor.digit.source is Source.TEST:
        st.markdown(NO_GAP)
    else:
        answers = {answer_of(outputs).digit for _, _, answers in rows for outputs in answers}
        st.markdown(AGREED if len(answers) == 1 else DIFFER)
    st.html(readout.comparison([_head(name) for name in names], rows))


def _rows(visitor: Session, names: list[str]) -> list[Row]:
    seen = digits.current(visitor).image
    if visitor.digit.source is Source.TEST:
        pictures = [("As it is in MNIST", seen)]
    else:
        pictures = [("Only made smaller", _plain(visitor)), ("MNIST's way", seen)]
    return [
        (title, image, [networks.read(networks.shipped(name).network, image)[-1] for name in names])
        for title, image in pictures
    ]


def _plain(visitor: Session) -> Array:
    if visitor.digit.source is Source.PICTURE and visitor.digit.picture:
        plain = shrink_picture_plainly(visitor.digit.picture.ink)
    else:
        plain = shrink_plainly(*digits.visible(visitor.digit.drawing), CANVAS_SIDE)
    return np.asarray(plain, np.float32)


def _head(name: str) -> Html:
    """Return a network's name, what it learnt from, and how well it reads MNIST."""
    about = networks.shipped(name).provenance
    reads = ""
    if about.test_accuracy:
        reads = f"; reads {percent(about.test_accuracy)} of MNIST's test digits"
    return join([tag("b", name), readout.BREAK, f"learnt from {about.data}{reads}"])
