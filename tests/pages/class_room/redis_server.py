"""A Redis of the tests' own, on this computer."""

import shutil
import signal
import subprocess
from pathlib import Path

import pytest
import redis

from tests.browser.server import free_port
from tests.pages.conftest import until

PROGRAM = shutil.which("redis-server")


class Server:
    """A Redis on a free port, which a test may stop, hang and start again."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.port = free_port()
        self.address = f"redis://127.0.0.1:{self.port}"
        self.client = redis.Redis(port=self.port, socket_timeout=10)
        self._folder, self._options = folder, options
        self.start()

    def start(self) -> None:
        """Start it, on what it wrote before it was stopped."""
        if PROGRAM is None:
            pytest.skip("There is no redis-server here.")
        where = ("--bind", "127.0.0.1", "--port", str(self.port), "--dir", str(self._folder))
        self._process = subprocess.Popen(
            [PROGRAM, *where, "--save", "", *self._options], stdout=subprocess.DEVNULL
        )
        until(self._answers)

    def _answers(self) -> bool:
        assert self._process.poll() is None, "redis-server has ended"
        try:
            return bool(self.client.ping())
        except redis.ConnectionError:
            return False

    def stop(self) -> None:
        """Stop it as a container is stopped."""
        self.go_on()
        self._process.terminate()
        self._process.wait(30)

    def hang(self) -> None:
        """Let it answer nothing, while its connections stay open."""
        self._process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """Let it answer again."""
        self._process.send_signal(signal.SIGCONT)
