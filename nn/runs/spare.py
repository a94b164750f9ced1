"""A training process that is started before anybody presses Play.

It takes half a second until a process has numpy and the images. A room that waits for the first
point of the curve sees that half second, so one process is kept ready.
"""

import threading
import time
from collections.abc import Callable

from nn.runs.process import WorkerProcess
from nn.runs.training_process import PATIENCE

# Before the process loses its patience and ends by itself.
KEPT = PATIENCE - 30.0  # seconds


class Spare:
    """Keeps at most one process ready that `start` has made."""

    def __init__(self, start: Callable[[], WorkerProcess]) -> None:
        self._start = start
        self._lock = threading.Lock()
        self._process: WorkerProcess | None = None
        self._since = 0.0

    def prepare(self) -> None:
        """Have a process ready. Raises `OSError` if the system starts no more processes."""
        with self._lock:
            if not self._is_ready():
                self._process, self._since = self._start(), time.monotonic()

    def take(self) -> WorkerProcess:
        """Return the process that is ready, or else a new one. Raises `OSError` as `prepare`."""
        with self._lock:
            process = self._process if self._is_ready() else None
            self._process = None
        return process or self._start()

    def close(self) -> None:
        """End the process, and wait until it is gone."""
        with self._lock:
            process, self._process = self._process, None
        if process:
            process.kill()
            process.join(5.0)

    def _is_ready(self) -> bool:
        if self._process is None or not self._process.is_alive:
            return False
        return time.monotonic() - self._since < KEPT
