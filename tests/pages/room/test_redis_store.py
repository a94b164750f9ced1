"""Rooms in Redis: shared by processes, bounded, gone with their end, and patient with Redis.

What a room allows is tested for both homes in test_rooms.py.
"""

import json
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
import redis

from nn.errors import Refused
from pages.ui.app.room import connection, redis_store, room
from pages.ui.app.room.as_json import to_json
from pages.ui.app.room.codes import Tries
from pages.ui.app.room.connection import NO_ADDRESS, Address, read_address
from pages.ui.app.room.redis_store import PREFIX, InRedis
from pages.ui.app.room.room import Phone, Room, SentDigit
from pages.ui.app.room.rooms import Rooms, store_for
from pages.ui.app.room.store import GONE, MOST_ROOMS, InProcess, NoRoom, Store, StoreGone
from tests.pages.conftest import until
from tests.pages.room.redis_server import Server

CODE = "ACDEFG"
IMAGE = bytes(range(256)) * 3 + bytes(16)


@pytest.fixture
def store(redis_server: Server) -> InRedis:
    """Return a store in an empty Redis."""
    return InRedis(redis_server.address)


@pytest.fixture
def other(redis_server: Server) -> InRedis:
    """Return the store of another process."""
    return InRedis(redis_server.address)


def new_room(code: str = CODE) -> Room:
    """Return a room that its host has just opened."""
    now = time.time()
    return Room(code, "hash", now, now, phones={"phone": Phone()})


def with_digit(name: str) -> Callable[[Room], Room]:
    """Return a change that puts a digit on the wall."""

    def change(known: Room) -> Room:
        digits = known.digits | {name: SentDigit(name, "phone", 3, time.time())}
        return replace(known, digits=digits)

    return change


def gone(store: Store) -> bool:
    """Tell whether the store cannot be reached."""
    try:
        store.get(CODE)
    except StoreGone:
        return True
    return False


def test_two_processes_share_a_room(store: InRedis, other: InRedis) -> None:
    assert store.add(new_room())
    changed = other.change(CODE, with_digit("d"), {"d": IMAGE})
    assert store.get(CODE) == changed == other.get(CODE)
    assert store.images(CODE, ["d", "x"]) == {"d": IMAGE}


def test_an_unchanged_room_is_not_parsed_again(store: InRedis, other: InRedis) -> None:
    store.add(new_room())
    assert store.get(CODE) is store.get(CODE)
    assert other.get(CODE) is other.get(CODE)


def test_no_digit_is_lost_while_two_processes_send(store: InRedis, other: InRedis) -> None:
    store.add(new_room())

    def send(each: InRedis, name: str) -> None:
        for k in range(60):
            each.change(CODE, with_digit(f"{name}{k}"), {f"{name}{k}": IMAGE})

    senders = [threading.Thread(target=send, args=(store, name)) for name in "ab"]
    senders += [threading.Thread(target=send, args=(other, name)) for name in "cd"]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join(60)
    known = store.get(CODE)
    assert known is not None
    assert set(known.digits) == {f"{name}{k}" for name in "abcd" for k in range(60)}
    assert len(store.images(CODE, known.digits)) == 240


def test_a_change_that_others_always_overtake_gets_a_sentence(
    store: InRedis, other: InRedis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(redis_store, "MOST_TRIES", 3)
    store.add(new_room())
    tries: list[Room] = []

    def overtaken(known: Room) -> Room:
        tries.append(other.change(CODE, with_digit(str(len(tries)))))
        return replace(known, paused=True)

    with pytest.raises(Refused, match="Too much happens in this room"):
        store.change(CODE, overtaken)
    known = store.get(CODE)
    assert known is not None and not known.paused and len(known.digits) == len(tries) == 3


def test_images_of_digits_that_are_gone_are_deleted(store: InRedis, redis_server: Server) -> None:
    store.add(new_room())
    for name in "abc":
        store.change(CODE, with_digit(name), {name: IMAGE})
    store.change(CODE, lambda known: room.without(known, {"a", "c"}))
    assert redis_server.client.hkeys(f"{PREFIX}images:{CODE}") == [b"b"]
    store.change(CODE, lambda known: known, {"x": IMAGE})  # of no digit
    assert redis_server.client.hkeys(f"{PREFIX}images:{CODE}") == [b"b"]


def test_a_removed_room_leaves_no_key(store: InRedis, other: InRedis, redis_server: Server) -> None:
    store.add(new_room())
    other.change(CODE, with_digit("d"), {"d": IMAGE})
    assert all(PREFIX in str(key) for key in redis_server.client.keys())
    store.remove(CODE)
    assert redis_server.client.keys() == []
    assert other.get(CODE) is None and other.images(CODE, ["d"]) == {}
    with pytest.raises(NoRoom, match="This room is closed"):
        other.change(CODE, with_digit("e"), {"e": IMAGE})
    assert redis_server.client.keys() == []


def test_a_room_without_a_host_ends_by_itself_and_leaves_no_key(
    store: InRedis, redis_server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "LIFE", 2.0)
    store.add(new_room())
    store.change(CODE, with_digit("d"), {"d": IMAGE})
    until(lambda: redis_server.client.dbsize() == 0)
    assert store.get(CODE) is None and CODE not in str(vars(store))


def test_only_the_host_lengthens_the_life_of_a_room(
    store: InRedis, redis_server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = time.time()
    now = [start]
    monkeypatch.setattr(time, "time", lambda: now[0])

    def lives() -> list[int]:
        """Return how long each key lives on: the list of rooms, the room, its images."""
        return [
            redis_server.client.pttl(f"{PREFIX}{k}")
            for k in ("open", f"room:{CODE}", f"images:{CODE}")
        ]

    store.add(new_room())
    now[0] = start + 3600
    store.change(CODE, with_digit("d"), {"d": IMAGE})
    assert max(lives()[1:]) <= (room.LIFE - 3600) * 1000
    store.change(CODE, lambda known: replace(known, host_seen=now[0]))
    assert min(lives()) > (room.LIFE - 3600) * 1000


def test_rooms_are_bounded_over_all_processes(
    store: InRedis, other: InRedis, redis_server: Server
) -> None:
    codes = [f"ROOM{k}" for k in range(MOST_ROOMS)]
    for k, code in enumerate(codes):
        assert (store, other)[k % 2].add(new_room(code))
    for each in (store, other):
        with pytest.raises(Refused, match="There are 50 open rooms already"):
            each.add(new_room())
    store.remove(codes[0])
    assert other.add(new_room())
    redis_server.client.delete(f"{PREFIX}room:{codes[1]}")  # as at its end
    assert store.add(new_room(codes[0]))


def test_a_code_that_is_taken_is_not_given_again(store: InRedis, other: InRedis) -> None:
    assert store.add(new_room())
    assert not store.add(new_room())
    assert not other.add(replace(new_room(), host="another"))
    known = other.get(CODE)
    assert known is not None and known.host == "hash"


OLDER = {name: value for name, value in to_json(new_room()).items() if name != "paused"}


@pytest.mark.parametrize(
    "junk",
    [
        b"",
        b"\xff\xfe",
        b"[" * 100_000,
        b"null",
        b"[1, 2]",
        json.dumps(OLDER).encode(),
        json.dumps(to_json(new_room("OTHERS"))).encode(),
    ],
    ids=["nothing", "bytes", "nested", "null", "list", "an older version", "another room"],
)
def test_json_that_is_no_room_is_none(store: InRedis, redis_server: Server, junk: bytes) -> None:
    redis_server.client.hset(f"{PREFIX}room:{CODE}", mapping={"stamp": b"1", "json": junk})
    is_none(store)


SOMETHING = {
    "text": "redis.call('SET', KEYS[1], 1)",
    "a list": "redis.call('RPUSH', KEYS[1], 1)",
    "a hash": "redis.call('HSET', KEYS[1], 'a', 1)",
    "a stamp alone": "redis.call('HSET', KEYS[1], 'stamp', 1)",
}


@pytest.mark.parametrize("kind", SOMETHING)
@pytest.mark.parametrize("key", ["room", "images"])
def test_keys_of_somebody_else_are_no_room(
    store: InRedis, redis_server: Server, kind: str, key: str
) -> None:
    redis_server.client.eval(SOMETHING[kind], 1, f"{PREFIX}{key}:{CODE}")
    is_none(store)
    assert store.add(new_room()) == (key == "images")


def is_none(store: Store) -> None:
    """Check that there is no room."""
    assert store.get(CODE) is None
    assert store.images(CODE, ["d"]) == {}
    with pytest.raises(NoRoom):
        store.change(CODE, with_digit("d"), {"d": IMAGE})


def test_a_room_whose_images_became_something_else_is_closed(
    store: InRedis, redis_server: Server
) -> None:
    store.add(new_room())
    redis_server.client.set(f"{PREFIX}images:{CODE}", 1)
    with pytest.raises(NoRoom):
        store.change(CODE, with_digit("d"), {"d": IMAGE})
    known = store.get(CODE)
    assert known is not None and not known.digits
    store.remove(CODE)
    assert redis_server.client.keys() == []


def test_any_text_may_be_a_code(store: InRedis) -> None:
    for text in ("", "*", "open", "\ud800", "a\r\nb", "x" * 10_000):
        assert store.get(text) is None


# Redis is gone


@pytest.mark.parametrize("own_redis", ["yes"], indirect=True)
def test_a_room_is_back_when_redis_is(own_redis: Server) -> None:
    store = InRedis(own_redis.address)
    store.add(new_room())
    known = store.change(CODE, with_digit("d"), {"d": IMAGE})
    own_redis.stop()
    for act in (
        lambda: store.get(CODE),
        lambda: store.add(new_room("OTHERS")),
        lambda: store.change(CODE, with_digit("e")),
        lambda: store.images(CODE, ["d"]),
        lambda: store.remove(CODE),
    ):
        with pytest.raises(StoreGone, match="goes on by itself"):
            act()
    own_redis.start()
    until(lambda: not gone(store))
    for process in (store, InRedis(own_redis.address)):
        assert process.get(CODE) == known
        assert process.images(CODE, ["d"]) == {"d": IMAGE}


def test_a_redis_that_keeps_nothing_has_no_room_any_more(own_redis: Server) -> None:
    store = InRedis(own_redis.address)
    store.add(new_room())
    own_redis.stop()
    assert gone(store)
    own_redis.start()
    until(lambda: not gone(store))
    assert store.get(CODE) is None
    assert store.add(new_room())


@pytest.mark.slow
def test_a_redis_that_hangs_is_gone(own_redis: Server) -> None:
    store = InRedis(own_redis.address)
    known = new_room()
    store.add(known)
    own_redis.hang()
    assert gone(store) and gone(store)
    assert gone(InRedis(own_redis.address))
    own_redis.go_on()
    until(lambda: not gone(store))
    assert store.get(CODE) == known


def test_a_redis_that_comes_later_is_found(own_redis: Server) -> None:
    own_redis.stop()
    store = InRedis(own_redis.address)
    assert gone(store)
    own_redis.start()
    until(lambda: not gone(store))


def test_a_hundred_phones_do_not_each_look_for_redis(
    own_redis: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, looks = InRedis(own_redis.address), 0
    store.add(new_room())
    look = connection.Connection._connected

    def counted(self: connection.Connection) -> redis.Redis:
        nonlocal looks
        looks += 1
        return look(self)

    monkeypatch.setattr(connection, "REST", 30.0)
    monkeypatch.setattr(connection.Connection, "_connected", counted)
    own_redis.stop()
    assert all(gone(store) for _ in range(100))
    assert looks <= 1


def test_pages_learn_that_redis_is_gone_and_back(
    own_redis: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pages.ui.app.room.rooms.LOOK", 0.0)
    rooms, image = Rooms(InRedis(own_redis.address)), np.frombuffer(IMAGE, np.uint8)
    host = rooms.open()
    phone = rooms.join(host.code, Tries())
    own_redis.hang()
    for act in (
        lambda: rooms.look(host.code),
        lambda: rooms.see(host),
        lambda: rooms.join(host.code, Tries()),
        lambda: rooms.send(phone, image, 3),
        lambda: rooms.end(host),
    ):
        with pytest.raises(StoreGone, match="goes on by itself"):
            act()
    own_redis.go_on()
    until(lambda: not gone(rooms.store))
    sent = rooms.send(phone, image, 3)
    known = rooms.look(host.code)
    assert known is not None and sent in rooms.images(known)


def test_a_room_that_another_process_ended_is_forgotten(
    redis_server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pages.ui.app.room.rooms.LOOK", 0.0)
    one, other = (Rooms(InRedis(redis_server.address)) for _ in range(2))
    host = one.open()
    other.send(other.join(host.code, Tries()), np.frombuffer(IMAGE, np.uint8), 3)
    known = other.look(host.code)
    assert known is not None and len(other.images(known)) == 1
    one.end(host)
    assert other.look(host.code) is None
    assert other.images(known) == {}  # a page that looked a moment before
    for kept in (other, other.store):
        assert host.code not in str(vars(kept))


# The address


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("redis://redis", Address("redis", 6379, 0, None, None)),
        (" redis://localhost:7000/2 ", Address("localhost", 7000, 2, None, None)),
        ("redis://:p%40ss@[::1]:1/", Address("::1", 1, 0, None, "p@ss")),
        ("redis://me:pass@host", Address("host", 6379, 0, "me", "pass")),
    ],
)
def test_an_address_names_host_port_and_database(text: str, address: Address) -> None:
    assert read_address(text) == address


@pytest.mark.parametrize(
    "text",
    [
        "localhost:6379",
        "redis:6379",
        "redis://",
        "redis://:6379",
        "redis://host:port",
        "redis://host:99999",
        "redis://host/room",
        "redis://host/-1",
        "redis://host?socket_timeout=100",
        "redis://[::1",
        "rediss://host",
        "http://host",
        "1",
    ],
)
def test_another_address_is_told_where_a_room_is_used(text: str) -> None:
    rooms = Rooms(store_for({"ROOM_STORE": text}))
    for act in (lambda: rooms.open(), lambda: rooms.look(CODE), lambda: rooms.join(CODE, Tries())):
        with pytest.raises(StoreGone) as told:
            act()
        assert str(told.value) == NO_ADDRESS


def test_a_missing_package_is_told_where_a_room_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("connection", "redis_store"):
        monkeypatch.delitem(sys.modules, f"pages.ui.app.room.{module}")
    monkeypatch.setitem(sys.modules, "redis", None)
    rooms = Rooms(store_for({"ROOM_STORE": "redis://localhost"}))
    with pytest.raises(StoreGone, match="pip install -r .deploy/requirements.txt"):
        rooms.open()


@pytest.mark.parametrize("address", ["redis://:wrong@127.0.0.1:{}", "redis://127.0.0.1:{}/99"])
def test_a_redis_that_lets_nobody_in_is_told(redis_server: Server, address: str) -> None:
    store = InRedis(address.format(redis_server.port))
    until(lambda: sentence_of(store) != GONE)
    assert "does not let this app in" in sentence_of(store)
    assert "wrong" not in sentence_of(store)


def sentence_of(store: Store) -> str:
    """Return what the store says instead of looking for a room."""
    with pytest.raises(StoreGone) as told:
        store.get(CODE)
    return str(told.value)


def test_rooms_are_in_this_process_unless_the_environment_says_otherwise() -> None:
    assert isinstance(store_for({}), InProcess)
    assert isinstance(store_for({"ROOM_STORE": " "}), InProcess)
    assert isinstance(store_for({"ROOM_STORE": "redis://localhost"}), InRedis)
