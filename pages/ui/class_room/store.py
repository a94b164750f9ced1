"""Where rooms are kept: here in the memory of this process; in redis_store.py in Redis.

A store knows no rule. It replaces one `Room` by another as one step, and forgets those that are
over. Where it cannot be reached, `get` and `change` raise `StoreGone` after a second at most.
"""

import threading
import time
from collections.abc import Callable

from nn.errors import Refused
from pages.ui.class_room.rules import Room

MOST_ROOMS = 50
HERE = 15.0  # seconds since its last look for which a phone is there; one that is locked sleeps
GONE = "The room cannot be reached just now. This page goes on by itself."
CLOSED = "This room is closed. What was drawn in it has been deleted."
TOO_MANY = f"There are {MOST_ROOMS} open rooms already. One of them has to end first."

Change = Callable[[Room | None], Room | None]


class NoRoom(Refused):
    """There is no room with this code, or none any more."""


class StoreGone(Refused):
    """The store cannot be reached just now."""


class InProcess:
    """Rooms in the memory of this process."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._rooms: dict[str, Room] = {}
        self._looks: dict[str, dict[str, float]] = {}  # of each room's phones, when the last was

    def get(self, code: str) -> Room | None:
        """Return a room; None if there is none, or it is over."""
        with self._lock:
            self.tidy()
            return self._rooms.get(code)

    def any_open(self) -> bool:
        """Tell whether there is a room."""
        with self._lock:
            self.tidy()
            return bool(self._rooms)

    def note(self, code: str, phone: str) -> None:
        """Note that a phone looks at a room."""
        with self._lock:
            self._looks.setdefault(code, {})[phone] = time.time()

    def there(self, code: str) -> set[str]:
        """Return the phones that have looked at a room within the last seconds."""
        with self._lock:
            since = time.time() - HERE
            return {phone for phone, at in self._looks.get(code, {}).items() if at > since}

    def change(self, code: str, change: Change) -> Room | None:
        """Replace a room by what `change` makes of it, as one step, and return that.

        None stands for no room, before and after. `change` may be called more than once, and what
        it raises leaves all as it was. Raises `Refused` if a new room is one too many.
        """
        with self._lock:
            new = change(self.get(code))
            others = {k: room for k, room in self._rooms.items() if k != code}
            if new is not None and len(others) >= MOST_ROOMS:
                raise Refused(TOO_MANY)
            self._rooms = others if new is None else others | {code: new}
            return new

    def tidy(self) -> None:
        """Forget the rooms whose host has been away for too long; called every few seconds."""
        with self._lock:
            now = time.time()
            self._rooms = {k: room for k, room in self._rooms.items() if now <= room.ends}
            self._looks = {k: looks for k, looks in self._looks.items() if k in self._rooms}
