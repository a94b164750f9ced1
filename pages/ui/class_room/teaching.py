"""What a run may learn from a room, and what not: a third of the digits is held out.

a room's digits -> held out  -> only read: how well does a network read what it never saw?
-> the others, each many times -> beside MNIST's images -> a run
"""

from contextlib import suppress
from typing import NamedTuple

import numpy as np

from nn.augmentation import augment
from nn.mnist import Images, to_bytes, to_floats
from pages.ui.app.state.session import Session
from pages.ui.class_room import sent_digits
from pages.ui.class_room.store import StoreGone
from pages.ui.class_room.who_may import ROOMS

# Of the images of an epoch, the share that are the room's: fewer hardly change the network. What
# it brings and costs is measured by tests/benchmarks/room_example.py.
SHARE = 0.1
SEED = 1  # of the warps
WITHOUT = "The room has no digits to learn from yet. This run trains without them."


def own_digits(visitor: Session) -> sent_digits.Digits | None:
    """Return the digits of the room that a visitor is host of; None without any, or a room."""
    with suppress(StoreGone):  # and not `steering.own_room`, which ends a run if the room is over
        room = ROOMS.see(host) if (host := visitor.room.host) else None
        return sent_digits.digits_of(visitor.visit, room) if room else None
    return None


class Taught(NamedTuple):
    """What the next run learns from a room."""

    digits: sent_digits.Digits
    images: int  # of MNIST's that it learns from besides

    @property
    def times(self) -> int:
        """How often each digit is in an epoch."""
        return max(1, round(SHARE * self.images / len(self.digits)))

    @property
    def in_all(self) -> int:
        """How many images of an epoch are the room's."""
        return len(self.digits) * self.times


def of_next_run(visitor: Session) -> Taught | None:
    """Return what the next run learns from the room, None for nothing."""
    digits = own_digits(visitor) if visitor.room.learn else None
    if digits is None or not len(digits.to_learn):
        return None
    return Taught(digits.to_learn, visitor.training.config.images_to_learn_from)


def without_held_out(visitor: Session, drawings: Images) -> Images | None:
    """Return drawings without those that the room holds out, such as loaded from its file."""
    digits = own_digits(visitor)
    held_out = {image.tobytes() for image in digits.held_out.images.images} if digits else set()
    keeps = np.array([image.tobytes() not in held_out for image in drawings.images], bool)
    return drawings[keeps] if keeps.any() else None


def repeated(taught: Taught) -> Images:
    """Return all images of an epoch that are the room's, (n, 784): each digit as often as it is.

    The first time it is as it was drawn, then moved, turned and slanted a little.
    """
    images, labels = taught.digits.images.images, taught.digits.images.labels
    again = to_floats(np.tile(images, (taught.times - 1, 1)))
    warped = to_bytes(np.clip(augment(again, np.random.default_rng(SEED), "affine"), 0.0, 1.0))
    return Images(np.concatenate([images, warped]), np.tile(labels, taught.times))
