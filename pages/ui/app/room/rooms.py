"""All rooms of this server: opened, joined, changed and ended, by those who may.

    page -> ROOMS -> rules (room.py) -> store (store.py, redis_store.py)

Whoever opens a room gets a secret token, and so does each phone. The room knows only their hashes.

The rooms are kept in the memory of this process. Where several processes show the same rooms, the
environment names the Redis that keeps them: ROOM_STORE=redis://host:port.
"""

import hmac
import os
import secrets
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

import numpy as np

from nn.errors import Refused
from nn.mnist import IMAGE_PIXELS, Bytes
from pages.ui.app.room import codes, room
from pages.ui.app.room.room import Room
from pages.ui.app.room.store import CLOSED, LOOKS_EVERY, InProcess, NoRoom, Store, Unusable
from pages.ui.app.state.room import Ticket, Tries

HOST_SEEN_EVERY = 20.0  # seconds
MOST_TRIES = 10  # for a code that is free
NOT_HOST = "Only the host of this room may do this."
NO_PACKAGE = (
    "ROOM_STORE names a Redis for the rooms, but this server's Python has no package for it. "
    "Install it: pip install -r .deploy/requirements.txt"
)


class Rooms:
    """The rooms in a store."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._tidying: threading.Thread | None = None

    # Looking

    def look(self, code: str) -> Room | None:
        """Return a room; None if there is none. Raises `StoreGone`."""
        if self._tidying is None:
            self._tidying = threading.Thread(target=self._tidy, name="rooms", daemon=True)
            self._tidying.start()
        return self.store.get(code)

    def images(self, known: Room, digits: Iterable[str] | None = None) -> dict[str, Bytes]:
        """Return the images of a room's digits, or of some, (784,) each, by id, in their order."""
        images = self.store.images(known.code, known.digits if digits is None else digits)
        return {digit: np.frombuffer(image, np.uint8) for digit, image in images.items()}

    def _tidy(self) -> None:
        while True:
            time.sleep(LOOKS_EVERY)
            self.store.forget_old()

    # The host

    def open(self, **settings: object) -> Ticket:
        """Open a room with these settings of `Room`, and return the host's ticket."""
        for _ in range(MOST_TRIES):
            ticket = Ticket(codes.new_code(), secrets.token_urlsafe())
            now = time.time()
            new = replace(Room(ticket.code, ticket.name, now, now), **settings)  # type: ignore[arg-type]
            if self.store.add(new):
                return ticket
        raise Refused("No free code was found. Try again.")

    def see(self, host: Ticket) -> Room | None:
        """Return the room as its host sees it, and note now and then that the host is there.

        None if there is no such room, or this is not its host.
        """
        known = self.look(host.code)
        if known is None or not hmac.compare_digest(known.host, host.name):
            return None
        if time.time() - known.host_seen <= HOST_SEEN_EVERY:
            return known
        try:
            return self.change(host, lambda it: it)
        except NoRoom:
            return None

    def change(self, host: Ticket, change: Callable[[Room], Room]) -> Room:
        """Let the host change the room. Raises `Refused` for anybody else."""

        def checked(known: Room) -> Room:
            if not hmac.compare_digest(known.host, host.name):
                raise Refused(NOT_HOST)
            return replace(change(known), host_seen=time.time())

        return self.store.change(host.code, checked)

    def end(self, host: Ticket) -> None:
        """End the room and forget all that was in it."""
        known = self.store.get(host.code)
        if known is None:
            raise NoRoom(CLOSED)
        if not hmac.compare_digest(known.host, host.name):
            raise Refused(NOT_HOST)
        self.store.remove(host.code)

    # Phones

    def join(self, text: str, tries: Tries, token: str = "") -> Ticket:
        """Let a phone into the room with the code that was typed; return its ticket.

        `token` is that of a phone that was in before. Raises `Refused` for a wrong code.
        """
        code = codes.read_code(text)
        codes.check(tries)
        ticket = Ticket(code, token or secrets.token_urlsafe())
        try:
            self.store.change(code, lambda it: room.joined(it, ticket.name))
        except NoRoom:
            codes.note_wrong(tries)
            raise Refused(codes.NO_SUCH.format(code=code)) from None
        tries.wrong = 0
        return ticket

    def send(self, phone: Ticket, image: Bytes, meant: int, drawing: str = "") -> str:
        """Put a phone's digit, (784,) 0..255 with 255 for ink, on the wall; return its id.

        What the phone calls the same `drawing` hangs once, however often it is sent.
        """
        if image.shape != (IMAGE_PIXELS,) or image.dtype != np.uint8:
            raise Refused(f"Expected {IMAGE_PIXELS} pixels of one byte each.")
        digit = phone.digit(drawing) if drawing else secrets.token_hex(6)

        def sent(known: Room) -> Room:
            return room.sent(known, phone.name, digit, meant, time.time())

        self.store.change(phone.code, sent, {digit: image.tobytes()})
        return digit

    def take_back(self, phone: Ticket, digit: str) -> None:
        """Take a phone's own digit off the wall."""
        self.store.change(phone.code, lambda it: room.taken_back(it, phone.name, digit))

    def guess(self, phone: Ticket, guess: float, asked: float | None = None) -> None:
        """Note what a phone guesses, to the question that was `asked` at that time."""
        self.store.change(phone.code, lambda it: room.guessed(it, phone.name, guess, asked))


def store_for(environment: Mapping[str, str]) -> Store:
    """Return the store that ROOM_STORE names; the memory of this process if it names none.

    A fault in it is told when a room is used: the rest of the app works without.
    """
    address = environment.get("ROOM_STORE", "").strip()
    if not address:
        return InProcess()
    try:
        from pages.ui.app.room.redis_store import InRedis  # its package is not always there

        return InRedis(address)
    except ImportError:
        return Unusable(NO_PACKAGE)
    except Refused as refused:
        return Unusable(str(refused))


ROOMS = Rooms(store_for(os.environ))
