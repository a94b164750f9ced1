"""What a run may learn from a room: the digits, or an invented sign, of two phones in three.

what the phones sent -> of a third of them -> only read: how well does a network read what it
                                              never saw?
                     -> of the others, each many times -> beside MNIST's images -> a run
"""

import random
from contextlib import suppress
from typing import NamedTuple

import numpy as np

from nn.augmentation import augment
from nn.in_words import counted
from nn.mnist import to_bytes, to_floats
from nn.sgd import Images
from pages.ui.app.state.session import Session
from pages.ui.class_room import sent_digits
from pages.ui.class_room.rules import Room
from pages.ui.class_room.store import StoreGone
from pages.ui.class_room.who_may import ROOMS

PHONES, LEAST = 4, 12  # and signs: with less, what is held out says nothing
# Beside each image of MNIST's, so many of the room's: fewer hardly change the network. What it
# brings and costs is measured by tests/benchmarks/invented_signs.py.
SHARE = 0.1
SEED = 1  # of the warps
WITHOUT = "The phones have sent too little to learn from. This run trains without it."


def own_room(visitor: Session) -> Room | None:
    """Return the room that a visitor is host of; None without one, or while it is out of reach."""
    with suppress(StoreGone):  # and not `steering.own_room`, which ends a run if the room is over
        return ROOMS.see(host) if (host := visitor.room.host) else None
    return None


class Taught(NamedTuple):
    """What a run learns from a room, and what is held out."""

    digits: sent_digits.Digits
    held_out: sent_digits.Digits
    asked: float  # for which sign; 0 for digits

    def images(self, of_mnist: int) -> Images:
        """Return all images of an epoch that are the room's, (n, 784), beside so many of MNIST's.

        The first time each is as it was drawn, then moved, turned and slanted a little.
        """
        images, labels = self.digits.images.images, self.digits.images.labels
        times = max(1, round(SHARE * of_mnist / len(images)))
        again = to_floats(np.tile(images, (times - 1, 1)))
        warped = to_bytes(np.clip(augment(again, np.random.default_rng(SEED), "affine"), 0.0, 1.0))
        return Images(np.concatenate([images, warped]), np.tile(labels, times))


def what_is_missing(room: Room) -> str:
    """Say what the phones have to send before a run can learn from it; or return ""."""
    sent = [digit for digit in room.current.values() if digit.label >= 0]
    phones, what = len({digit.phone for digit in sent}), "signs" if room.sign else "digits"
    if phones >= PHONES and len(sent) >= LEAST:
        return ""
    so_far = f"{len(sent)} from {counted(phones, 'phone')}"
    return f"Teaching needs {LEAST} {what}, from {PHONES} phones. So far: {so_far}."


def of_next_run(visitor: Session) -> Taught | None:
    """Return what the next run learns from the room, None for nothing."""
    room = own_room(visitor) if visitor.room.learn else None
    digits = room and sent_digits.digits_of(visitor.visit, room.current)
    if not room or not digits or what_is_missing(room):
        return None
    return Taught(*drawn_by_lot(digits), room.sign.asked if room.sign else 0.0)


def drawn_by_lot(digits: sent_digits.Digits) -> tuple[sent_digits.Digits, sent_digits.Digits]:
    """Return what two phones in three have sent, and what the others have: drawn anew each time."""
    phones = sorted(set(digits.phones))
    return digits.split(set(random.sample(phones, 2 * len(phones) // 3)))
