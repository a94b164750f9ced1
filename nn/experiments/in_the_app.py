"""Whose turn it is: the experiments of the app's visitors, one at a time.

    page -> Studies.start(study) -> engine -> study.add(result) -> study.snapshot() -> page

An experiment takes all cores that the engine has; others wait in line, and take turns. Runs on
Train are not kept from their cores: they have a higher priority, though a low one, and the system
shares the cores between all processes. Where runs of other visitors wait for a core, an experiment
makes do with one process.
"""

import atexit
import logging
import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from queue import SimpleQueue

from nn.cores import cores
from nn.errors import Refused
from nn.experiments import results_file
from nn.experiments.cluster import Cluster
from nn.experiments.experiment import PlannedRun
from nn.experiments.handing_out import NO_PROCESS, Ended, Engine, Here, results
from nn.experiments.study import Study, StudyState
from nn.runs.host import HOST

TURN = 30.0  # seconds, after which another experiment comes
SHORTEST = 5.0  # seconds with the same number of processes
SCHEDULER = "EXPERIMENT_SCHEDULER"  # in the environment, the address of a Dask scheduler
FAILED = "The experiment was cut off by an error of the server. What has ended is kept."

log = logging.getLogger(__name__)


class Studies:
    """Decides which experiment runs.

    `engine` says where the runs of the next turn are trained.
    """

    def __init__(
        self, engine: Callable[[], Engine], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._lock = threading.RLock()
        self._waiting: list[Study] = []  # in the order of their turns
        self._running: Study | None = None
        self._since = 0.0  # when its turn began
        self._ended: Ended = SimpleQueue()  # through which its runs in hand are told to stop
        self._thread: threading.Thread | None = None
        self._closed = False

    @property
    def somebody_waits(self) -> bool:
        """Whether an experiment waits for its turn."""
        return bool(self._waiting)

    @property
    def _present(self) -> list[Study]:
        return [*self._waiting, *filter(None, [self._running])]

    def start(self, study: Study) -> None:
        """Carry out an experiment, or go on with it; wait in line if another one runs.

        Raises `Refused` if another one of its owner is under way.
        """
        with self._lock:
            if self._closed or study.state.under_way or study.state is StudyState.FINISHED:
                return
            if any(s.owner == study.owner and s.state.under_way for s in self._present):
                raise Refused(
                    "Another experiment of yours is under way, perhaps in another tab. Stop it "
                    "first, or wait until it has ended."
                )
            if self._thread is None:
                thread = threading.Thread(target=self._work, name="studies", daemon=True)
                try:
                    thread.start()  # it takes the lock first
                except RuntimeError:
                    raise Refused(NO_PROCESS) from None
                self._thread = thread
            study.note(state=StudyState.WAITING, message="")
            self._wait(study)

    def stop(self, study: Study) -> None:
        """Stop for now; the runs that have ended are kept, those in hand are begun anew later."""
        with self._lock:
            if not study.state.under_way:
                return
            study.note(state=StudyState.STOPPED, place=None, at_once=0)
            if study in self._waiting:
                self._waiting.remove(study)
                self._note_places()
            if study is self._running:
                self._ended.put(None)

    def close(self) -> None:
        """Stop every experiment, for good, and wait until no run is trained any more."""
        with self._lock:
            self._closed = True
            for study in self._present:
                self.stop(study)
            thread = self._thread
        if thread:
            thread.join(10.0)

    def _work(self) -> None:
        while study := self._next():
            try:
                self._take_turn(study)
            except Refused as error:
                study.note(state=StudyState.FAILED, message=str(error))
            except Exception:  # the others' experiments must go on
                log.exception("An experiment could not be carried out")
                study.note(state=StudyState.FAILED, message=FAILED)
            finally:
                self._end_turn(study)

    def _next(self) -> Study | None:
        """Return the experiment whose turn it is; None if there is none, and the thread ends."""
        with self._lock:
            if not self._waiting:
                self._thread = None
                return None
            study = self._running = self._waiting.pop(0)
            self._since, self._ended = self._clock(), SimpleQueue()
            study.note(state=StudyState.RUNNING, place=None)
            self._note_places()
            return study

    def _take_turn(self, study: Study) -> None:
        with self._engine() as engine:
            study.note(at_once=engine.at_once, is_here=engine.is_here)
            runs = self._runs(study, engine)
            for result in results(runs, engine, study.keeps_networks, self._ended):
                study.add(result)

    def _runs(self, study: Study, engine: Engine) -> Iterator[PlannedRun]:
        """Yield the runs to train, until all are done or the turn is over; at least one a core."""
        view = study.snapshot()
        for place, run in enumerate(results_file.missing(view.experiment, view.results)):
            if place >= engine.at_once and self._turn_is_over(engine):
                return
            yield run

    def _turn_is_over(self, engine: Engine) -> bool:
        seconds = self._clock() - self._since
        if self._waiting and seconds >= TURN:
            return True
        other_number = engine.is_here and self._engine().at_once != engine.at_once
        return other_number and seconds >= SHORTEST

    def _end_turn(self, study: Study) -> None:
        with self._lock:
            self._running = None
            study.note(at_once=0)
            if study.state is StudyState.RUNNING:
                done = not study.snapshot().missing
                study.note(state=StudyState.FINISHED if done else StudyState.WAITING)
                if not done:
                    self._wait(study)

    def _wait(self, study: Study) -> None:
        self._waiting.append(study)
        self._note_places()

    def _note_places(self) -> None:
        for place, study in enumerate(self._waiting, start=1):
            study.note(place=place)


def scheduler(environment: Mapping[str, str]) -> str:
    """Return the address of the Dask scheduler that the operator names; "" for none."""
    return environment.get(SCHEDULER, "").strip()


def engine_for(environment: Mapping[str, str]) -> Engine:
    """Return where the runs of the next turn are trained.

    The operator may name a Dask scheduler in EXPERIMENT_SCHEDULER. Without one it is this machine:
    one process where runs of the page Train wait for a core, else one for each core.
    """
    address = scheduler(environment)
    return Cluster(address) if address else Here(1 if HOST.somebody_waits else cores())


STUDIES = Studies(lambda: engine_for(os.environ))
atexit.register(STUDIES.close)
