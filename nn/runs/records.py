"""What is known about a training run at one moment; nothing in here changes."""

from bisect import bisect_right
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from nn.evaluation import Evaluation
from nn.events import EpochEnd
from nn.network import Network
from nn.settings.config import TrainingConfig

MOST_COSTS = 20_000


def when(position: float, step: int) -> str:
    """Return a moment of a run, given in epochs and in mini-batches, in words.

    In the first epoch the mini-batches say more.
    """
    if step == 0:
        return "Before the first mini-batch"
    if position == int(position):
        return f"After epoch {int(position)}"
    if position > 1:
        return f"After {position:.1f} epochs"
    return f"After {step:,} mini-batch{'' if step == 1 else 'es'}"


class RunState(Enum):
    """Where a run is: the last three are for good."""

    READY = "ready"  # never started
    QUEUED = "queued"
    PAUSED = "paused"
    RUNNING = "running"
    FINISHED = "finished"  # also by early stopping
    DIVERGED = "diverged"
    FAILED = "failed"

    @property
    def over(self) -> bool:
        """Whether the run can go no further."""
        return self in (RunState.FINISHED, RunState.DIVERGED, RunState.FAILED)


@dataclass(frozen=True)
class CheckpointRecord:
    """The network as it was at one point of the run.

    Attributes
    ----------
    epoch, mini_batch : int
        Steps `mini_batch` into `epoch`; 0 and 0 before the first step.
    step : int
        Mini-batches since the run's start.
    position : float
        Epochs done, as a number: 0.005 is early in the first.
    network : Network
        Read-only.
    test, train : Evaluation
    """

    epoch: int
    mini_batch: int
    step: int
    position: float
    network: Network
    test: Evaluation
    train: Evaluation


@dataclass(frozen=True)
class RunProgress:
    """How far a run is.

    Attributes
    ----------
    epoch, mini_batch, mini_batches : int
        Steps taken in this epoch, and how many it has.
    step : int
        Mini-batches since the run's start.
    position : float
        Epochs done, as a number.
    images_per_second : float
        Lately, of training time alone; 0 when nothing is known.
    eta : float
        The latest step's learning rate.
    seconds_trained : float
        Evaluation and pauses apart.
    seconds_left : float or None
        For the whole run, evaluation and slow motion included.
    """

    epoch: int
    mini_batch: int
    mini_batches: int
    step: int
    position: float
    images_per_second: float
    eta: float
    seconds_trained: float
    seconds_left: float | None


class Change(NamedTuple):
    """A change of settings on the way: after how many steps and epochs, and "η 3 → 0.5"."""

    step: int
    position: float
    text: str


class Costs(NamedTuple):
    """The cost of single mini-batches, in order of their steps, both (n,); it may be infinite."""

    steps: npt.NDArray[np.int64]
    costs: npt.NDArray[np.float64]


class CostSamples:
    """Keeps at most 20,000 costs of mini-batches: when full, every second one, evenly."""

    def __init__(self) -> None:
        self._steps = np.empty(MOST_COSTS, np.int64)
        self._costs = np.empty(MOST_COSTS)
        self._n = 0
        self._came = 0
        self._every = 1

    def add(self, step: int, cost: float) -> None:
        """Keep a cost, if it is its turn."""
        if self._came % self._every == 0:
            self._steps[self._n], self._costs[self._n] = step, cost
            self._n += 1
        self._came += 1
        if self._n == MOST_COSTS:
            self._n //= 2
            self._steps[: self._n] = self._steps[::2].copy()
            self._costs[: self._n] = self._costs[::2].copy()
            self._every *= 2

    def copy(self) -> Costs:
        """Return what is kept, in arrays of their own."""
        return Costs(self._steps[: self._n].copy(), self._costs[: self._n].copy())


@dataclass(frozen=True)
class RunView:
    """A run at one moment.

    Attributes
    ----------
    state : RunState
    place : int or None
        In the queue, from 1.
    busy : bool
        Whether the process has yet to answer, or is taking single steps: look again soon.
    config : TrainingConfig
        With the changes made so far.
    per_second : float or None
        Mini-batches a second in slow motion; None is full speed.
    checkpoints : tuple of CheckpointRecord
    costs : Costs
    epochs : tuple of EpochEnd
    newest : Network
        A new object whenever it changes; read-only.
    progress : RunProgress
    changes : tuple of Change
    message : str
        A sentence for a person about how the run ended, or why a change was refused; or nothing.
    version : int
        Grows with everything that is worth drawing again.
    network_epoch : int or None
        When it has finished: the epoch that the network is from.
    """

    state: RunState
    place: int | None
    busy: bool
    config: TrainingConfig
    per_second: float | None
    checkpoints: tuple[CheckpointRecord, ...]
    costs: Costs
    epochs: tuple[EpochEnd, ...]
    newest: Network
    progress: RunProgress
    changes: tuple[Change, ...]
    message: str
    version: int
    network_epoch: int | None = None

    @property
    def position(self) -> float:
        """After how many epochs the newest weights are from; early stopping goes back."""
        return self.progress.position if self.network_epoch is None else float(self.network_epoch)

    @property
    def final(self) -> CheckpointRecord:
        """The checkpoint of the newest weights, or the last one before them."""
        return next(
            (c for c in reversed(self.checkpoints) if c.position <= self.position),
            self.checkpoints[-1],
        )

    def index_at(self, step: int) -> int:
        """Return which checkpoint is the last one at or before a step; there has to be one."""
        return max(bisect_right([record.step for record in self.checkpoints], step) - 1, 0)

    def at(self, step: int) -> CheckpointRecord:
        """Return the last checkpoint at or before a step; there has to be one."""
        return self.checkpoints[self.index_at(step)]

    @property
    def what_is_kept(self) -> str:
        """A sentence or two for a person whose run has ended before its time."""
        if not self.checkpoints:
            return "Reset starts again."
        last = self.checkpoints[-1]
        place = f"at epoch {last.position:.3g}"
        if last.position < 1:
            place = when(last.position, last.step).lower()
        return f"Everything up to the last checkpoint, {place}, is kept. Reset starts again."
