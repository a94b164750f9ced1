"""Redis for the tests of rooms."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pages.ui.app.room import connection
from tests.pages.room.redis_server import Server


@pytest.fixture(scope="session")
def one_redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Return a Redis for all tests that leave it running."""
    server = Server(tmp_path_factory.mktemp("redis"))
    yield server
    server.stop()


@pytest.fixture
def redis_server(one_redis: Server, monkeypatch: pytest.MonkeyPatch) -> Server:
    """Return an empty Redis, which goes on after the test."""
    for name in ("TIMEOUT", "PATIENCE"):  # a busy machine may answer late
        monkeypatch.setattr(connection, name, 30.0)
    one_redis.client.flushall()
    return one_redis


@pytest.fixture(params=["no"])
def own_redis(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Server]:
    """Return a Redis that the test may stop; the parameter says whether it writes to the disk."""
    monkeypatch.setattr(connection, "TIMEOUT", 1.5)  # a busy machine may answer late
    monkeypatch.setattr(connection, "PATIENCE", 30.0)
    server = Server(tmp_path, "--appendonly", request.param)
    yield server
    server.stop()
