"""Where rooms are kept: what a store does, and one in the memory of this process.

A store knows no rule. It replaces one `Room` by another as one step, keeps the digits' images
beside it, and forgets both together.
"""

import threading
import time
from collections.abc import Callable, Iterable, Mapping
from typing import NoReturn, Protocol

from nn.errors import Refused
from pages.ui.app.room.room import Room

MOST_ROOMS = 50
GONE = "The room cannot be reached just now. This page goes on by itself."
CLOSED = "This room is closed. What was drawn in it has been deleted."
TOO_MANY = f"There are {MOST_ROOMS} open rooms already. One of them has to end first."
LOOKS_EVERY = 60.0  # seconds

Change = Callable[[Room], Room]
NO_IMAGES: Mapping[str, bytes] = {}


class NoRoom(Refused):
    """There is no room with this code, or none any more."""


class StoreGone(Refused):
    """The store cannot be reached just now."""


class Store(Protocol):
    """What both homes of the rooms do.

    Every method raises `StoreGone` if the store cannot be reached, after a second at most.
    """

    def add(self, room: Room) -> bool:
        """Keep a new room. False if its code is taken; raises `Refused` if there are too many."""

    def get(self, code: str) -> Room | None:
        """Return a room; None if there is none, or it is over."""

    def change(self, code: str, change: Change, images: Mapping[str, bytes] = NO_IMAGES) -> Room:
        """Replace a room by what `change` makes of it, as one step, and return that.

        `images`, by the id of a digit, are kept from then on, and those of digits that are not in
        the room any more are forgotten. `change` may be called more than once, and what it raises
        leaves all as it was. Raises `NoRoom` if there is no such room.
        """

    def images(self, code: str, digits: Iterable[str]) -> dict[str, bytes]:
        """Return the images of digits, by id; those that are not there are left out."""

    def remove(self, code: str) -> None:
        """Forget a room and its images."""

    def forget_old(self) -> None:
        """Let this process forget rooms that it need not know any more; called once a minute."""


class InProcess:
    """Rooms in the memory of this process."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._rooms: dict[str, Room] = {}
        self._images: dict[str, dict[str, bytes]] = {}

    def add(self, room: Room) -> bool:
        """Keep a new room. False if its code is taken; raises `Refused` if there are too many."""
        with self._lock:
            self.forget_old()
            if room.code in self._rooms:
                return False
            if len(self._rooms) >= MOST_ROOMS:
                raise Refused(TOO_MANY)
            self._rooms[room.code], self._images[room.code] = room, {}
            return True

    def get(self, code: str) -> Room | None:
        """Return a room; None if there is none, or it is over."""
        with self._lock:
            room = self._rooms.get(code)
            if room is not None and room.is_over(time.time()):
                self.remove(code)
                return None
            return room

    def change(self, code: str, change: Change, images: Mapping[str, bytes] = NO_IMAGES) -> Room:
        """Replace a room by what `change` makes of it, as one step, and return that.

        Raises `NoRoom` if there is no such room.
        """
        with self._lock:
            room = self.get(code)
            if room is None:
                raise NoRoom(CLOSED)
            new = change(room)
            kept = self._images[code] | dict(images)
            if images or len(new.digits) < len(room.digits):
                kept = {digit: image for digit, image in kept.items() if digit in new.digits}
            self._rooms[code], self._images[code] = new, kept
            return new

    def images(self, code: str, digits: Iterable[str]) -> dict[str, bytes]:
        """Return the images of digits, by id; those that are not there are left out."""
        with self._lock:
            kept = self._images.get(code, {})
            return {digit: kept[digit] for digit in digits if digit in kept}

    def remove(self, code: str) -> None:
        """Forget a room and its images."""
        with self._lock:
            self._rooms.pop(code, None)
            self._images.pop(code, None)

    def forget_old(self) -> None:
        """Forget the rooms whose host has been away for too long."""
        with self._lock:
            for code in list(self._rooms):
                self.get(code)


class Unusable:
    """No store: in place of one that the server's owner named, but that cannot be used.

    Every method raises `StoreGone` with a sentence that says why.
    """

    def __init__(self, sentence: str) -> None:
        self._sentence = sentence

    def _refuse(self, *_: object) -> NoReturn:
        raise StoreGone(self._sentence)

    add = get = change = images = remove = _refuse

    def forget_old(self) -> None:
        """Do nothing."""
