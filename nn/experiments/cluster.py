"""The runs of an experiment on a Dask cluster, which somebody else has started.

    with Cluster("tcp://192.168.1.5:8786") as cluster:
        for result in results(experiment.runs(), cluster):
            ...

joblib hands the runs to Dask, and Dask to its workers; the runs of a worker that is killed are done
again by the others. The workers train as they were started: with their own priority, and as many
runs at once as they have threads. Dask is optional, and is imported here alone.
"""

import asyncio
import hashlib
import logging
import re
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import cache, partial
from typing import Any, ClassVar

import numpy as np
from joblib import Parallel, parallel_config

from nn.errors import PROJECT, Refused, shown
from nn.experiments.engine import parallel

FIND_SECONDS = 4.0  # for a scheduler to answer, and then for its first worker to be there
LOOK_SECONDS = 5.0  # between two looks whether there is a worker
MOST_SECONDS_ALONE = 60.0  # that a scheduler may be without a worker while there are runs
COMPARE_SECONDS = 60.0  # for the workers to import this project, on busy machines
# Those with a level of their own; what they tell is told in sentences here.
LOGGERS = ("distributed", "distributed.client", "tornado", "tornado.application", "asyncio")
MISSING = re.compile(r"No module named '([^']+)'")
INSTALL = "pip install -r .deploy/cluster/requirements.txt"


class Cluster:
    """A Dask cluster, as an `Engine`.

    Parameters
    ----------
    address
        The scheduler's, such as "tcp://192.168.1.5:8786".
    """

    is_here: ClassVar[bool] = False

    def __init__(self, address: str) -> None:
        self.address = address
        self._client: Any = None
        self._held = ExitStack()

    @property
    def at_once(self) -> int:
        """How many runs are trained at the same time: as many as the workers have threads."""
        return max(1, sum(self._client.ncores().values()))

    def __enter__(self) -> "Cluster":
        """Connect to the scheduler, and compare its workers with this machine.

        Raises `Refused` within about five seconds if there is no scheduler or it has no worker, and
        also if a worker has another version of this project or of NumPy: it may train other
        networks.
        """
        try:
            from distributed import Client
        except ImportError:
            raise Refused(f"Dask is not installed here; install it with {INSTALL}.") from None
        with ExitStack() as held:
            held.enter_context(_without_log())
            with warnings.catch_warnings():  # of other versions, which are compared here
                warnings.simplefilter("ignore")
                _check(self.address)
                try:
                    self._client = Client(self.address, timeout=FIND_SECONDS, set_as_default=False)
                except OSError:
                    raise _absent(self.address) from None
            held.callback(self._close)
            self._held = held.pop_all()
        return self

    def __exit__(self, *error: object) -> None:
        self._held.close()

    def _close(self) -> None:
        with suppress(OSError):  # what is wrong with it by now does not matter any more
            self._client.close(timeout=FIND_SECONDS)

    def parallel(self) -> Parallel:
        """Return joblib's way to this engine."""
        backend = _backend()(client=self._client, wait_for_workers_timeout=FIND_SECONDS)
        with parallel_config(backend):
            return parallel(n_jobs=-1, pre_dispatch=self.at_once)

    def refusal(self, error: Exception) -> Refused | None:
        """Return what an error of joblib's or Dask's means for a person; None if it is another."""
        from distributed import KilledWorker

        if isinstance(error, KilledWorker):
            times = error.allowed_failures + 1
            return Refused(
                f"{'A worker was' if times == 1 else f'{times} workers were'} killed while "
                "training the same run, perhaps because memory ran out; use smaller layers, or "
                "workers with fewer threads."
            )
        if isinstance(error, NoWorkers):
            return Refused(
                f"The scheduler at {shown(self.address)} has no worker any more; start one, and go "
                "on."
            )
        if isinstance(error, OSError):
            return Refused(
                f"The line to the scheduler at {shown(self.address)} is cut; see whether it still "
                "runs."
            )
        return None


class NoWorkers(ConnectionError):
    """A cluster that has lost its last worker."""


@cache
def _backend() -> Any:
    """Return joblib's backend for Dask, which also tells of runs that never end.

    joblib's own waits for ever for the result of a task whose worker was killed too often, whose
    scheduler has gone, or which has no worker to go to; and it trains in this process where the
    cluster has a single thread.
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
            self._callback: Callable[[Any], None] | None = None
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
            if self._calls and self._callback:
                self._callback(NoWorkers())  # one is enough to end them all

        def submit(self, func: Any, callback: Callable[[Any], None]) -> Any:
            self._callback = callback
            future = super().submit(func, callback)
            future.add_done_callback(partial(_tell_error, callback))
            return future

        def retrieve_result_callback(self, out: Any) -> Any:
            if _is_cancelled(out):
                raise ConnectionError("the scheduler has gone")
            if isinstance(out, Exception):
                raise out
            return super().retrieve_result_callback(out)

    return Backend


def _tell_error(callback: Callable[[Any], None], future: Any) -> None:
    if error := future.exception():
        callback(error)


def _is_cancelled(out: Any) -> bool:
    from distributed import CancelledError

    return isinstance(out, CancelledError | asyncio.CancelledError)


def _check(address: str) -> None:
    """Raise `Refused` unless a scheduler with fitting workers is at an address.

    It leaves no thread behind, as a client that finds no scheduler would.
    """
    try:
        asyncio.run(_compare(address))
    except Refused:
        raise
    except (ValueError, TypeError):  # such as http://..., or tls:// without certificates
        raise Refused(
            f"{shown(address)} is not the address of a scheduler; expected one such as "
            "tcp://192.168.1.5:8786."
        ) from None
    except OSError:  # TimeoutError, too
        raise _absent(address) from None
    except Exception:  # anything may come of the bytes that another server sends
        raise Refused(f"What answers at {shown(address)} is not a Dask scheduler.") from None


def _absent(address: str) -> Refused:
    return Refused(
        f"No Dask scheduler answers at {shown(address)}; see whether it runs and the address "
        "is right."
    )


async def _compare(address: str) -> None:
    from distributed import Client

    await asyncio.wait_for(_find(address), FIND_SECONDS + 1)
    async with Client(
        address, asynchronous=True, timeout=FIND_SECONDS, set_as_default=False
    ) as client:
        try:
            answers = await asyncio.wait_for(client.run(about, on_error="return"), COMPARE_SECONDS)
        except TimeoutError:
            raise Refused(
                f"A worker of {shown(address)} does not answer; end it and start it again."
            ) from None
    for worker, answer in answers.items():
        check_worker(worker, answer)


async def _find(address: str) -> None:
    """Wait for a scheduler with a worker."""
    from distributed import rpc
    from distributed.security import Security

    arguments = Security().get_connection_args("client")
    async with rpc(address, timeout=FIND_SECONDS, connection_args=arguments) as scheduler:
        kind = (await scheduler.identity())["type"]
        if kind != "Scheduler":
            raise Refused(f"At {shown(address)} is a Dask {kind.lower()}, not the scheduler.")
        try:
            async with asyncio.timeout(FIND_SECONDS / 2):
                while not await scheduler.ncores():
                    await asyncio.sleep(0.1)
        except TimeoutError:
            raise Refused(
                f"The scheduler at {shown(address)} has no workers; start some in the "
                f"project's folder: python -m dask worker {shown(address)}"
            ) from None


def check_worker(worker: str, answer: Any) -> None:
    """Raise `Refused` unless a worker trains the same networks as this machine.

    `answer` is its `about()`, or the error that it got instead.
    """
    if isinstance(answer, Exception) and (missing := MISSING.search(str(answer))):
        raise Refused(
            f"The worker {worker} cannot import {missing[1]}; install both requirements.txt and "
            ".deploy/cluster/requirements.txt there, and start it in the project's folder with "
            "python -m dask worker."
        )
    if isinstance(answer, Exception):
        raise Refused(f"The worker {worker} cannot be used: {shown(str(answer))}.")
    for what, here in about().items():
        if answer.get(what) != here:
            raise Refused(
                f"The worker {worker} has another {what} ({answer.get(what)}) than this machine "
                f"({here}), and may train other networks; give it the same, and start it again."
            )


def about() -> dict[str, str]:
    """Return what must be the same on two machines for the same results, as it is on this one."""
    return {"NumPy": np.__version__, "source code in nn/": _source_digest()}


@cache
def _source_digest() -> str:
    """Return a digest of this package's source, whatever ends its lines."""
    digest = hashlib.sha256()
    for path in sorted((PROJECT / "nn").rglob("*.py")):
        digest.update(path.relative_to(PROJECT).as_posix().encode())
        digest.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()[:8]


@contextmanager
def _without_log() -> Iterator[None]:
    """Keep what Dask logs, such as of a connection that is cut, off the terminal."""
    loggers = [logging.getLogger(name) for name in LOGGERS]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for logger, level in zip(loggers, before, strict=True):
            logger.setLevel(level)
