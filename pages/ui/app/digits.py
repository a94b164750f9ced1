"""The digit that all pages read: the drawing, a picture from a file, or one of MNIST's."""

import random
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import streamlit as st

from nn.drawing import erasing
from nn.drawing.pen import SIDE, DrawingError
from nn.drawing.picture_to_pixels import prepare_picture
from nn.drawing.strokes_to_pixels import prepare_strokes
from nn.explain import confusion
from nn.functions import Array
from nn.mnist import load, to_floats
from pages.ui.app import networks
from pages.ui.app.session import Session, Source
from pages.ui.draw import canvas

NAMES = {
    Source.DRAWING: "The drawing",
    Source.PICTURE: "A picture",
    Source.TEST: "A test digit",
}


@dataclass(frozen=True, eq=False)
class Subject:
    """What the network is shown.

    Attributes
    ----------
    image : (28, 28) float32 in [0, 1]
        1 is ink; empty when there is nothing to read.
    trouble : str
        Why there is nothing to read, in a sentence; "" when there is.
    name : str
        What it is, as in "Read: test digit 18".
    label : int or None
        Which digit it is, where that is known.
    """

    image: Array
    trouble: str
    name: str
    label: int | None = None

    @property
    def x(self) -> Array:
        """The image as the network's input, (784,)."""
        return self.image.reshape(-1)


def current(visitor: Session) -> Subject:
    """Return the digit that is read now; the same object as long as it is the same digit."""
    return visitor.keep("subject", key(visitor), lambda: _make(visitor))


def test_digit(visitor: Session) -> Subject:
    """Return the test digit that is chosen, whatever is read; the same object likewise."""
    number = visitor.test_digit
    return visitor.keep("test_subject", number, lambda: _make_test_digit(number))


def key(visitor: Session) -> object:
    """Return what changes with the digit, for results that are kept."""
    return {
        Source.DRAWING: (Source.DRAWING, visitor.strokes),
        Source.PICTURE: (Source.PICTURE, visitor.picture),
        Source.TEST: (Source.TEST, visitor.test_digit),
    }[visitor.source]


def choose(visitor: Session) -> None:
    """Show the choice between drawing, picture and test digit, and which test digit."""
    st.session_state["digit_from"] = visitor.source
    st.segmented_control(
        "Digit",
        list(NAMES),
        format_func=NAMES.__getitem__,
        key="digit_from",
        on_change=lambda: _chosen(visitor),
        label_visibility="collapsed",
    )


def choose_test_digit(visitor: Session) -> None:
    """Show the number of the test digit, to be changed, and which digit it is."""
    test = load().test
    st.session_state["test_digit"] = visitor.test_digit
    with st.container(horizontal=True, vertical_alignment="bottom", key="test_digits"):
        st.number_input(
            f"Image 0 to {len(test) - 1:,}",
            0,
            len(test) - 1,
            key="test_digit",
            on_change=lambda: setattr(visitor, "test_digit", st.session_state["test_digit"]),
            width=122,
        )
        st.button("Random", icon=":material/casino:", on_click=_any_test_digit, args=(visitor,))
        st.button(
            "A misread one",
            icon=":material/error:",
            on_click=_misread_test_digit,
            args=(visitor,),
            help="One that the network in use reads wrong.",
        )
    st.html(f'<div class="tn-truth">It is a <b>{test.labels[visitor.test_digit]}</b>.</div>')


def _any_test_digit(visitor: Session) -> None:
    visitor.test_digit = random.randrange(len(load().test))


def take_misread(visitor: Session) -> None:
    """Read a test digit that the network in use reads wrong."""
    visitor.read_from(Source.TEST)
    _misread_test_digit(visitor)


def _misread_test_digit(visitor: Session) -> None:
    test, network = load().test, networks.in_use_by(visitor).network
    wrong = visitor.keep("misread", network, lambda: confusion.read(network, test).misread)
    others = wrong[wrong != visitor.test_digit]
    if len(others):
        visitor.test_digit = int(random.choice(others))
    elif len(wrong):
        visitor.trouble.append("The network misreads only this one of the test images.")
    else:
        visitor.trouble.append(f"The network reads all {len(test):,} test images right.")


def _chosen(visitor: Session) -> None:
    # A second click on the one that is chosen takes it away; it stays.
    visitor.read_from(st.session_state["digit_from"] or visitor.source)


def _make(visitor: Session) -> Subject:
    if visitor.source is Source.TEST:
        return _make_test_digit(visitor.test_digit)
    if visitor.source is Source.PICTURE:
        picture = visitor.picture
        if picture is None:
            return Subject(_nothing(), "No picture is loaded yet. Choose one.", "the picture")
        if picture.ready:
            return Subject(picture.ink, "", picture.name, picture.label)
        return _prepared(lambda: prepare_picture(picture.ink), picture.name)
    pieces, pen = drawn(visitor)
    return _prepared(lambda: prepare_strokes(pieces, pen), "the drawing")


def drawn(visitor: Session) -> tuple[list[Array], float]:
    """Return what can be seen of the strokes, (p, 2) each, and how wide the pen was."""
    pen = max((s.width for s in visitor.strokes if not s.erases), default=0.0)
    return erasing.visible_pieces(visitor.strokes, canvas.SIDE), pen


def _make_test_digit(number: int) -> Subject:
    test = load().test
    image = to_floats(test.images[number]).reshape(SIDE, SIDE)
    return Subject(image, "", f"test digit {number}", int(test.labels[number]))


def _prepared(prepare: Callable[[], Array], name: str) -> Subject:
    try:
        return Subject(prepare(), "", name)
    except DrawingError as error:
        return Subject(_nothing(), str(error), name)


def _nothing() -> Array:
    return np.zeros((SIDE, SIDE), np.float32)
