"""Calls the host every second, in a thread that lives only while there is something to do."""

import logging
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager

SECONDS = 1.0

log = logging.getLogger(__name__)


class Dispatcher:
    """Calls `look` every second with the lock held, from `wake` until it returns False.

    A look that fails is logged, and the next one comes all the same.
    """

    def __init__(self, lock: AbstractContextManager[object], look: Callable[[], bool]) -> None:
        self._lock, self._look = lock, look
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None

    def wake(self) -> None:
        """See to it that there is a thread; call it with the lock held."""
        if self._thread is None and not self._ended.is_set():
            self._thread = threading.Thread(target=self._work, name="turns", daemon=True)
            self._thread.start()

    def close(self) -> None:
        """End the thread, for good, and wait until it has ended; call it without the lock."""
        self._ended.set()
        if thread := self._thread:
            thread.join()

    def _work(self) -> None:
        while not self._ended.wait(SECONDS):
            with self._lock:
                try:
                    goes_on = self._look()
                except Exception:  # without the thread nobody's turn would ever come
                    log.exception("The queue of the runs could not be looked after")
                    continue
                if not goes_on:
                    self._thread = None
                    return
