"""Where the runs of an experiment are trained: joblib, on this machine or on a Dask cluster.

    for result in results(experiment.runs(), Here(jobs=2)):
        ...

joblib has the pools and the queues; nothing of that kind is written here. The next run is taken
from the iterator only when a worker is free for it, so whoever hands in the runs decides until then
whether there is a next one.
"""

import os
import signal
import threading
import time
import warnings
from collections import Counter
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from itertools import chain
from multiprocessing import resource_tracker
from pathlib import Path
from typing import Any, ClassVar, Protocol

from joblib import Parallel, delayed, parallel_config
from joblib.externals.loky import reusable_executor

from nn.errors import Refused
from nn.experiments.experiment import PlannedRun
from nn.experiments.measuring import Result, measure
from nn.fast_reading import cores

# The lowest priority. An experiment has a process for each core; so one that shares two cores with
# two runs gets about as much of them as each of the runs.
NICENESS = 19
MOST_TRIES = 3  # of a run whose worker was killed
FROM_A_TERMINAL = {signal.SIGINT, getattr(signal, "SIGHUP", signal.SIGINT)}
IDLE_SECONDS = 20  # after which a process without a run ends
PARENT_SECONDS = 1.0  # between two looks whether the process that began this one is there


class Engine(Protocol):
    """Where runs are trained."""

    is_here: ClassVar[bool]  # on this machine, with its files

    @property
    def at_once(self) -> int:
        """How many runs are trained at the same time."""

    def __enter__(self) -> "Engine":
        """Get ready. Raises `Refused` where the engine cannot be used."""

    def __exit__(self, *error: object) -> None:
        """Let go of what `__enter__` took."""

    def parallel(self) -> Parallel:
        """Return joblib's way to this engine."""

    def refusal(self, error: Exception) -> Refused | None:
        """Return what an error of its own means for a person; None if it is not its own."""


@dataclass(frozen=True)
class Here:
    """Processes of this machine, at the lowest priority; each trains one run on one core.

    Raises `Refused` for fewer jobs than one, or more than there are cores.
    """

    jobs: int
    is_here: ClassVar[bool] = True

    def __post_init__(self) -> None:
        if not 1 <= self.jobs <= cores():
            raise Refused(f"Expected 1 to {cores()} jobs, one a core, got {self.jobs:,}.")

    @property
    def at_once(self) -> int:
        """How many runs are trained at the same time."""
        return self.jobs

    def __enter__(self) -> "Here":
        return self

    def __exit__(self, *error: object) -> None:
        pass

    def parallel(self) -> Parallel:
        """Return joblib's way to this engine.

        Two processes at least: joblib trains one alone inside this process, at its priority. But
        only `jobs` runs are handed out.
        """
        begin = {"initializer": _begin_process, "initargs": (os.getpid(),)}
        with parallel_config("loky", **begin, idle_worker_timeout=IDLE_SECONDS):
            return parallel(n_jobs=max(2, self.jobs), pre_dispatch=self.jobs)

    def refusal(self, error: Exception) -> Refused | None:
        """Return None: a process that was killed is seen to by `results`."""
        return None


def _begin_process(parent: int) -> None:
    """Take the lowest priority, and leave Ctrl-C to the process that began this one.

    It ends with its parent, even where that was killed and could end nothing.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    threading.Thread(target=_end_with, args=(parent,), name="parent", daemon=True).start()


def end_processes() -> None:
    """End the processes of this machine that train runs, and wait until they are gone."""
    if reusable_executor._executor is not None:  # joblib would take over one that is made here
        reusable_executor._executor.shutdown(wait=True, kill_workers=True)


def _end_with_python() -> None:
    """Have the processes end as soon as Python ends here; loky would wait for the runs in hand.

    It waits before anything that `atexit` calls, so what is registered there comes too late.
    """
    flags: Any = getattr(reusable_executor._executor, "_flags", None)
    if hasattr(flags, "kill_workers"):  # private: where it is gone, Python's end takes longer
        flags.kill_workers = True


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
    before = signal.pthread_sigmask(signal.SIG_BLOCK, FROM_A_TERMINAL)
    try:
        # It lets Ctrl-C through again where it has to start its own process: so that comes first.
        resource_tracker.ensure_running()
        signal.pthread_sigmask(signal.SIG_BLOCK, FROM_A_TERMINAL)
        with _signals_that_wait():
            yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _signals_that_wait() -> Iterator[None]:
    """Let a signal that stops this process wait, even where another thread gets it.

    A process that has begun, but was not told what to do, would print a traceback.
    """
    handlers: dict[int, Any] = {}
    came: list[int] = []
    if threading.current_thread() is threading.main_thread():
        for number in {*FROM_A_TERMINAL, signal.SIGTERM}:
            if callable(signal.getsignal(number)):
                handlers[number] = signal.signal(number, lambda number, _: came.append(number))
    try:
        yield
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
        for number in came[:1]:
            signal.raise_signal(number)


def parallel(n_jobs: int, pre_dispatch: int) -> Parallel:
    """Return joblib's `Parallel` that hands out runs one by one, and results as they come."""
    return Parallel(
        n_jobs=n_jobs,
        return_as="generator_unordered",
        pre_dispatch=pre_dispatch,
        batch_size=1,  # a run is worth the way
        max_nbytes=None,
    )


def results(
    runs: Iterable[PlannedRun],
    engine: Engine,
    keeps_network: bool = False,
    goes_on: Path | None = None,
) -> Generator[Result, None, None]:
    """Train runs and yield their results one by one, in the order in which they end.

    Close the generator to stop: what is being trained on this machine ends at once. The runs of a
    process that was killed are trained again, up to three times each. Another thread, which cannot
    close it, stops it by taking away the file `goes_on`, which has to be there at first: then the
    runs in hand end without a result, as far as they are on this machine.

    Raises `Refused` if an engine cannot be used, the images are missing, or a run's process was
    killed again and again.
    """
    waiting = iter(runs)
    lost: list[PlannedRun] = []
    tries: Counter[int] = Counter()
    how = keeps_network, goes_on if engine.is_here else None
    while True:
        handed_out: dict[int, PlannedRun] = {}
        ended = _begun(engine, _tasks(chain(lost, waiting), handed_out, *how))
        try:
            for result in ended:
                if result is not None:
                    del handed_out[result.number]
                    yield result
            return
        except BrokenProcessPool:
            lost = list(handed_out.values())
            tries.update(list(handed_out))
            if max(tries.values(), default=0) >= MOST_TRIES:
                raise Refused(
                    "The process of a run was killed three times, perhaps because memory ran out; "
                    "use smaller layers, or fewer jobs on the command line."
                ) from None
        except MemoryError:
            raise Refused("A run needed more memory than the system gives it.") from None
        except Exception as error:
            if refusal := engine.refusal(error):
                raise refusal from None
            raise
        finally:
            _end(ended)


def _begun(engine: Engine, tasks: Iterator[Any]) -> Generator[Result | None, None, None]:
    """Have the engine begin its tasks, and return their results as they end."""
    ended = None
    try:
        with _deaf_children() if engine.is_here else nullcontext():
            ended = engine.parallel()(tasks)
        if engine.is_here:
            _end_with_python()
        return ended
    except Exception as error:
        if refusal := engine.refusal(error):
            raise refusal from None
        raise
    except KeyboardInterrupt:  # perhaps one that waited until the processes had begun
        if ended:
            _end(ended)
        raise


def _end(ended: Generator[Result | None, None, None]) -> None:
    """End what is being trained on this machine."""
    with warnings.catch_warnings():  # that runs were cut off, as was asked for
        warnings.simplefilter("ignore", UserWarning)
        ended.close()


def _tasks(
    runs: Iterable[PlannedRun], handed_out: dict[int, PlannedRun], *how: object
) -> Iterator[Any]:
    for run in runs:
        handed_out[run.number] = run
        yield delayed(measure)(run, *how)
