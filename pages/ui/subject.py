"""The digit that all pages read: the drawing, a picture from a file, or one of MNIST's."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import streamlit as st

from nn.drawing import SIDE, DrawingError, prepare_picture, prepare_strokes
from nn.functions import Array
from nn.mnist import load, to_floats
from pages.ui import canvas
from pages.ui.session import Session, Source

NAMES = {
    Source.DRAWING: "The drawing",
    Source.PICTURE: "A picture",
    Source.TEST: "A test digit",
}


@dataclass(frozen=True)
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
    """Show the number of the test digit, to be changed."""
    st.session_state["test_digit"] = visitor.test_digit
    label = load().test.labels[visitor.test_digit]
    st.number_input(
        f"Test image (it is a {label})",
        0,
        len(load().test) - 1,
        key="test_digit",
        on_change=lambda: setattr(visitor, "test_digit", st.session_state["test_digit"]),
    )


def _chosen(visitor: Session) -> None:
    # A second click on the one that is chosen takes it away; it stays.
    visitor.read_from(st.session_state["digit_from"] or visitor.source)


def _make(visitor: Session) -> Subject:
    if visitor.source is Source.TEST:
        test = load().test
        image = to_floats(test.images[visitor.test_digit]).reshape(SIDE, SIDE)
        label = int(test.labels[visitor.test_digit])
        return Subject(image, "", f"test digit {visitor.test_digit}", label)
    if visitor.source is Source.PICTURE:
        picture = visitor.picture
        if picture is None:
            return Subject(_nothing(), "No picture is loaded yet. Choose one.", "the picture")
        return _prepared(lambda: prepare_picture(picture.ink), picture.name)
    pieces, pen = drawn(visitor)
    return _prepared(lambda: prepare_strokes(pieces, pen), "the drawing")


def drawn(visitor: Session) -> tuple[list[Array], float]:
    """Return what can be seen of the strokes, (p, 2) each, and how wide the pen was."""
    pieces = [piece for s in visitor.strokes for piece in s.visible(canvas.SIDE)]
    return pieces, max((s.width for s in visitor.strokes), default=0.0)


def _prepared(prepare: Callable[[], Array], name: str) -> Subject:
    try:
        return Subject(prepare(), "", name)
    except DrawingError as error:
        return Subject(_nothing(), str(error), name)


def _nothing() -> Array:
    return np.zeros((SIDE, SIDE), np.float32)
