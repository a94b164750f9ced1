"""The number that is read: where it comes from, its digits, and what a person said of them."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from nn.answers import NO_ANSWER, Reader
from nn.drawing.mnist_pen import DrawingError
from nn.drawing.picture_to_digits import read_picture
from nn.drawing.strokes_to_number import ReadDigit, read_number
from pages.ui.app import answer_in_words
from pages.ui.app.state.drawing import WIDE, Number, Source
from pages.ui.app.state.session import Session
from pages.ui.app.visitor import digits, networks
from pages.ui.live.reading import reader


@dataclass(frozen=True, eq=False)
class SeenDigit:
    """One digit of a number, as the network reads it, and a person."""

    read: ReadDigit  # by the network
    named: int | None  # which digit a person said it is; NO_ANSWER for none
    least: float  # it asks where the network is less sure

    @property
    def image(self) -> bytes:
        """What the network sees: by it a digit is known."""
        return self.read.image.tobytes()

    @property
    def is_read(self) -> bool:
        """Whether the network has an answer."""
        return self.read.answer.digit != NO_ANSWER and not self.read.answer.no_digit

    @property
    def asks(self) -> bool:
        """Whether a person has to say which digit it is."""
        return self.named is None and not (self.is_read and self.read.sure >= self.least)

    @property
    def is_cut_in_doubt(self) -> bool:
        """Whether it asks since these strokes may be no digit, or more than one."""
        sure = min(self.read.answer.output, answer_in_words.SURE_CUT)
        return self.asks and self.is_read and self.read.grouped < sure

    @property
    def label(self) -> str:
        """The digit as it is written on the page: "4", or "4?" where it asks; "?" for none."""
        if self.named == NO_ANSWER:
            return "–"
        read = str(self.read.answer.digit) if self.is_read else ""
        return f"{read if self.named is None else self.named}{'?' if self.asks else ''}"


def read(visitor: Session) -> tuple[list[SeenDigit], str]:
    """Return the digits that the network in use reads, or in a sentence why there is none.

    Raises `Refused` if the network is missing.
    """
    number, least = visitor.number, visitor.views.numbers.least
    used = networks.in_use(visitor).reader
    key = (used, number.source, number.drawing.strokes, number.picture)
    found, trouble = visitor.visit.keep("numbers.number", key, lambda: _found(number, used))
    named = number.named
    return [SeenDigit(it, named.get(it.image.tobytes()), least) for it in found], trouble


def _found(number: Number, reader: Reader) -> tuple[tuple[ReadDigit, ...], str]:
    try:
        if number.source is Source.DRAWING:
            return read_number(reader, *digits.visible(number.drawing)), ""
        if number.picture is None:
            raise DrawingError(digits.NO_PICTURE)
        return read_picture(reader, number.picture.ink), ""
    except DrawingError as error:
        return (), str(error)


def for_browser(visitor: Session, seen: list[SeenDigit], trouble: str) -> dict[str, Any]:
    """Return what the browser has to know of the number, beside the strokes on its canvas."""
    number = visitor.number
    named = [{"digit": it.named} | _box(it.read) for it in seen if it.named is not None]
    says: dict[str, Any] = {"least": visitor.views.numbers.least, "size": WIDE, "named": named}
    if number.source is Source.DRAWING:
        is_new = not (number.drawing.strokes or number.drawing.past)
        says |= reader.on_canvas(number.drawing) | {"example": "number" if is_new else ""}
    elif trouble:
        says["trouble"] = trouble
    elif number.picture:
        says["size"] = number.picture.ink.shape[::-1]
        says["cut"] = [{"image": it.read.image.reshape(-1).tolist()} | _box(it.read) for it in seen]
    return says


def _box(digit: ReadDigit) -> dict[str, Any]:
    return {"low": np.asarray(digit.low).tolist(), "high": np.asarray(digit.high).tolist()}
