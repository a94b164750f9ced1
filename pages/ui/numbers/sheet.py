"""The number that is read: where it comes from, its digits, and what a person said of them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st

from nn.answers import Reader
from nn.drawing.mnist_pen import DrawingError
from nn.drawing.picture_to_digits import read_picture
from nn.drawing.strokes_to_number import ReadDigit, read_number
from pages.ui.app import digits, networks, runs
from pages.ui.app.canvas import live
from pages.ui.app.canvas.number_readout import SeenDigit
from pages.ui.app.html import Html
from pages.ui.app.state.digit import WIDE, Number, Source
from pages.ui.app.state.session import Session
from pages.ui.app.state.views import NumbersView
from pages.ui.app.widgets import bound_to

SOURCES = [Source.DRAWING, Source.PICTURE]
NO_PICTURE = "No picture is loaded yet. Choose one."


@dataclass(frozen=True, eq=False)
class Reading:
    """What the network makes of the number."""

    digits: tuple[SeenDigit, ...]  # from left to right
    trouble: str  # why there is none, in a sentence; "" where there are digits
    size: tuple[int, int]  # of the canvas or the picture, width and height
    least: float


def choose(number: Number) -> None:
    """Show the choice between drawing and picture."""
    digits.choose_source(number, "Number", SOURCES, "number_from", width="content")


def choose_bound(view: NumbersView, key: str) -> None:
    """Show the bound below which it asks; there are two sliders for it on the page."""
    bound_to(
        view,
        "least",
        st.slider,
        "It asks about a digit that is less sure than",
        0.0,
        1.0,
        step=0.01,
        key=key,
        help="How sure a digit is: the network's largest output, from 0 to 1. A bank would rather "
        "ask a person than guess.",
    )


def in_common(visitor: Session) -> object:
    """Return what all parts of the page follow: when it changes in one, the whole page runs."""
    return runs.learning_or_in_use(visitor), visitor.views.numbers.least


def read(visitor: Session) -> Reading:
    """Return what the network in use reads; raise `Refused` if the network is missing."""
    number, least = visitor.number, visitor.views.numbers.least
    reader = networks.in_use(visitor).reader
    drawn = number.source is Source.DRAWING
    of = number.drawing.strokes if drawn else number.picture
    make = _of_drawing if drawn else _of_picture
    found, trouble = visitor.visit.keep("number", (reader, of), lambda: make(number, reader))
    seen = tuple(
        SeenDigit(
            digit.low,
            digit.high,
            digit.image,
            digit.answer,
            number.told.get(digit.image.tobytes()),
            least,
            digit.strokes,
            digit.grouped,
        )
        for digit in found
    )
    return Reading(seen, trouble, WIDE if drawn else _size(number), least)


_Result = tuple[tuple[ReadDigit, ...], str]


def _of_drawing(number: Number, reader: Reader) -> _Result:
    pieces, pen = digits.visible(number.drawing)
    return _answered(lambda: read_number(reader, pieces, pen))


def _of_picture(number: Number, reader: Reader) -> _Result:
    picture = number.picture
    if picture is None:
        return (), NO_PICTURE
    return _answered(lambda: read_picture(reader, picture.ink))


def _answered(find: Callable[[], tuple[ReadDigit, ...]]) -> _Result:
    """Return the digits, or why there is none."""
    try:
        return find(), ""
    except DrawingError as error:
        return (), str(error)


def _size(number: Number) -> tuple[int, int]:
    """Return width and height of the picture, in its own pixels."""
    if number.picture is None:
        return WIDE
    height, width = number.picture.ink.shape
    return width, height


def for_browser(visitor: Session, reading: Reading) -> Html:
    """Return what the browser has to know of the number, as an element that nobody sees."""
    number = visitor.number
    says: dict[str, Any] = {"least": reading.least, "size": reading.size}
    if number.source is Source.DRAWING:
        says |= live.on_canvas(number.drawing)
        says["named"] = [
            {"strokes": digit.strokes, "digit": digit.told} | _box(digit)
            for digit in reading.digits
            if digit.told is not None
        ]
    elif reading.trouble:
        says["trouble"] = reading.trouble
    else:
        says["cut"] = [
            {"image": digit.image.reshape(-1).tolist(), "told": digit.told} | _box(digit)
            for digit in reading.digits
        ]
    return live.element(visitor, "number", says)


def _box(digit: SeenDigit) -> dict[str, Any]:
    return {"low": np.asarray(digit.low).tolist(), "high": np.asarray(digit.high).tolist()}
