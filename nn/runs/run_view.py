"""A training run at one moment, as the pages show it."""

from array import array
from bisect import bisect_right
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from nn.evaluation import Evaluation
from nn.explain.diagnosis import HALF
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
    """What a run does; the last three states are final."""

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

    @property
    def under_way(self) -> bool:
        """Whether the run trains, or will as soon as it has a core."""
        return self in (RunState.RUNNING, RunState.QUEUED)


@dataclass(frozen=True)
class Progress:
    """How far a run is."""

    epoch: int  # from 1, also before the first step
    mini_batch: int  # steps taken in this epoch
    mini_batches: int  # steps of the whole epoch
    step: int  # mini-batches since the run's start
    position: float  # epochs done, counted in images: 1.5 is in the middle of the second
    # Of the latest mini-batch after its step, averaged over its images and without L2's term, (87);
    # infinity where it cannot be computed, and before the first step.
    cost: float
    eta: float  # the learning rate of the latest step, as the schedule made it
    seconds: float  # spent on training since the run's start, without evaluation


@dataclass(frozen=True, eq=False)
class Checkpoint:
    """The network as it was: before the first step, early in epoch 1, after every epoch."""

    epoch: int  # this and the next three as in `Progress`, but epoch 0 before the first step
    mini_batch: int
    step: int
    position: float
    network: Network
    test: Evaluation  # on the test images
    train: Evaluation  # on all images learnt from, or the first 10,000 until epoch 1 ends


class Change(NamedTuple):
    """A change of settings during a run, after so many steps and epochs: "η 3 → 0.5"."""

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
        self._steps, self._costs = array("q"), array("d")
        self._every, self._count = 1, 0

    def add(self, step: int, cost: float) -> None:
        """Keep a cost if it is its turn."""
        if self._count % self._every == 0:
            self._steps.append(step)
            self._costs.append(cost)
        self._count += 1
        if len(self._steps) == MOST_COSTS:
            del self._steps[1::2], self._costs[1::2]
            self._every *= 2

    def copy(self) -> Costs:
        """Return the costs kept, in arrays of their own."""
        return Costs(np.array(self._steps, np.int64), np.array(self._costs, np.float64))


@dataclass(frozen=True, eq=False)
class RunView:
    """A run at one moment."""

    config: TrainingConfig  # with the changes so far
    newest: Network  # a new object at each change; read-only, like those of the checkpoints
    progress: Progress
    costs: Costs
    state: RunState = RunState.READY
    place: int | None = None  # in the queue, from 1
    gave_way: bool = False  # it waits though it had begun: it had its core for five minutes
    own_run_trains: bool = False  # it waits for another run of the same browser
    # The process has yet to answer, takes single steps, or evaluates while paused: look again soon.
    busy: bool = False
    per_second: float | None = None  # mini-batches, in slow motion; None is full speed
    checkpoints: tuple[Checkpoint, ...] = ()
    images_per_second: float = 0.0  # lately, of training time alone; 0 is unknown
    # Of what was asked for, with evaluation and slow motion; None is unknown.
    seconds_left: float | None = None
    changes: tuple[Change, ...] = ()
    message: str = ""  # a sentence about how the run ended
    network_epoch: int | None = None  # that the network of a finished run is from

    @property
    def position(self) -> float:
        """The epochs behind the newest weights; early stopping goes back."""
        return self.progress.position if self.network_epoch is None else float(self.network_epoch)

    @property
    def final(self) -> Checkpoint:
        """The checkpoint of the newest weights, or the last one before them."""
        return next(
            (c for c in reversed(self.checkpoints) if c.position <= self.position),
            self.checkpoints[-1],
        )

    @property
    def reads_too_little(self) -> bool:
        """Whether the run has ended by itself without having learnt to read."""
        ended = self.state in (RunState.FINISHED, RunState.DIVERGED) and self.checkpoints
        return bool(ended) and self.final.test.accuracy < HALF

    @property
    def after_first_epoch(self) -> Checkpoint | None:
        """The checkpoint at the end of the first epoch, None before it is there."""
        return next((c for c in self.checkpoints if c.position == 1), None)

    def index_at(self, step: int) -> int:
        """Return which checkpoint is the last one at or before a step; there has to be one."""
        return max(bisect_right(self.checkpoints, step, key=lambda c: c.step) - 1, 0)

    def at(self, step: int) -> Checkpoint:
        """Return the last checkpoint at or before a step; there has to be one."""
        return self.checkpoints[self.index_at(step)]

    @property
    def what_is_kept(self) -> str:
        """A sentence for a person whose run has ended before its time."""
        if not self.checkpoints:
            return "Reset starts again."
        at = when(self.checkpoints[-1].position, self.checkpoints[-1].step).lower()
        return f"Everything up to the last checkpoint, {at}, is kept. Reset starts again."
