"""An experiment that is carried out for a visitor of the app: its results so far."""

import threading
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum

from nn.experiments.experiment import Experiment
from nn.experiments.one_run import Result

# The networks are kept as long as all of them together, 32-bit numbers, are no more than this. The
# book's network takes 95 kB.
MOST_BYTES_KEPT = 32_000_000


class StudyState(Enum):
    """What an experiment does."""

    STOPPED = "stopped"  # also before it begins
    WAITING = "waiting"  # for its turn
    RUNNING = "running"
    FINISHED = "finished"
    FAILED = "failed"  # it can go on

    @property
    def under_way(self) -> bool:
        """Whether runs are being trained, or will be as soon as it is this experiment's turn."""
        return self in (StudyState.WAITING, StudyState.RUNNING)


@dataclass(frozen=True)
class StudyView:
    """An experiment at one moment, as the pages show it."""

    experiment: Experiment
    state: StudyState = StudyState.STOPPED
    results: tuple[Result, ...] = ()  # in the order in which the runs ended
    place: int | None = None  # in line, from 1, while it waits
    at_once: int = 0  # how many runs are trained at the same time, while it runs
    is_here: bool = True  # likewise, whether on this machine
    message: str = ""  # why it failed, in a sentence

    @property
    def missing(self) -> int:
        """How many runs have no result yet."""
        return len(self.experiment) - len(self.results)

    @property
    def ended(self) -> tuple[tuple[int, str], ...]:
        """Which runs have ended, and with which networks: a key for what is made of the results."""
        return tuple((result.number, result.fingerprint) for result in self.results)


class Study:
    """One visitor's experiment; several threads may use it."""

    def __init__(
        self, experiment: Experiment, owner: str | None = None, results: Iterable[Result] = ()
    ) -> None:
        """Begin with the results that there are, such as from a file.

        The owner is a browser's name; without one nobody else owns it.
        """
        self.owner = owner or f"study {id(self)}"
        largest = max(cell.config.parameter_count for cell in experiment.cells)
        self.keeps_networks = len(experiment) * largest * 4 <= MOST_BYTES_KEPT
        self._lock = threading.Lock()
        self._view = StudyView(experiment, results=tuple(results))
        if not self._view.missing:
            self.note(state=StudyState.FINISHED)

    def snapshot(self) -> StudyView:
        """Return the experiment as it is now."""
        return self._view

    @property
    def state(self) -> StudyState:
        """What the experiment does now."""
        return self._view.state

    def note(self, **changes: object) -> None:
        """Change what the view says."""
        with self._lock:
            self._view = replace(self._view, **changes)  # type: ignore[arg-type]

    def add(self, result: Result) -> None:
        """Take in the result of a run that has ended."""
        with self._lock:
            if not self.keeps_networks:
                result = result._replace(parameters=None)
            self._view = replace(self._view, results=(*self._view.results, result))

    def copy(self) -> "Study":
        """Return an experiment with the same results, which stands still."""
        view = self._view
        return Study(view.experiment, None, view.results)
