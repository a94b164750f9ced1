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
from pages.ui.app.room import redis_store, room
from pages.ui.app.room.redis_store import NO_ADDRESS, PREFIX, InRedis, to_json
from pages.ui.app.room.room import Phone, Room, SentDigit
from pages.ui.app.room.rooms import Rooms, store_for
from pages.ui.app.room.store import GONE, MOST_ROOMS, InProcess, NoRoom, Store, StoreGone
from pages.ui.app.state.room import Tries
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


def trouble(store: Store) -> str:
    """Return what the store says instead of looking for a room, "" if it looks."""
    try:
        store.get(CODE)
    except StoreGone as gone:
        return str(gone)
    return ""


def is_none(store: Store) -> None:
    """Check that there is no room."""
    assert store.get(CODE) is None
    assert store.images(CODE, ["d"]) == {}
    with pytest.raises(NoRoom):
        store.change(CODE, with_digit("d"), {"d": IMAGE})


def test_two_processes_share_a_room_until_one_of_them_removes_it(
    store: InRedis, other: InRedis, redis_server: Server
) -> None:
    assert store.add(new_room())
    assert not other.add(replace(new_room(), host="another"))
    changed = other.change(CODE, with_digit("d"), {"d": IMAGE})
    assert store.get(CODE) == changed == other.get(CODE)
    assert store.images(CODE, ["d", "x"]) == {"d": IMAGE}
    assert all(PREFIX in str(key) for key in redis_server.client.keys())
    store.remove(CODE)
    is_none(other)
    assert redis_server.client.keys() == []


def test_no_digit_is_lost_while_two_processes_send(store: InRedis, other: InRedis) -> None:
    store.add(new_room())

    def send(each: InRedis, name: str) -> None:
        for k in range(30):
            each.change(CODE, with_digit(f"{name}{k}"), {f"{name}{k}": IMAGE})

    processes = {"a": store, "b": store, "c": other, "d": other}
    senders = [threading.Thread(target=send, args=(it, name)) for name, it in processes.items()]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join(60)
    known = store.get(CODE)
    assert known is not None
    assert set(known.digits) == {f"{name}{k}" for name in processes for k in range(30)}
    assert len(store.images(CODE, known.digits)) == 120


def test_a_change_that_another_process_overtakes_is_made_anew(
    store: InRedis, other: InRedis
) -> None:
    store.add(new_room())
    tries: list[Room] = []

    def overtaken(known: Room) -> Room:
        if len(tries) < 3:
            tries.append(other.change(CODE, with_digit(str(len(tries)))))
        return replace(known, paused=True)

    changed = store.change(CODE, overtaken)
    assert changed.paused and len(changed.digits) == 3
    assert other.change(CODE, lambda known: known) == changed


def test_images_of_digits_that_are_gone_are_deleted(store: InRedis, redis_server: Server) -> None:
    store.add(new_room())
    for name in "abc":
        store.change(CODE, with_digit(name), {name: IMAGE})
    store.change(CODE, lambda known: room.without(known, {"a", "c"}))
    store.change(CODE, lambda known: known, {"x": IMAGE})  # of no digit
    assert redis_server.client.hkeys(f"{PREFIX}{CODE}:images") == [b"b"]


def test_a_room_without_a_host_ends_by_itself_and_leaves_no_key(
    store: InRedis, redis_server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "LIFE", 1.0)
    store.add(new_room())
    until(lambda: redis_server.client.dbsize() == 0)
    assert store.get(CODE) is None


def test_only_the_host_lengthens_the_life_of_a_room(
    store: InRedis, redis_server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = time.time()
    now = [start]
    monkeypatch.setattr(time, "time", lambda: now[0])

    def lives() -> list[int]:
        """Return how long each key lives on: the list of rooms, the room, its images."""
        keys = "open", CODE, f"{CODE}:images"
        return [redis_server.client.pttl(f"{PREFIX}{key}") for key in keys]

    store.add(new_room())
    now[0] = start + 3600
    store.change(CODE, with_digit("d"), {"d": IMAGE})
    assert max(lives()[1:]) <= (room.LIFE - 3600) * 1000
    store.change(CODE, lambda known: replace(known, host_seen=now[0]))
    assert min(lives()) > (room.LIFE - 3600) * 1000


def test_rooms_are_bounded_over_all_processes(
    store: InRedis, other: InRedis, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes = [f"ROOM{k}" for k in range(MOST_ROOMS)]
    for k, code in enumerate(codes):
        assert (store, other)[k % 2].add(new_room(code))
    with pytest.raises(Refused, match="open rooms already"):
        store.add(new_room())
    later = time.time() + room.LIFE + 1
    monkeypatch.setattr(time, "time", lambda: later)
    assert store.add(new_room())


AS_JSON = json.loads(to_json(new_room()))
OLDER = {name: value for name, value in AS_JSON.items() if name != "code"}
NEWER = AS_JSON | {"newer": 1}
CHANGED = AS_JSON | {"phones": []}
OTHERS = [json.dumps(other).encode() for other in (OLDER, NEWER, CHANGED)]


@pytest.mark.parametrize(
    "junk", [b"\xff\xfe", b"[" * 100_000, *OTHERS], ids="bytes nested older newer changed".split()
)
def test_json_of_another_version_is_no_room(
    store: InRedis, redis_server: Server, junk: bytes
) -> None:
    redis_server.client.set(f"{PREFIX}{CODE}", junk)
    is_none(store)


# Redis is gone


@pytest.mark.parametrize("own_redis", ["yes"], indirect=True)
def test_a_room_is_back_when_redis_is(own_redis: Server) -> None:
    store = InRedis(own_redis.address)
    store.add(new_room())
    known = store.change(CODE, with_digit("d"), {"d": IMAGE})
    own_redis.stop()
    later = InRedis(own_redis.address)  # of a process that starts meanwhile
    assert trouble(store) == trouble(later) == GONE
    own_redis.start()
    for process in (store, later):
        until(lambda process=process: not trouble(process))  # type: ignore[misc]
        assert process.get(CODE) == known
        assert process.images(CODE, ["d"]) == {"d": IMAGE}


def test_a_hundred_phones_do_not_each_look_for_redis(
    own_redis: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, looks, get = InRedis(own_redis.address), list[str](), redis.Redis.get
    store.add(new_room())

    def counted(client: redis.Redis, key: str) -> object:
        looks.append(key)
        return get(client, key)

    monkeypatch.setattr(redis_store, "REST", 30.0)
    monkeypatch.setattr(redis.Redis, "get", counted)
    own_redis.stop()
    assert all(trouble(store) for _ in range(100))
    assert len(looks) <= 1


def test_pages_learn_that_redis_hangs_and_is_back(
    own_redis: Server, own_rooms: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(redis_store, "TIMEOUT", 2.0)
    rooms, image = Rooms(InRedis(own_redis.address)), np.frombuffer(IMAGE, np.uint8)
    until(lambda: not trouble(rooms.store))
    host = rooms.open()
    phone = rooms.join(host.code, Tries())
    own_redis.hang()
    for act in (
        lambda: rooms.look(host.code),
        lambda: rooms.send(phone, image, 3),
        lambda: rooms.end(host),
    ):
        with pytest.raises(StoreGone, match="goes on by itself"):
            act()
    own_redis.go_on()
    until(lambda: not trouble(rooms.store))
    sent = rooms.send(phone, image, 3)
    known = rooms.look(host.code)
    assert known is not None and sent in rooms.images(known)


# The address


@pytest.mark.parametrize("text", ["localhost:6379", "redis://host:99999", "http://host"])
def test_another_address_is_told_where_a_room_is_used(text: str) -> None:
    rooms = Rooms(store_for({"ROOM_STORE": text}))
    with pytest.raises(StoreGone) as told:
        rooms.open()
    assert str(told.value) == NO_ADDRESS


def test_a_missing_package_is_told_where_a_room_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "pages.ui.app.room.redis_store")
    monkeypatch.setitem(sys.modules, "redis", None)
    rooms = Rooms(store_for({"ROOM_STORE": "redis://localhost"}))
    with pytest.raises(StoreGone, match="pip install -r .deploy/requirements.txt"):
        rooms.open()


@pytest.mark.parametrize("address", ["redis://me:wrong@127.0.0.1:{}", "redis://127.0.0.1:{}/99"])
def test_a_redis_that_lets_nobody_in_is_told(redis_server: Server, address: str) -> None:
    store = InRedis(address.format(redis_server.port))
    until(lambda: trouble(store) != GONE)
    assert "does not let this app in" in trouble(store) and "wrong" not in trouble(store)


def test_rooms_are_in_this_process_unless_the_environment_says_otherwise() -> None:
    assert isinstance(store_for({}), InProcess)
    assert isinstance(store_for({"ROOM_STORE": " "}), InProcess)
    assert isinstance(store_for({"ROOM_STORE": "redis://localhost"}), InRedis)
