"""The runs of an experiment on a Dask cluster, which somebody else has started.

    with Cluster("tcp://192.168.1.5:8786") as cluster:
        for result in results(experiment.runs(), cluster):
            ...

Dask hands the runs to its workers; the runs of a worker that is killed are done again by the
others. The workers train as they were started: with their own priority, and as many runs at once as
they have threads. Dask is optional, so it is imported when it is needed.
"""

import asyncio
import hashlib
import logging
import warnings
from concurrent.futures import CancelledError, Executor, Future
from contextlib import ExitStack, suppress
from functools import cache
from typing import Any, ClassVar

import numpy as np

from nn.errors import Refused, shown
from nn.experiments.experiment import PlannedRun
from nn.experiments.one_run import Result, measure
from nn.project import PROJECT

INSTALL = "pip install -r .deploy/cluster/requirements.txt"
FIND_SECONDS = 4.0  # for a scheduler to answer, and to have a worker
# Those with a level of their own; what they tell is told in sentences here.
LOGGERS = ("distributed", "distributed.client", "tornado", "tornado.application")


class Cluster:
    """A Dask cluster, as an `Engine`; the address is the scheduler's: "tcp://192.168.1.5:8786"."""

    is_here: ClassVar[bool] = False

    def __init__(self, address: str) -> None:
        self.address = address
        self.at_once = 1  # as many as the workers have threads, once it is entered
        self._client: Any = None
        self._held = ExitStack()

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
        # Of other versions, which are compared here. For good: other threads may warn as well.
        warnings.filterwarnings("ignore", module="distributed")
        with ExitStack() as held:
            for logger in map(logging.getLogger, LOGGERS):  # a connection that is cut, and the like
                held.callback(logger.setLevel, logger.level)
                logger.setLevel(logging.CRITICAL + 1)
            try:  # first without a client, which would leave a thread where there is no scheduler
                self.at_once = asyncio.run(asyncio.wait_for(_threads(self.address), FIND_SECONDS))
                self._client = Client(self.address, timeout=FIND_SECONDS, set_as_default=False)
            except Exception as error:  # anything may come of what another server sends
                raise Refused(
                    f"No Dask scheduler answers at {shown(repr(self.address))}; see whether it "
                    "runs, and whether the address is right, such as tcp://192.168.1.5:8786."
                ) from error
            held.callback(self._close)
            if not self.at_once:
                raise Refused(
                    f"The scheduler at {shown(self.address)} has no workers; start some in the "
                    f"project's folder: python -m dask worker {shown(self.address)}"
                )
            for worker, answer in self._client.run(about, on_error="return").items():
                check_worker(worker, answer)
            self._held = held.pop_all()
        return self

    def __exit__(self, *error: object) -> None:
        self._held.close()

    def _close(self) -> None:
        with suppress(OSError):  # what is wrong with it by now does not matter any more
            self._client.close(timeout=FIND_SECONDS)

    def submit(self, run: PlannedRun, keeps_network: bool) -> Future[Result]:
        """Have a worker train a run."""
        executor: Executor = self._client.get_executor(pure=False)
        return executor.submit(measure, run, keeps_network)

    def check(self) -> None:
        """Raise `Refused` if there is no worker any more; Dask would wait for one for ever."""
        if not self._client.ncores():
            raise Refused(
                f"The scheduler at {shown(self.address)} has no worker any more; start one, and go "
                "on."
            )

    def refusal(self, error: Exception) -> Refused | None:
        """Return what an error of Dask's means for a person."""
        from distributed import KilledWorker

        if isinstance(error, Refused):
            return None
        if isinstance(error, KilledWorker):
            return Refused(
                f"{error.allowed_failures + 1} workers were killed while training the same run, "
                "perhaps because memory ran out; use smaller layers, or workers with fewer threads."
            )
        if isinstance(error, OSError | CancelledError):
            return Refused(
                f"The line to the scheduler at {shown(self.address)} is cut; see whether it still "
                "runs."
            )
        said = f"{type(error).__name__}: {error}".splitlines()[0]
        return Refused(f"The cluster could not train a run. {shown(said, most=200)}")


async def _threads(address: str) -> int:
    """Return how many threads a scheduler's workers have; wait a moment for the first worker."""
    from distributed import rpc
    from distributed.security import Security

    arguments = Security().get_connection_args("client")
    async with rpc(address, timeout=FIND_SECONDS, connection_args=arguments) as scheduler:
        threads: dict[str, int] = {}
        for _ in range(20):
            if threads := await scheduler.ncores():
                break
            await asyncio.sleep(FIND_SECONDS / 40)
        return sum(threads.values())


def check_worker(worker: str, answer: str | Exception) -> None:
    """Raise `Refused` unless a worker trains the same networks as this machine.

    `answer` is its `about()`, or the error that it got instead, such as of a missing package.
    """
    if isinstance(answer, Exception):
        raise Refused(
            f"The worker {worker} cannot be used: {shown(str(answer))}. Install both "
            "requirements.txt and .deploy/cluster/requirements.txt there, and start it in the "
            "project's folder."
        )
    if answer != about():
        raise Refused(
            f"The worker {worker} has {answer}, and this machine {about()}, so it may train other "
            "networks; give it the same, and start it again."
        )


@cache
def about() -> str:
    """Return what must be the same on two machines for the same results, as it is on this one."""
    digest = hashlib.sha256()
    for path in sorted((PROJECT / "nn").rglob("*.py")):
        digest.update(path.relative_to(PROJECT).as_posix().encode())
        digest.update(path.read_bytes().replace(b"\r\n", b"\n"))  # whatever ends the lines
    return f"NumPy {np.__version__} and source code {digest.hexdigest()[:8]}"
