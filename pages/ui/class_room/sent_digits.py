"""A room's digits as images, and what networks read of them: each digit once by each network."""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, replace
from itertools import compress

import numpy as np
import numpy.typing as npt

from nn.answers import NO_ANSWER, Reader
from nn.drawing.mnist_pen import SIDE
from nn.explain import confusion
from nn.functions import Array
from nn.mnist import Bytes, to_floats
from nn.sgd import Images
from pages.ui.app.state.session import Visit
from pages.ui.class_room.rules import SentDigit


@dataclass(frozen=True, eq=False)
class Digits:
    """Digits of a room, or some of them, in the order of their arrival."""

    ids: tuple[str, ...]
    phones: tuple[str, ...]  # that sent them
    images: Images

    def __len__(self) -> int:
        return len(self.ids)

    def split(self, phones: Set[str]) -> tuple["Digits", "Digits"]:
        """Return those of some phones, and those of the others."""

        def those(which: npt.NDArray[np.bool_]) -> Digits:
            ids, owners = (tuple(compress(its, which)) for its in (self.ids, self.phones))
            return Digits(ids, owners, self.images[which])

        theirs = np.array([phone in phones for phone in self.phones], bool)
        return those(theirs), those(~theirs)


def digits_of(visit: Visit, sent: Mapping[str, SentDigit]) -> Digits | None:
    """Return what was sent as digits, without those called "no digit"; None if none are left."""
    digits = [digit for digit in sent.values() if digit.label >= 0]
    ids = tuple(digit.id for digit in digits)  # none counts as another digit later on
    phones = tuple(digit.phone for digit in digits)
    return visit.keep(
        "sent_digits.digits", ids, lambda: Digits(ids, phones, images_of(digits)) if ids else None
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
