"""The connection to Redis, which may be gone and come back.

ask -> client -> Redis
    -> no client: `StoreGone` at once; every half second one caller tries to reach Redis
"""

import logging
import socket
import threading
import time
from collections.abc import Callable
from typing import NamedTuple, TypeVar
from urllib.parse import unquote, urlsplit

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from nn.errors import Refused
from pages.ui.app.room.store import GONE, StoreGone

TIMEOUT = 0.4  # seconds, for an answer and for a new connection
PATIENCE = 0.5  # seconds for which a call waits for the very first connection
REST = 0.5  # seconds between two attempts
PORT = 6379

# Without the address: it may have a password in it, and visitors read this.
NO_ADDRESS = (
    "ROOM_STORE has to be an address such as redis://localhost:6379 or redis://redis:6379/1."
)
TURNED_AWAY = (
    "Redis does not let this app in. Check the password and the number of the database in "
    "ROOM_STORE, and that it is Redis that answers there."
)

T = TypeVar("T")
log = logging.getLogger(__name__)


class Address(NamedTuple):
    """Where Redis is."""

    host: str
    port: int
    database: int
    username: str | None
    password: str | None


def read_address(text: str) -> Address:
    """Return what an address such as redis://user:password@host:6379/0 says.

    All but the host may be left out. Raises `Refused` for any other address.
    """
    try:
        parts = urlsplit(text.strip())
        port, database = parts.port or PORT, int(parts.path.strip("/") or 0)
    except ValueError:
        raise Refused(NO_ADDRESS) from None
    if parts.scheme != "redis" or not parts.hostname or database < 0 or parts.query:
        raise Refused(NO_ADDRESS)
    username, password = (part and unquote(part) for part in (parts.username, parts.password))
    return Address(parts.hostname, port, database, username or None, password or None)


class Connection:
    """A connection to one Redis, made when it is first needed, for all threads."""

    def __init__(self, address: str) -> None:
        self._address = read_address(address)
        self._lock = threading.Lock()
        self._client: redis.Redis | None = None
        self._trying = False
        self._tried = threading.Event()  # nobody waits any more
        self._sentence = GONE
        self._logged = ""

    def ask(self, question: Callable[[redis.Redis], T]) -> T:
        """Return what Redis answers.

        Raises `StoreGone` if it is gone or does not do it, and `redis.ResponseError` if a key
        holds another kind of value than was asked for.
        """
        client = self._reach()
        try:
            return question(client)
        except (redis.ConnectionError, redis.TimeoutError, OSError) as error:
            self._lose(client, error)
            raise StoreGone(GONE) from None
        except redis.RedisError as error:  # such as no memory left
            if "WRONGTYPE" in str(error):
                raise
            self._log(error)
            raise StoreGone(GONE) from None

    def _reach(self) -> redis.Redis:
        if self._client is None:
            self._try_on()
            self._tried.wait(PATIENCE)
            self._tried.set()  # a name may take longer than that
        client = self._client
        if client is None:
            raise StoreGone(self._sentence)
        return client

    def _try_on(self) -> None:
        with self._lock:
            if self._client is None and not self._trying:
                self._trying = True
                threading.Thread(target=self._keep_trying, name="redis", daemon=True).start()

    def _keep_trying(self) -> None:
        client = None
        try:
            while (client := self._try()) is None:
                self._tried.set()
                time.sleep(REST)
        finally:
            with self._lock:
                self._client, self._trying = client, False
            self._tried.set()

    def _try(self) -> redis.Redis | None:
        try:
            client = self._connected()
            self._logged = ""
            return client
        except (redis.AuthenticationError, redis.ResponseError, redis.InvalidResponse) as error:
            self._sentence = TURNED_AWAY
            self._log(error)
        except (redis.RedisError, OSError, UnicodeError) as error:
            self._sentence = GONE
            self._log(error)
        return None

    def _connected(self) -> redis.Redis:
        """Return a client of the first place with this name where Redis answers."""
        name, port, database, username, password = self._address
        refused: Exception = OSError(f"no address for {name}")
        for *_, place in socket.getaddrinfo(name, port, type=socket.SOCK_STREAM):
            client = redis.Redis(
                host=str(place[0]),
                port=port,
                db=database,
                username=username,
                password=password,
                socket_timeout=TIMEOUT,
                socket_connect_timeout=TIMEOUT,
                socket_read_size=1 << 17,  # a full room in one piece
                retry=Retry(NoBackoff(), 0),
                encoding_errors="replace",  # a code may be any text that somebody typed
                protocol=2,  # one question less at the start, and older servers know it
                driver_info=None,
            )
            try:
                client.ping()
                return client
            except (redis.ConnectionError, redis.TimeoutError) as error:
                refused = error
                client.close()
        raise refused

    def _lose(self, client: redis.Redis, error: Exception) -> None:
        self._log(error)
        with self._lock:
            if self._client is client:
                self._client = None
        self._try_on()
        client.connection_pool.disconnect(inuse_connections=False)

    def _log(self, error: Exception) -> None:
        if str(error) != self._logged:  # not for each of a hundred phones
            self._logged = str(error)
            log.warning("Redis, which keeps the rooms: %s", error)
