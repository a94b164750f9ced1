"""Redis for the tests of rooms, rooms that each test has to itself, and what pages show of them."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from nn.mnist import load
from pages.ui.app.state.room import Question, Ticket
from pages.ui.app.state.session import Session
from pages.ui.class_room import redis_store
from pages.ui.class_room.rules import Room
from pages.ui.class_room.store import GONE, InProcess, StoreGone
from pages.ui.class_room.who_may import ROOMS, Rooms
from tests.pages.class_room.redis_server import Server


@pytest.fixture(scope="session")
def one_redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Return a Redis for all tests that leave it running."""
    server = Server(tmp_path_factory.mktemp("redis"))
    yield server
    server.stop()


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait long for Redis: a busy machine may answer late."""
    monkeypatch.setattr(redis_store, "TIMEOUT", 30.0)
    monkeypatch.setattr(redis_store, "LOOK", 0.0)


@pytest.fixture
def redis_server(one_redis: Server, patient: None) -> Server:
    """Return an empty Redis, which goes on after the test."""
    one_redis.client.flushall()
    return one_redis


@pytest.fixture
def own_redis(tmp_path: Path, patient: None) -> Iterator[Server]:
    """Return a Redis that the test may stop, and start again with what was in it."""
    server = Server(tmp_path, "--appendonly", "yes")
    yield server
    server.stop()


@pytest.fixture
def own_rooms(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have rooms of the test's own."""
    monkeypatch.setattr(ROOMS, "store", InProcess())


def lose(store: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a store that cannot be reached."""

    def gone(*_: object) -> None:
        raise StoreGone(GONE)

    for name in ("get", "any_open", "change"):
        monkeypatch.setattr(store, name, gone)


def seen(ticket: Ticket | None, rooms: Rooms = ROOMS) -> Room:
    """Return the room, which must be there."""
    assert ticket
    room = rooms.look(ticket.code)
    assert room
    return room


def question_of(session: Session) -> Question:
    """Return the question of the visitor's room, which must be there."""
    question = seen(session.room.host).question
    assert question is not None
    return question


def hang(ticket: Ticket, *numbers: int) -> list[str]:
    """Hang MNIST's test images with these numbers on the wall; return their ids."""
    sender, test = ROOMS.join(ticket.code), load().test
    ROOMS.change(ticket, lambda room: replace(room, each=1_000))
    return [ROOMS.send(sender, test.images[k], int(test.labels[k])) for k in numbers]
