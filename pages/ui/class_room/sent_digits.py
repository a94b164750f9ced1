"""A room's digits as images, and what networks read of them: each digit once by each network."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import compress

import numpy as np

from nn.answers import NO_ANSWER, Reader
from nn.drawing.mnist_pen import SIDE
from nn.explain import confusion
from nn.functions import Array
from nn.mnist import Bytes, Images, to_floats
from pages.ui.app.state.session import Visit
from pages.ui.class_room.rules import Room, SentDigit

HELD_OUT = 3  # every third digit is


@dataclass(frozen=True, eq=False)
class Digits:
    """Digits of a room, or some of them, in the order of their arrival."""

    ids: tuple[str, ...]
    images: Images

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def held_out(self) -> "Digits":
        """Those that no run learns from."""
        return self._those(held_out=True)

    @property
    def to_learn(self) -> "Digits":
        """The others."""
        return self._those(held_out=False)

    def _those(self, held_out: bool) -> "Digits":
        which = [is_held_out(digit) == held_out for digit in self.ids]
        return Digits(tuple(compress(self.ids, which)), self.images[np.array(which, bool)])


def is_held_out(digit: str) -> bool:
    """Tell whether no run learns from a digit, by its id: it never changes sides."""
    return int(hashlib.sha256(digit.encode()).hexdigest(), 16) % HELD_OUT == 0


def digits_of(visit: Visit, room: Room) -> Digits | None:
    """Return a room's digits, without those called "no digit"; None if none are left."""
    digits = {key: digit for key, digit in room.digits.items() if digit.label >= 0}
    ids = tuple(digits)  # none counts as another digit later on
    return visit.keep(
        "sent_digits.digits", ids, lambda: Digits(ids, images_of(digits.values())) if ids else None
    )


def pixels(image: Bytes) -> Array:
    """Return an image of a digit as what is drawn of it, (28, 28) in 0..1."""
    return to_floats(image).reshape(SIDE, SIDE)


def images_of(digits: Iterable[SentDigit]) -> Images:
    """Return at least one digit, with its label; that of no digit means nothing."""
    images, labels = zip(*((digit.image, max(0, digit.label)) for digit in digits), strict=True)
    return Images(np.stack(images), np.array(labels, np.uint8))


def read(reader: Reader, images: Images) -> confusion.Readings:
    """Return what a network reads; an image in which it sees no digit is not read right."""
    read = confusion.read(reader, images)
    answers = np.where(read.no_digit, NO_ANSWER, read.answers)
    return replace(read, answers=answers, right=answers == read.labels)
