"""Hand the runs of an experiment out to workers, here or on a cluster, and take their results.

    with Here(jobs=2) as engine:
        for result in results(experiment.runs(), engine):
            ...

The workers are those of an executor: joblib's loky on this machine, Dask's on a cluster
(`cluster.py`). The next run is taken from the iterator only when a worker is free for it, so
whoever hands in the runs decides until then whether there is a next one.
"""

import os
import signal
import threading
import time
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import islice
from multiprocessing import resource_tracker
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

from joblib.externals.loky import ProcessPoolExecutor

from nn.cores import NO_THREAD, cores
from nn.errors import Refused
from nn.experiments.experiment import PlannedRun
from nn.experiments.one_run import Result, measure

if TYPE_CHECKING:
    from nn.experiments.cluster import Cluster

# The lowest priority. An experiment has a process for each core; so one that shares two cores with
# two runs gets about as much of them as each of the runs.
NICENESS = 19
FROM_A_TERMINAL = {signal.SIGINT, getattr(signal, "SIGHUP", signal.SIGINT)}
PARENT_SECONDS = 1.0  # between two looks whether the process that began this one is there
# What joblib and a progress bar start here, and each job: a process with two threads.
OWN_THREADS, THREADS_OF_A_JOB = 5, 3
NO_PROCESS = (
    "The process of a run was killed or could not start, perhaps because the system has no more "
    "memory or processes to give; use smaller layers or fewer jobs."
)
CHECK_SECONDS = 5.0  # between two looks at an engine from which nothing comes

Engine: TypeAlias = "Here | Cluster"  # where runs are trained, while it is entered
Ended = SimpleQueue[Future[Result] | None]


class Here:
    """Processes of this machine, at the lowest priority; each trains one run on one core.

    While it is entered, it trains as many runs `at_once` as it has jobs. Raises `Refused` for fewer
    jobs than one, or more than there are cores.
    """

    is_here: ClassVar[bool] = True

    def __init__(self, jobs: int) -> None:
        if not 1 <= jobs <= cores():
            raise Refused(f"Expected 1 to {cores()} jobs, one a core, got {jobs:,}.")
        self.at_once = jobs
        self._executor: Any = None

    def __enter__(self) -> "Here":
        """Get ready; the processes start with their first runs.

        They leave Ctrl-C to this process and end with it, even where it was killed and ended
        nothing.
        """
        _check_room(OWN_THREADS + THREADS_OF_A_JOB * self.at_once)
        begin, arguments = _begin_process, (os.getpid(),)
        self._executor = ProcessPoolExecutor(self.at_once, initializer=begin, initargs=arguments)
        return self

    def __exit__(self, *error: object) -> None:
        """End the processes, whatever they do."""
        self._executor.shutdown(kill_workers=True)

    def submit(self, run: PlannedRun, keeps_network: bool) -> Future[Result]:
        """Have a process train a run."""
        with _deaf_children():
            future: Future[Result] = self._executor.submit(measure, run, keeps_network)
        # Until it is on its way to a process: joblib's thread would trip over the end before that.
        end = time.monotonic() + CHECK_SECONDS
        while not (future.running() or future.done()) and time.monotonic() < end:
            time.sleep(0.001)
        return future

    def check(self) -> None:
        """Do nothing: joblib tells by itself that a process was killed."""

    def refusal(self, error: Exception) -> Refused | None:
        """Return what an error means for a person; None if it is not one of the processes."""
        broken = isinstance(error, BrokenProcessPool | OSError)
        return Refused(NO_PROCESS) if broken or NO_THREAD in str(error) else None


def _check_room(threads: int) -> None:
    """Raise `Refused` unless the system starts so many threads, or processes, which count alike.

    joblib's own threads would otherwise end with a traceback, and no result would ever come.
    """
    enough = threading.Event()
    try:
        for _ in range(threads):
            threading.Thread(target=enough.wait).start()
    except RuntimeError:
        raise Refused(NO_PROCESS) from None
    finally:
        enough.set()


def _begin_process(parent: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    threading.Thread(target=_end_with, args=(parent,), name="parent", daemon=True).start()


def _end_with(parent: int) -> None:
    while os.getppid() == parent:  # an orphan gets another parent, but for Windows
        time.sleep(PARENT_SECONDS)
    os._exit(1)


@contextmanager
def _deaf_children() -> Iterator[None]:
    """Have processes that are started here never see Ctrl-C, nor a terminal that closes.

    A terminal sends these signals to them, too. In their imports, before `_begin_process`, they
    would end with a traceback; they end anyway when this process does.
    """
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    resource_tracker.ensure_running()  # which lets Ctrl-C through again when it starts
    before = signal.pthread_sigmask(signal.SIG_BLOCK, FROM_A_TERMINAL)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def results(
    runs: Iterable[PlannedRun],
    engine: Engine,
    keeps_network: bool = False,
    ended: Ended | None = None,
) -> Generator[Result, None, None]:
    """Train runs and yield their results one by one, in the order in which they end.

    Leave the engine to stop what is being trained. Another thread stops it by putting None into
    `ended`, through which the runs come that have ended.

    Raises `Refused` if the images are missing, the engine cannot be used any more, or a run's
    process was killed.
    """
    waiting, ended, in_hand = iter(runs), ended or SimpleQueue(), 0
    try:
        while True:
            for run in islice(waiting, engine.at_once - in_hand):
                engine.submit(run, keeps_network).add_done_callback(ended.put)
                in_hand += 1
            if not in_hand:
                return
            try:
                future = ended.get(timeout=CHECK_SECONDS)
            except Empty:
                engine.check()
                continue
            if future is None:
                return
            in_hand -= 1
            yield future.result()
    except MemoryError:
        raise Refused("A run needed more memory than the system gives it.") from None
    except Exception as error:
        if refusal := engine.refusal(error):
            raise refusal from None
        raise
