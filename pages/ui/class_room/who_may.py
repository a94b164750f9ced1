"""All rooms of this server: opened, joined, changed and ended, by those who may.

    page -> ROOMS -> rules (rules.py) -> store (store.py, redis_store.py)

Whoever opens a room gets a secret token, and so does each phone. The room knows only their hashes.

The rooms are kept in the memory of this process. Where several processes show the same rooms, the
environment names the Redis that keeps them: ROOM_STORE=redis://host:port.
"""

import os
import secrets
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import cast

from nn.drawing.mnist_pen import SIDE
from nn.errors import Refused
from nn.mnist import Bytes
from pages.ui.app.pictures import png
from pages.ui.app.state.room import Ticket
from pages.ui.class_room import rules
from pages.ui.class_room.rules import Room
from pages.ui.class_room.store import CLOSED, InProcess, NoRoom

# Of a code: without 0 and O, 1, I and L, 2 and Z, 5 and S, 8 and B, U and V.
ALPHABET = "34679ACDEFGHJKMNPQRTWXY"
LENGTH = 6
HOST_SEEN_EVERY = 20.0  # seconds
NO_CODE = (
    f"A code has {LENGTH} letters and digits, such as {ALPHABET[-1]}{ALPHABET[2:7]}, and none of "
    "0, 1, 2, 5, 8, B, I, L, O, S, U, V and Z, which look like others. It is shown on the wall."
)
NO_SUCH = "There is no open room with the code {code}. Look at the wall and type it again."


def is_code(text: str) -> bool:
    """Tell whether a text is written as a code is."""
    return len(text) == LENGTH and set(text) <= set(ALPHABET)


def read_code(text: str) -> str:
    """Return the code that somebody typed, in capitals and without spaces and dashes.

    Raises `Refused` if it cannot be one.
    """
    code = "".join(letter for letter in text.upper() if letter not in " -–—")
    if not is_code(code):
        raise Refused(NO_CODE)
    return code


class Rooms:
    """The rooms in the memory of this process, or in the Redis at an address."""

    def __init__(self, address: str = "") -> None:
        if address:
            from pages.ui.class_room.redis_store import InRedis  # with a package of its own

        self.store: InProcess | InRedis = InRedis(address) if address else InProcess()

    def look(self, code: str, phone: str = "") -> Room | None:
        """Return a room, None without one; note which phone looks at it. Raises `StoreGone`."""
        room = self.store.get(code)
        if room and phone in room.phones:
            self.store.note(code, phone)
        return room

    def _change(self, code: str, rule: Callable[[Room], Room]) -> Room:
        def change(known: Room | None) -> Room:
            if known is None:
                raise NoRoom(CLOSED)
            return rule(known)

        return cast(Room, self.store.change(code, change))

    # The host

    def open(self) -> Ticket:
        """Open a room, and return the host's ticket."""
        code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
        ticket = Ticket(code, secrets.token_urlsafe())

        def add(known: Room | None) -> Room:
            if known is not None:  # once in three million times
                raise Refused("No free code was found. Try again.")
            return Room(ticket.code, ticket.name, time.time())

        self.store.change(ticket.code, add)
        return ticket

    def see(self, host: Ticket) -> Room | None:
        """Return the room as its host sees it, and note now and then that the host is there.

        None if there is no such room, or this is not its host.
        """
        known = self.look(host.code)
        if known is None or known.host != host.name:
            return None
        if time.time() - known.host_seen > HOST_SEEN_EVERY:
            with suppress(NoRoom):
                return self.change(host, lambda it: it)
        return known

    def change(self, host: Ticket, change: Callable[[Room], Room]) -> Room:
        """Let the host change the room. Raises `Refused` for anybody else."""

        def checked(known: Room) -> Room:
            if known.host != host.name:
                raise Refused("Only the host of this room may do this.")
            return replace(change(known), host_seen=time.time())

        return self._change(host.code, checked)

    def end(self, host: Ticket) -> Room:
        """End the room and forget all that was in it; return it as it was."""
        known = self.change(host, lambda it: it)
        self.store.change(host.code, lambda _: None)
        return known

    # Phones

    def join(self, text: str, token: str = "") -> Ticket:
        """Let a phone into the room with the code that was typed; return its ticket.

        `token` is that of a phone that was in before. Raises `Refused` for a wrong code.
        """
        ticket = Ticket(read_code(text), token or secrets.token_urlsafe())
        try:
            self._change(ticket.code, lambda it: rules.joined(it, ticket.name))
        except NoRoom:
            raise Refused(NO_SUCH.format(code=ticket.code)) from None
        return ticket

    def send(
        self, phone: Ticket, image: Bytes, meant: int, drawing: str = "", asked: float = 0.0
    ) -> str:
        """Put a phone's digit, (784,) 0..255 with 255 for ink, on the wall; return its id.

        What the phone calls the same `drawing` hangs once, however often it is sent. If it is a
        sign, `asked` says for which one.
        """
        digit = phone.digit(drawing or secrets.token_hex())
        picture = png(255 - image.reshape(SIDE, SIDE))
        sent = rules.SentDigit(digit, phone.name, meant, time.time(), picture)
        self._change(phone.code, lambda it: rules.sent(it, sent, asked))
        return digit

    def take_back(self, phone: Ticket, digit: str) -> None:
        """Take a phone's own digit off the wall."""
        self._change(phone.code, lambda it: rules.taken_back(it, phone.name, digit))

    def guess(self, phone: Ticket, guess: float, asked: float | None = None) -> None:
        """Note what a phone guesses, to the question that was `asked` at that time."""
        self._change(phone.code, lambda it: rules.guessed(it, phone.name, guess, asked))


ROOMS = Rooms(os.environ.get("ROOM_STORE", "").strip())
