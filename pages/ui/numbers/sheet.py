"""The number that is read: where it comes from, its digits, and what a person said of them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st

from nn.answers import NO_ANSWER, Answer, Reader
from nn.drawing.mnist_pen import DrawingError
from nn.drawing.picture_to_digits import read_picture
from nn.drawing.strokes_to_number import ReadDigit, read_number
from nn.functions import Array
from pages.ui.app import digits, networks, readout
from pages.ui.app.state.digit import WIDE, Number, Source
from pages.ui.app.state.session import Session
from pages.ui.app.state.views import NumbersView
from pages.ui.app.widgets import bound_to

SOURCES = [Source.DRAWING, Source.PICTURE]
NO_PICTURE = "No picture is loaded yet. Choose one."


@dataclass(frozen=True, eq=False)
class SeenDigit:
    """One digit of a number, as it is read."""

    low: Array  # (2,), the upper left corner of its box on the canvas or the picture
    high: Array  # (2,)
    image: Array  # (28, 28) float32 in [0, 1], what the network sees
    answer: Answer  # the network's
    told: int | None  # which digit a person said it is
    least: float  # it asks where the largest output is below this
    strokes: tuple[int, ...] = ()  # which of the visible pieces of strokes
    grouped: float = 1.0  # how likely these are one digit

    @property
    def is_read(self) -> bool:
        """Whether the network has an answer."""
        return self.answer.digit != NO_ANSWER and not self.answer.no_digit

    @property
    def digit(self) -> int | None:
        """Which digit it counts as, None where nobody knows."""
        read = self.answer.digit if self.is_read else None
        return read if self.told is None else self.told

    @property
    def sure(self) -> float:
        """How sure the digit is, as `ReadDigit.sure`."""
        return min(self.answer.output, self.grouped) if self.is_read else 0.0

    @property
    def asks(self) -> bool:
        """Whether a person has to say which digit it is."""
        return self.told is None and not (self.is_read and self.sure >= self.least)

    @property
    def is_cut_in_doubt(self) -> bool:
        """Whether it asks since these strokes may be no digit, or more than one."""
        sure = min(self.answer.output, readout.SURE_CUT)
        return self.asks and self.is_read and self.grouped < sure

    @property
    def label(self) -> str:
        """The digit as it is written on the page: "4", or "4?" where it asks."""
        return f"{'' if self.digit is None else self.digit}{'?' if self.asks else ''}"


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


def for_browser(visitor: Session, reading: Reading) -> dict[str, Any]:
    """Return what the browser has to know of the number, beside the strokes on its canvas."""
    says: dict[str, Any] = {"least": reading.least, "size": reading.size}
    if visitor.number.source is Source.DRAWING:
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
    return says


def _box(digit: SeenDigit) -> dict[str, Any]:
    return {"low": np.asarray(digit.low).tolist(), "high": np.asarray(digit.high).tolist()}
