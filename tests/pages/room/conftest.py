"""Redis for the tests of rooms."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.pages.room.redis_server import Server


@pytest.fixture(scope="session")
def one_redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Return a Redis for all tests that leave it running."""
    server = Server(tmp_path_factory.mktemp("redis"))
    yield server
    server.stop()


@pytest.fixture
def redis_server(one_redis: Server) -> Server:
    """Return an empty Redis, which goes on after the test."""
    one_redis.client.flushall()
    return one_redis


@pytest.fixture(params=["no"])
def own_redis(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Server]:
    """Return a Redis that the test may stop; the parameter says whether it writes to the disk."""
    server = Server(tmp_path, "--appendonly", request.param)
    yield server
    server.stop()
