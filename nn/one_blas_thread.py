"""Holds BLAS at one thread while a run trains in a thread of a larger program."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any

from threadpoolctl import threadpool_limits

_runs = 0  # in this process
_limits: Any = None
_lock = Lock()


@contextmanager
def one_blas_thread() -> Iterator[None]:
    """Hold BLAS at one thread: more would share a sum, and round it differently.

    The limit is the process's, which may train several runs at once: the first one sets it, and the
    last one lifts it.
    """
    global _runs, _limits
    with _lock:
        if not _runs:
            _limits = threadpool_limits(1, user_api="blas")
        _runs += 1
    try:
        yield
    finally:
        with _lock:
            _runs -= 1
            if not _runs:
                _limits.restore_original_limits()
