"""joblib's backend for Dask, made to tell of runs that never end.

joblib's own waits for ever for the result of a task whose worker was killed too often, whose
scheduler has gone, or which has no worker to go to; and it trains in this process where the cluster
has a single thread. Here is all that needs to know joblib's class from the inside.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from functools import cache, partial
from typing import Any

Callback = Callable[[Any], None]
LOOK_SECONDS = 5.0  # between two looks whether there is a worker
MOST_SECONDS_ALONE = 60.0  # that a scheduler may be without a worker while there are runs


class NoWorkers(ConnectionError):
    """A cluster that has lost its last worker."""


@cache
def backend() -> Any:
    """Return the class, which needs Dask.

    Its `retrieve_result_callback` raises `ConnectionError` where the scheduler has gone,
    `NoWorkers` where there is no worker any more, and else what the task has raised.
    """
    from joblib._dask import DaskDistributedBackend

    class Backend(DaskDistributedBackend):  # type: ignore[misc]
        def effective_n_jobs(self, n_jobs: int) -> int:
            try:
                return max(2, int(super().effective_n_jobs(n_jobs)))
            except TimeoutError:
                raise NoWorkers from None

        def start_call(self) -> None:
            super().start_call()
            self._calls = True
            self._waiting: set[Callback] = set()  # for their task's result
            self.client.loop.add_callback(self._look_for_workers)

        def stop_call(self) -> None:
            self._calls = False
            super().stop_call()

        async def _look_for_workers(self) -> None:
            alone = 0.0
            while self._calls and alone < MOST_SECONDS_ALONE:
                await asyncio.sleep(LOOK_SECONDS)
                with suppress(OSError):  # of a scheduler that has gone, which its tasks tell
                    alone = 0.0 if await self.client.scheduler.ncores() else alone + LOOK_SECONDS
            for callback in list(self._waiting) if self._calls else []:
                callback(NoWorkers())

        def submit(self, func: Any, callback: Callback) -> Any:
            self._waiting.add(callback)
            future = super().submit(func, callback)
            future.add_done_callback(partial(self._note_end, callback))
            return future

        def _note_end(self, callback: Callback, future: Any) -> None:
            self._waiting.discard(callback)
            if error := future.exception():
                callback(error)

        def retrieve_result_callback(self, out: Any) -> Any:
            if _is_cancelled(out):
                raise ConnectionError("the scheduler has gone")
            if isinstance(out, Exception):
                raise out
            return super().retrieve_result_callback(out)

    return Backend


def _is_cancelled(out: Any) -> bool:
    from distributed import CancelledError

    return isinstance(out, CancelledError | asyncio.CancelledError)
