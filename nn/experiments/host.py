"""Carries out the experiments of the app's visitors, one at a time, on the engine.

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
from nn.experiments.cluster import Cluster
from nn.experiments.engine import Ended, Engine, Here, results
from nn.experiments.experiment import PlannedRun
from nn.experiments.study import Study, StudyState
from nn.runs.host import HOST
from nn.runs.turns import Turns

TURN = 30.0  # seconds, after which another experiment comes
SCHEDULER = "EXPERIMENT_SCHEDULER"  # in the environment, the address of a Dask scheduler
SHORTEST = 5.0  # seconds with the same number of processes
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
        self._turns = Turns[Study]()
        self._thread: threading.Thread | None = None
        self._closed = False
        self._ended: Ended = SimpleQueue()  # through which the runs in hand are told to stop

    @property
    def somebody_waits(self) -> bool:
        """Whether an experiment waits for its turn."""
        with self._lock:
            return bool(self._turns.waiting)

    def start(self, study: Study) -> None:
        """Carry out an experiment, or go on with it; wait in line if another one runs.

        Raises `Refused` if it is over, or if another one of its owner is under way.
        """
        with self._lock:
            if study.state.over:
                raise Refused("This experiment is over. Begin a new one.")
            if self._closed or study.state.under_way:
                return
            mine = [*self._turns.running, *self._turns.waiting]
            if any(other.owner == study.owner and other.state.under_way for other in mine):
                raise Refused(
                    "Another experiment of yours is under way, perhaps in another tab. Stop it "
                    "first, or wait until it has ended."
                )
            study.note(state=StudyState.WAITING, message="")
            self._turns.wait(study)
            self._note_places()
            if self._thread is None:
                thread = threading.Thread(target=self._work, name="studies", daemon=True)
                thread.start()  # where that fails, the next one to come tries again
                self._thread = thread

    def stop(self, study: Study) -> None:
        """Stop for now; the runs that have ended are kept, those in hand are begun anew later."""
        with self._lock:
            if not study.state.under_way:
                return
            study.note(state=StudyState.STOPPED, place=None, at_once=0)
            if study in self._turns.waiting:
                self._turns.waiting.remove(study)
            self._note_places()
            if study in self._turns.running:
                self._ended.put(None)

    def close(self) -> None:
        """Stop every experiment, for good, and wait until no run is trained any more."""
        with self._lock:
            self._closed = True
            for study in [*self._turns.running, *self._turns.waiting]:
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
            study = self._turns.next()
            if study is None:
                self._thread = None
                return None
            self._turns.begin(study, self._clock())
            study.note(state=StudyState.RUNNING, place=None, begun=self._clock())
            self._note_places()
            return study

    def _take_turn(self, study: Study) -> None:
        with self._lock:
            ended = self._ended = SimpleQueue()
        with self._engine() as engine:
            study.note(at_once=engine.at_once, is_here=engine.is_here)
            runs = self._runs(study, engine)
            for result in results(runs, engine, study.keeps_networks, ended):
                study.add(result)

    def _runs(self, study: Study, engine: Engine) -> Iterator[PlannedRun]:
        """Yield the runs to train, until all are done or the turn is over; at least one a core."""
        for place, run in enumerate(study.missing()):
            if study.state is not StudyState.RUNNING:
                return
            if place >= engine.at_once and self._turn_is_over(study, engine):
                return
            yield run

    def _turn_is_over(self, study: Study, engine: Engine) -> bool:
        with self._lock:
            seconds = self._clock() - self._turns.running[study]
            if self._turns.waiting and seconds >= TURN:
                return True
            if not engine.is_here or seconds < SHORTEST:
                return False
            return self._engine().at_once != engine.at_once

    def _end_turn(self, study: Study) -> None:
        with self._lock:
            self._turns.leave(study)
            study.note(at_once=0, begun=None)
            if study.state is StudyState.RUNNING:
                done = not study.snapshot().missing
                study.note(state=StudyState.FINISHED if done else StudyState.WAITING)
            if study.state is StudyState.WAITING:
                self._turns.wait(study)
            self._note_places()

    def _note_places(self) -> None:
        for place, study in enumerate(self._turns.waiting, start=1):
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
