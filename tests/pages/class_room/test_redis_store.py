"""Rooms in Redis: shared by processes, gone with their end, and patient with Redis.

What a room allows is tested for both homes in test_rooms.py.
"""

import json
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import redis

from pages.ui.app.state.room import Ticket
from pages.ui.class_room import redis_store, rules
from pages.ui.class_room.store import GONE, StoreGone
from pages.ui.class_room.who_may import Rooms
from tests.pages.class_room.conftest import seen
from tests.pages.class_room.redis_server import Server
from tests.pages.conftest import until

IMAGE = np.arange(784, dtype=np.uint8)

pytestmark = pytest.mark.usefixtures("own_rooms")


@pytest.fixture
def two(redis_server: Server) -> tuple[Rooms, Rooms]:
    """Return the rooms as each of two processes has them."""
    return Rooms(redis_server.address), Rooms(redis_server.address)


@pytest.fixture
def host(two: tuple[Rooms, Rooms]) -> Ticket:
    host = two[0].open()
    two[0].change(host, lambda it: replace(it, each=1_000))
    return host


def trouble(rooms: Rooms, code: str = "ACDEFG") -> str:
    """Return what is said instead of looking for a room, "" if it is looked for."""
    try:
        rooms.look(code)
    except StoreGone as gone:
        return str(gone)
    return ""


def test_two_processes_share_a_room_until_one_of_them_ends_it(
    two: tuple[Rooms, Rooms], host: Ticket, redis_server: Server
) -> None:
    one, other = two
    phone = other.join(host.code)
    for _ in range(2):  # Redis hears of the first look with the second
        other.look(host.code, phone.name)
    assert one.store.there(host.code) == {phone.name}
    sent = one.send(phone, IMAGE, 3)
    assert seen(host, one) == seen(host, other)
    np.testing.assert_array_equal(seen(host, other).digits[sent].image, IMAGE)
    assert all(redis_store.PREFIX in str(key) for key in redis_server.client.keys())
    one.look(host.code, phone.name)
    other.end(host)
    assert one.look(host.code) is None and redis_server.client.keys() == []


def test_no_digit_is_lost_while_two_processes_send(two: tuple[Rooms, Rooms], host: Ticket) -> None:
    sent: list[str] = []

    def send(rooms: Rooms) -> None:
        phone = rooms.join(host.code)
        sent.extend(rooms.send(phone, IMAGE, 3) for _ in range(30))

    senders = [threading.Thread(target=send, args=(rooms,)) for rooms in (*two, *two)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join(60)
    assert len(sent) == 120
    assert seen(host, two[0]).digits.keys() == seen(host, two[1]).digits.keys() == set(sent)


def test_only_the_host_lengthens_the_life_of_a_room(
    two: tuple[Rooms, Rooms], redis_server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = time.time()
    now = [start]
    monkeypatch.setattr(time, "time", lambda: now[0])
    host = two[0].open()

    def lives() -> float:
        """Return for how many seconds Redis keeps the room."""
        return redis_server.client.pttl(f"{redis_store.PREFIX}{host.code}") / 1000

    two[0].join(host.code)
    now[0] = start + 3600
    two[1].join(host.code)
    assert lives() <= rules.LIFE - 3600
    two[0].see(host)
    assert lives() > rules.LIFE - 3600


AS_JSON = json.loads(redis_store.to_json(rules.Room("ACDEFG", "hash", time.time())))
OLDER = {name: value for name, value in AS_JSON.items() if name != "code"}
OTHERS = [
    json.dumps(it).encode() for it in (OLDER, AS_JSON | {"newer": 1}, AS_JSON | {"phones": []})
]


@pytest.mark.parametrize("junk", [b"\xff\xfe", *OTHERS], ids="bytes older newer changed".split())
def test_json_of_another_version_is_no_room(
    two: tuple[Rooms, Rooms], redis_server: Server, junk: bytes
) -> None:
    redis_server.client.set(f"{redis_store.PREFIX}ACDEFG", junk)
    assert two[0].look("ACDEFG") is None


def test_whether_a_room_is_open_is_one_question_however_much_else_redis_keeps(
    two: tuple[Rooms, Rooms], redis_server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    execute = redis.Redis.execute_command

    def counted(client: redis.Redis, *command: str, **options: Any) -> Any:
        asked.append(command[0])
        return execute(client, *command, **options)  # type: ignore[no-untyped-call]

    one, other = (rooms.store for rooms in two)
    assert not one.any_open()
    host = two[0].open()
    assert one.any_open() and other.any_open()
    two[1].end(host)
    redis_server.client.mset({f"another app's {k}": "" for k in range(1_000)})
    monkeypatch.setattr(redis.Redis, "execute_command", counted)
    assert not one.any_open() and len(asked) == 1, asked


def test_a_room_is_back_when_redis_is(own_redis: Server) -> None:
    rooms = Rooms(own_redis.address)
    host = rooms.open()
    rooms.send(rooms.join(host.code), IMAGE, 3)
    known = seen(host, rooms)
    own_redis.stop()
    later = Rooms(own_redis.address)  # of a process that starts meanwhile
    assert trouble(rooms, host.code) == trouble(later, host.code) == GONE
    own_redis.start()
    for process in (rooms, later):
        until(lambda process=process: not trouble(process))  # type: ignore[misc]
        assert process.look(host.code) == known


def test_a_hundred_phones_do_not_each_look_for_redis(
    own_redis: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    rooms, looks, get = Rooms(own_redis.address), list[str](), redis.Redis.get

    def counted(client: redis.Redis, key: str) -> object:
        looks.append(key)
        return get(client, key)

    monkeypatch.setattr(redis_store, "REST", 30.0)
    monkeypatch.setattr(redis.Redis, "get", counted)
    own_redis.stop()
    assert all(trouble(rooms) for _ in range(100))
    assert len(looks) <= 1


def test_pages_learn_that_redis_hangs_and_is_back(
    own_redis: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(redis_store, "TIMEOUT", 2.0)
    rooms = Rooms(own_redis.address)
    until(lambda: not trouble(rooms))
    host = rooms.open()
    phone = rooms.join(host.code)
    own_redis.hang()
    acts: tuple[Callable[[], object], ...] = (
        lambda: rooms.look(host.code),
        lambda: rooms.send(phone, IMAGE, 3),
        lambda: rooms.end(host),
    )
    for act in acts:
        with pytest.raises(StoreGone, match="goes on by itself"):
            act()
    own_redis.go_on()
    until(lambda: not trouble(rooms))
    assert rooms.send(phone, IMAGE, 3) in seen(host, rooms).digits


def test_the_log_says_why_redis_lets_nobody_in(
    redis_server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    assert trouble(Rooms(f"redis://me:wrong@127.0.0.1:{redis_server.port}")) == GONE
    assert "username-password" in caplog.text and "wrong@" not in caplog.text
