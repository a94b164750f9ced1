"""The runs of an experiment on a Dask cluster, which somebody else has started.

    with Cluster("tcp://192.168.1.5:8786") as cluster:
        for result in results(experiment.runs(), cluster):
            ...

Dask hands the runs to its workers; the runs of a worker that is killed are done again by the
others. The workers train as they were started: with their own priority, and as many runs at once as
they have threads. Dask is optional, so it is imported when it is needed.
"""

import logging
import warnings
from collections.abc import Iterator
from concurrent.futures import CancelledError, Executor, Future
from contextlib import ExitStack, contextmanager, suppress
from typing import Any, ClassVar

from nn.errors import Refused, shown
from nn.experiments import scheduler
from nn.experiments.experiment import PlannedRun
from nn.experiments.measuring import Result, measure

INSTALL = "pip install -r .deploy/cluster/requirements.txt"
# Those with a level of their own; what they tell is told in sentences here.
LOGGERS = ("distributed", "distributed.client", "tornado", "tornado.application", "asyncio")


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
        with ExitStack() as held:
            held.enter_context(_without_log())
            with warnings.catch_warnings():  # of other versions, which are compared here
                warnings.simplefilter("ignore")
                scheduler.check(self.address)
                try:
                    self._client = Client(
                        self.address, timeout=scheduler.FIND_SECONDS, set_as_default=False
                    )
                except OSError:
                    raise scheduler.absent(self.address) from None
            held.callback(self._close)
            self.at_once = max(1, sum(self._client.ncores().values()))
            self._held = held.pop_all()
        return self

    def __exit__(self, *error: object) -> None:
        self._held.close()

    def _close(self) -> None:
        with suppress(OSError):  # what is wrong with it by now does not matter any more
            self._client.close(timeout=scheduler.FIND_SECONDS)

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
        """Return what an error of joblib's or Dask's means for a person."""
        from distributed import KilledWorker

        if isinstance(error, KilledWorker):
            times = error.allowed_failures + 1
            return Refused(
                f"{'A worker was' if times == 1 else f'{times} workers were'} killed while "
                "training the same run, perhaps because memory ran out; use smaller layers, or "
                "workers with fewer threads."
            )
        if isinstance(error, OSError | CancelledError):
            return Refused(
                f"The line to the scheduler at {shown(self.address)} is cut; see whether it still "
                "runs."
            )
        if isinstance(error, Refused):
            return None
        said = f"{type(error).__name__}: {error}".splitlines()[0]
        return Refused(f"The cluster could not train a run. {shown(said, most=200)}")


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
