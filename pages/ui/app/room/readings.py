"""A room's digits as images, and what networks read of them: each digit once by each network."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import compress
from typing import Any

import numpy as np

from nn.answers import NO_ANSWER, Reader
from nn.drawing.mnist_pen import SIDE
from nn.explain import confusion
from nn.explain.confusion import Readings
from nn.functions import Array
from nn.mnist import Bytes, Images, to_floats
from pages.ui.app.room.room import UNSAID, Room, SentDigit
from pages.ui.app.state.session import Visit

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
    """Return a room's digits, without what is called none; None if there is none."""
    digits = {key: digit for key, digit in room.digits.items() if digit.label >= 0}
    ids = tuple(digits)  # none counts as another digit later on
    return visit.keep(
        "room_digits", ids, lambda: Digits(ids, _images(digits.values())) if ids else None
    )


def pixels(image: Bytes) -> Array:
    """Return an image of a digit as what is drawn of it, (28, 28) in 0..1."""
    return to_floats(image).reshape(SIDE, SIDE)


def _images(digits: Iterable[SentDigit]) -> Images:
    """Return at least one digit, with what it is; what is none has a label that says nothing."""
    images, labels = zip(*((digit.image, max(0, digit.label)) for digit in digits), strict=True)
    return Images(np.stack(images), np.array(labels, np.uint8))


def read(reader: Reader, images: Images) -> Readings:
    """Return what a network reads; an image in which it sees no digit is not read right."""
    read = confusion.read(reader, images)
    answers = np.where(read.no_digit, NO_ANSWER, read.answers)
    return replace(read, answers=answers, right=answers == read.labels)


def on_wall(visit: Visit, room: Room, reader: Reader, name: str = "in_use") -> Readings | None:
    """Return what a network reads of a room's digits, in their order.

    None without a digit, and while they are face down. It reads no digit right by seeing none; what
    nobody has said of what it is cannot be misread.
    What it read before is kept under `name`, for the newest network only: each digit is read once.
    """
    if room.hidden or not room.digits:
        return None
    rows: dict[str, Iterable[Any]] = visit.keep(f"room_seen_{name}", reader, dict)
    if new := [digit for digit in room.digits.values() if digit.id not in rows]:
        columns = vars(read(reader, _images(new))).values()
        rows |= zip([digit.id for digit in new], zip(*columns, strict=True), strict=True)

    def gather() -> Readings:
        columns = zip(*(rows[digit] for digit in room.digits), strict=True)
        found = Readings(*map(np.array, columns))
        right = np.where(labels == NO_ANSWER, found.no_digit, found.answers == labels)
        return replace(found, labels=labels, right=right | (labels == UNSAID))

    labels = np.array([digit.label for digit in room.digits.values()])
    key = reader, tuple(room.digits), labels.tobytes()
    return visit.keep(f"room_read_{name}", key, gather)


def judged(room: Room, read: Readings, learnt: set[str]) -> tuple[Room, Readings]:
    """Return the room with the digits by which a network is judged, and what it reads of them.

    Somebody has said what they are, and the network has not `learnt` from them.
    """
    counts = [it.label != UNSAID and it.id not in learnt for it in room.digits.values()]
    digits = dict(compress(room.digits.items(), counts))
    return replace(room, digits=digits), read[np.flatnonzero(counts)]
