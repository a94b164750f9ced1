"""Where rooms are kept when several processes show them: in Redis.

A room is a string of JSON, which Redis forgets when the room ends (`Room.ends`). A change is a
transaction of Redis's: it begins again if another process was quicker. While Redis is gone, one
call every half second looks for it, and all others are refused at once.
"""

import json
import logging
import threading
import time
from collections.abc import Callable
from typing import Any, cast

import redis
from redis.backoff import NoBackoff
from redis.client import Pipeline
from redis.retry import Retry

from nn.errors import Refused
from pages.ui.app.state.room import Question, Sign
from pages.ui.class_room.rules import Phone, Room, SentDigit
from pages.ui.class_room.store import GONE, HERE, MOST_ROOMS, TOO_MANY, Change, StoreGone

PREFIX = "thirty-neurons:rooms:"
OPEN = f"{PREFIX}open"  # the codes of all rooms, sorted by when each ends
LOOKS = f"{PREFIX}looks:"  # and a code: the room's phones, sorted by when each has last looked
LOOK = 0.15  # seconds for which a look at a room is as good as a new one
TIMEOUT = 0.4  # seconds, for an answer and for a new connection
REST = 0.5  # seconds between two attempts to reach Redis

log = logging.getLogger(__name__)


class InRedis:
    """Rooms in Redis, at an address such as redis://localhost:6379.

    Raises `ValueError` for any other text. Redis is looked for when it is first needed.
    """

    def __init__(self, address: str) -> None:
        self._client = redis.Redis.from_url(
            address,
            socket_timeout=TIMEOUT,
            socket_connect_timeout=TIMEOUT,
            retry=Retry(NoBackoff(), 1, (redis.ConnectionError,)),  # Redis has started anew
        )
        self._lock = threading.RLock()  # many pages that look at once ask Redis once
        self._seen: dict[str, tuple[float, Room | None]] = {}  # when, of `time.monotonic`
        self._looks: dict[str, dict[str, float]] = {}  # when phones looked, which Redis has to hear
        self._rests_until = 0.0  # while Redis is gone

    def get(self, code: str) -> Room | None:
        """Return a room as it was a moment ago; None if there is none, or it is over."""
        with self._lock:
            self.tidy()
            if code not in self._seen:
                text = self._ask(lambda client: client.get(f"{PREFIX}{code}"))
                self._seen[code] = time.monotonic(), from_json(text)
                looks, key = self._looks.pop(code, None), f"{LOOKS}{code}"
                if looks and self._seen[code][1]:
                    self._ask(lambda it: (it.zadd(key, looks), it.expire(key, round(2 * HERE))))
            return self._seen[code][1]

    def any_open(self) -> bool:
        """Tell whether there is a room."""
        with self._lock:
            return bool(self._ask(lambda client: client.zcount(OPEN, time.time(), "inf")))

    def note(self, code: str, phone: str) -> None:
        """Note that a phone looks at a room; Redis hears of it at the next look of all."""
        with self._lock:
            self._looks.setdefault(code, {})[phone] = time.time()

    def there(self, code: str) -> set[str]:
        """Return the phones that have looked at a room within the last seconds."""
        key, since = f"{LOOKS}{code}", time.time() - HERE
        with self._lock:
            found = self._ask(lambda client: client.zrangebyscore(key, since, "inf"))
        return {phone.decode() for phone in found}

    def change(self, code: str, change: Change) -> Room | None:
        """Replace a room by what `change` makes of it, as one step, and return that."""
        key = f"{PREFIX}{code}"

        def put(pipe: Pipeline) -> Room | None:
            old = from_json(cast(bytes | None, pipe.get(key)))
            new = change(old)
            if new is None:
                pipe.multi()
                pipe.delete(key, f"{LOOKS}{code}")
                pipe.zrem(OPEN, code)
                return None
            if old is None and pipe.zcount(OPEN, time.time(), "inf") >= MOST_ROOMS:
                raise Refused(TOO_MANY)
            pipe.multi()
            pipe.zremrangebyscore(OPEN, "-inf", time.time())
            pipe.zadd(OPEN, {code: new.ends})
            pipe.set(key, to_json(new), px=max(1, round((new.ends - time.time()) * 1000)))
            return new

        with self._lock:
            made: Room | None = self._ask(
                lambda client: client.transaction(put, key, value_from_callable=True)  # type: ignore[arg-type]
            )
            self._seen[code] = time.monotonic(), made
            return made

    def tidy(self) -> None:
        """Forget what Redis said more than a moment ago."""
        with self._lock:
            now = time.monotonic()
            self._seen = {k: seen for k, seen in self._seen.items() if now - seen[0] < LOOK}

    def _ask(self, question: Callable[[redis.Redis], Any]) -> Any:
        """Return what Redis answers; raises `StoreGone` if it is gone or does not do it.

        Call it with the lock held.
        """
        if time.monotonic() < self._rests_until:
            raise StoreGone(GONE)
        try:
            answer = question(self._client)
        except (redis.RedisError, OSError, UnicodeError) as error:
            if not self._rests_until:  # once, and not for each of a hundred phones
                log.warning("Redis, which keeps the rooms: %s", error)
            self._rests_until = time.monotonic() + REST
            raise StoreGone(GONE) from None
        self._rests_until = 0.0
        return answer


def to_json(room: Room) -> bytes:
    """Return a room as JSON."""
    lists = {name: list(vars(room)[name].values()) for name in ("digits", "signs")}
    return json.dumps(vars(room) | lists, default=vars, separators=(",", ":")).encode()


def from_json(text: bytes | None) -> Room | None:
    """Return the room of `to_json`; None if it is over, or of another version of the app."""
    try:
        value = json.loads(text or b"")
        value["phones"] = {name: Phone(**phone) for name, phone in value["phones"].items()}
        for name in ("digits", "signs"):
            value[name] = {row[0]: SentDigit(*row) for row in value[name]}
        value["sign"] = value["sign"] and Sign(*value["sign"])
        if question := value["question"]:
            tuples = {name: tuple(question[name]) for name in ("choices", "truth")}
            value["question"] = Question(**question | tuples)
        room = Room(**value)
    except (AttributeError, KeyError, TypeError, ValueError):
        return None
    return None if time.time() > room.ends else room
