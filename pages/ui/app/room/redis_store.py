"""Where rooms are kept when several processes show them: in Redis.

A room is a hash with its JSON and a stamp, which is another one after each change. So a room that
is still the same is neither sent nor parsed again, and a change that came second is noticed and
made anew. The images are a hash beside it. Both end when the room does (`Room.ends`).
"""

import json
import random
import secrets
import threading
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple, cast

import redis

from nn.errors import Refused
from nn.mnist import IMAGE_PIXELS
from pages.ui.app.html import read_text
from pages.ui.app.room.as_json import from_json, to_json
from pages.ui.app.room.connection import Connection
from pages.ui.app.room.room import Room
from pages.ui.app.room.store import CLOSED, LOOKS_EVERY, MOST_ROOMS, TOO_MANY, Change, NoRoom

PREFIX = "thirty-neurons:"
MOST_TRIES = 40  # for a change, while others change the room
FIRST_REST, LONGEST_REST = 0.002, 0.05  # seconds between two of them, at most
CROWDED = "Too much happens in this room at once. Try again in a moment."

SCRIPTS = {
    name: read_text(Path(__file__).parent / "lua" / f"{name}.lua")
    for name in ("add", "change", "get", "remove")
}


class _Kept(NamedTuple):
    """A room as this process last saw it."""

    stamp: bytes
    room: Room
    at: float  # when it was seen, of `time.monotonic`


class InRedis:
    """Rooms in Redis, at an address such as redis://localhost:6379.

    Raises `Refused` for an address that is none. Redis is looked for when it is first needed.
    """

    def __init__(self, address: str) -> None:
        self._redis = Connection(address)
        self._lock = threading.Lock()
        self._kept: dict[str, _Kept] = {}

    def add(self, room: Room) -> bool:
        """Keep a new room. False if its code is taken; raises `Refused` if there are too many."""
        stamp, text = _written(room)
        answer = self._run("add", room.code, stamp, text, _life(room), MOST_ROOMS)
        if answer == b"full":
            raise Refused(TOO_MANY)
        if answer != b"added":
            return False
        self._keep(room.code, stamp, room)
        return True

    def get(self, code: str) -> Room | None:
        """Return a room; None if there is none, or it is over."""
        known = self._read(code)
        return known and known.room

    def change(self, code: str, change: Change, images: Mapping[str, bytes] | None = None) -> Room:
        """Replace a room by what `change` makes of it, as one step, and return that.

        Raises `NoRoom` if there is no such room, and `Refused` if others are always quicker.
        """
        for tries in range(MOST_TRIES):
            if tries:
                time.sleep(random.uniform(0, min(LONGEST_REST, FIRST_REST * 2**tries)))
            known = self._read(code)
            if known is None:
                raise NoRoom(CLOSED)
            new = change(known.room)
            if new is known.room and not images:
                return new
            stamp, text = _written(new)
            added = {k: image for k, image in (images or {}).items() if k in new.digits}
            pairs = [part for pair in added.items() for part in pair]
            gone = known.room.digits.keys() - new.digits.keys()
            parts = (known.stamp, stamp, text, _life(new), len(added), *pairs, *gone)
            answer = self._run("change", code, *parts)
            if answer is None:
                raise NoRoom(CLOSED)
            if answer:
                self._keep(code, stamp, new)
                return new
        raise Refused(CROWDED)

    def images(self, code: str, digits: Iterable[str]) -> dict[str, bytes]:
        """Return the images of digits, by id; those that are not there are left out."""
        ids = list(digits)
        if not ids:
            return {}
        try:
            answer = self._redis.ask(lambda client: client.hmget(_keys(code)[1], ids))
        except redis.ResponseError:
            return {}
        found = zip(ids, cast(list[bytes | None], answer), strict=True)
        return {k: image for k, image in found if image and len(image) == IMAGE_PIXELS}

    def remove(self, code: str) -> None:
        """Forget a room and its images."""
        self._forget(code)
        self._run("remove", code)

    def forget_old(self) -> None:
        """Forget the rooms that nobody has asked this process for lately."""
        now = time.monotonic()
        with self._lock:
            self._kept = {
                k: known for k, known in self._kept.items() if now - known.at < LOOKS_EVERY
            }

    def _read(self, code: str) -> _Kept | None:
        with self._lock:
            known = self._kept.get(code)
        stamp, *text = self._run("get", code, known.stamp if known else b"") or [None]
        room = _room(code, text[0]) if text else known and known.room
        if stamp is None or room is None or room.is_over(time.time()):
            self._forget(code)
            return None
        return self._keep(code, stamp, room)

    def _keep(self, code: str, stamp: bytes, room: Room) -> _Kept:
        known = _Kept(stamp, room, time.monotonic())
        with self._lock:
            self._kept.pop(code, None)  # the one that was seen last comes last
            self._kept[code] = known
            if len(self._kept) > MOST_ROOMS:
                del self._kept[next(iter(self._kept))]
        return known

    def _forget(self, code: str) -> None:
        with self._lock:
            self._kept.pop(code, None)

    def _run(self, script: str, code: str, *values: str | bytes | int) -> Any:
        """Return what a script answers about a room; None if its keys hold something else."""
        keys = _keys(code)
        try:
            return self._redis.ask(
                lambda client: client.eval(SCRIPTS[script], len(keys), *keys, *values)
            )
        except redis.ResponseError:
            return None


def _keys(code: str) -> tuple[str, str, str]:
    """Return the keys of a room, of its images, and of the set of all rooms' keys."""
    return f"{PREFIX}room:{code}", f"{PREFIX}images:{code}", f"{PREFIX}open"


def _life(room: Room) -> int:
    """Return for how many milliseconds a room goes on if its host stays away."""
    return max(1, round((room.ends - time.time()) * 1000))


def _written(room: Room) -> tuple[bytes, str]:
    """Return a new stamp, and the room as JSON."""
    return secrets.token_bytes(8), json.dumps(to_json(room), separators=(",", ":"))


def _room(code: str, text: bytes | None) -> Room | None:
    """Return the room of a JSON; None if it is not that of a room with this code."""
    try:
        room = from_json(json.loads(text or b""))
    except (ValueError, RecursionError):
        return None
    return room if room.code == code else None
