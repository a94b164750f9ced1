"""Where rooms are kept when several processes show them: in Redis.

A room is a string of JSON, and its images are a hash beside it. Redis forgets both when the room
ends (`Room.ends`). A change is a transaction of Redis's: it begins again if another process was
quicker. While Redis is gone, one call every half second looks for it, and all others are refused
at once.
"""

import json
import logging
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar, cast

import redis
from redis.backoff import NoBackoff
from redis.client import Pipeline
from redis.retry import Retry

from nn.errors import Refused
from nn.mnist import IMAGE_PIXELS
from pages.ui.app.room import room as rules
from pages.ui.app.room.room import Phone, Room, SentDigit
from pages.ui.app.room.store import (
    CLOSED,
    GONE,
    LOOKS_EVERY,
    MOST_ROOMS,
    NO_IMAGES,
    TOO_MANY,
    Change,
    NoRoom,
    StoreGone,
)
from pages.ui.app.state.room import Question

PREFIX = "thirty-neurons:rooms:"
OPEN = f"{PREFIX}open"  # the codes of all rooms, by when they end
LOOK = 0.15  # seconds for which a look at a room is as good as a new one
TIMEOUT = 0.4  # seconds, for an answer and for a new connection
REST = 0.5  # seconds between two attempts to reach Redis

# Without the address: it may have a password in it, and visitors read this.
NO_ADDRESS = (
    "ROOM_STORE has to be an address such as redis://localhost:6379 or redis://redis:6379/1."
)
TURNED_AWAY = (
    "Redis does not let this app in. Check the password and the number of the database in "
    "ROOM_STORE, and that it is Redis that answers there."
)
NOT_IN = redis.AuthenticationError, redis.InvalidResponse, redis.ResponseError

T = TypeVar("T")
log = logging.getLogger(__name__)


@dataclass
class _Known:
    """A room as this process last saw it."""

    text: bytes
    room: Room
    at: float  # of `time.monotonic`
    images: dict[str, bytes] = field(default_factory=dict)


class InRedis:
    """Rooms in Redis, at an address such as redis://localhost:6379.

    Raises `Refused` for any other text. Redis is looked for when it is first needed.
    """

    def __init__(self, address: str) -> None:
        try:
            self._client = redis.Redis.from_url(
                address.strip(),
                socket_timeout=TIMEOUT,
                socket_connect_timeout=TIMEOUT,
                retry=Retry(NoBackoff(), 1, (redis.ConnectionError,)),  # Redis has started anew
            )
        except ValueError:
            raise Refused(NO_ADDRESS) from None
        self._lock = threading.RLock()  # many pages that look at once ask Redis once
        self._known: dict[str, _Known] = {}
        self._trouble, self._rests_until = "", 0.0

    def add(self, room: Room) -> bool:
        """Keep a new room. False if its code is taken; raises `Refused` if there are too many."""
        text = to_json(room)

        def put(client: redis.Redis) -> bool:
            client.zremrangebyscore(OPEN, 0, time.time())
            if client.zcard(OPEN) >= MOST_ROOMS:
                raise Refused(TOO_MANY)
            if not client.set(_keys(room.code)[0], text, px=1000, nx=True):
                return False
            _write(client, room, text)
            return True

        return self._ask(put)

    def get(self, code: str) -> Room | None:
        """Return a room as it was a moment ago; None if there is none, or it is over."""
        with self._lock:
            known = self._known.get(code)
            if known is None or time.monotonic() - known.at >= LOOK:
                text = self._ask(lambda client: client.get(_keys(code)[0]))
                known = self._note(code, cast(bytes | None, text))
            return known.room if known else None

    def change(self, code: str, change: Change, images: Mapping[str, bytes] = NO_IMAGES) -> Room:
        """Replace a room by what `change` makes of it, as one step, and return that.

        Raises `NoRoom` if there is no such room.
        """
        key, images_key = _keys(code)
        made: list[tuple[bytes, Room]] = []  # the last one is what stays

        def put(pipe: Pipeline) -> None:
            known = self._note(code, cast(bytes | None, pipe.get(key)))
            if known is None:
                raise NoRoom(CLOSED)
            new = change(known.room)
            made.append((to_json(new), new))
            pipe.multi()
            for digit in images.keys() & new.digits.keys():
                pipe.hset(images_key, digit, images[digit])
            if gone := known.room.digits.keys() - new.digits.keys():
                pipe.hdel(images_key, *gone)
            _write(pipe, new, made[-1][0])

        with self._lock:
            self._ask(lambda client: client.transaction(put, key))
            self._note(code, *made[-1])
            return made[-1][1]

    def images(self, code: str, digits: Iterable[str]) -> dict[str, bytes]:
        """Return the images of digits, by id; those that are not there are left out."""
        with self._lock:
            known, ids = self._known.get(code), list(digits)
            images = known.images if known else {}
            if missing := [digit for digit in ids if digit not in images]:
                key = _keys(code)[1]
                found = self._ask(lambda client: client.hmget(key, missing))
                pairs = zip(missing, cast(list[bytes | None], found), strict=True)
                images |= {k: image for k, image in pairs if image and len(image) == IMAGE_PIXELS}
            return {digit: images[digit] for digit in ids if digit in images}

    def remove(self, code: str) -> None:
        """Forget a room and its images."""
        with self._lock:
            self._known.pop(code, None)
            self._ask(lambda client: client.delete(*_keys(code)))
            self._ask(lambda client: client.zrem(OPEN, code))

    def forget_old(self) -> None:
        """Forget the rooms that nobody has asked this process for lately."""
        now = time.monotonic()
        with self._lock:
            for code in [k for k, known in self._known.items() if now - known.at >= LOOKS_EVERY]:
                del self._known[code]

    def _note(self, code: str, text: bytes | None, room: Room | None = None) -> _Known | None:
        """Note what Redis says of a room; one that is still the same is not read again."""
        known = self._known.pop(code, None)
        if known is None or known.text != text:
            images = known.images if known else {}
            room = room or _room(text)
            if text is None or room is None:
                return None
            known = _Known(text, room, 0.0, {k: images[k] for k in images if k in room.digits})
        if known.room.is_over(time.time()):
            return None
        known.at = time.monotonic()
        self._known[code] = known
        return known

    def _ask(self, question: Callable[[redis.Redis], T]) -> T:
        """Return what Redis answers; raises `StoreGone` if it is gone or does not do it."""
        with self._lock:
            now = time.monotonic()
            if now < self._rests_until:
                raise StoreGone(self._trouble)
            try:
                answer = question(self._client)
                self._trouble = ""
                return answer
            except (redis.RedisError, OSError, UnicodeError) as error:
                if not self._trouble:  # not for each of a hundred phones
                    log.warning("Redis, which keeps the rooms: %s", error)
                is_full = isinstance(error, redis.OutOfMemoryError)
                is_out = isinstance(error, NOT_IN) and not is_full
                self._trouble = TURNED_AWAY if is_out else GONE
                self._rests_until = time.monotonic() + REST
                raise StoreGone(self._trouble) from None


def _keys(code: str) -> tuple[str, str]:
    """Return the keys of a room and of its images."""
    return f"{PREFIX}{code}", f"{PREFIX}{code}:images"


def _write(client: redis.Redis, room: Room, text: bytes) -> None:
    """Keep a room and its images for as long as it goes on if its host stays away."""
    key, images = _keys(room.code)
    life = max(1, round((room.ends - time.time()) * 1000))  # milliseconds
    client.set(key, text, px=life)
    client.pexpire(images, life)
    client.zadd(OPEN, {room.code: room.ends})
    client.pexpire(OPEN, round(rules.LIFE * 1000))  # no room lives longer


def to_json(room: Room) -> bytes:
    """Return a room as JSON."""
    return json.dumps(room, default=vars, separators=(",", ":")).encode()


def from_json(text: bytes) -> Room:
    """Return the room of `to_json`."""
    value = json.loads(text)
    for name, kind in ("phones", Phone), ("digits", SentDigit):
        value[name] = {key: kind(**row) for key, row in value[name].items()}
    if question := value["question"]:
        tuples = {name: tuple(question[name]) for name in ("choices", "truth")}
        value["question"] = Question(**question | tuples)
    return Room(**value)


def _room(text: bytes | None) -> Room | None:
    """Return the room of a JSON; None if it is that of another version of the app."""
    try:
        return from_json(text) if text else None
    except (AttributeError, KeyError, RecursionError, TypeError, ValueError):
        return None
