"""A training run at one moment, as the pages show it."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from nn.evaluation import Evaluation
from nn.explain.diagnosis import HALF
from nn.network import Network
from nn.settings.config import SETTING, TrainingConfig

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
    images_left: int  # to learn from in this epoch
    step: int  # mini-batches since the run's start
    position: float  # epochs done, counted in images: 1.5 is in the middle of the second
    seconds: float  # spent on training since the run's start, without evaluation

    def mini_batches(self, config: TrainingConfig) -> int:
        """Return how many steps the whole epoch takes with these settings from now on."""
        return self.mini_batch + config.mini_batches(self.images_left)


@dataclass(frozen=True, eq=False)
class Point:
    """How well the network read: before the first step, early in epoch 1, after every epoch."""

    step: int
    position: float
    test: Evaluation  # on the test images
    train: Evaluation  # on all images learnt from, or the first 10,000 until epoch 1 ends


@dataclass(frozen=True, eq=False)
class Checkpoint(Point):
    """The network as it was at a point."""

    epoch: int  # as in `Progress`, but 0 before the first step
    network: Network


class Change(NamedTuple):
    """A change of settings during a run, after so many steps and epochs: "η 3 → 0.5"."""

    step: int
    position: float
    text: str

    @classmethod
    def between(cls, old: TrainingConfig, new: TrainingConfig, at: Progress) -> "Change":
        """Return the change from old settings to new ones."""
        before, after = old.to_dict(), new.to_dict()
        texts = [
            f"{setting.symbol or setting.label} {before[name]:g} → {after[name]:g}"
            for name, setting in SETTING.items()
            if before[name] != after[name]
        ]
        return cls(at.step, at.position, ", ".join(texts))


class Costs(NamedTuple):
    """The cost of single mini-batches, in order of their steps, both (n,); it may be infinite.

    They are at most 20,000: when full, every second one is left out, so that they lie evenly.
    """

    steps: npt.NDArray[np.int64] = np.empty(0, np.int64)
    costs: npt.NDArray[np.float64] = np.empty(0)
    every: int = 1  # of so many that were measured, one is here
    measured: int = 0

    def with_more(self, more: Sequence[tuple[int, float]]) -> "Costs":
        """Return these costs and more of them, with their steps."""
        here = [each for n, each in enumerate(more, self.measured) if n % self.every == 0]
        steps = np.append(self.steps, np.array([step for step, _ in here], np.int64))
        costs = np.append(self.costs, [cost for _, cost in here])
        full = 2 if len(steps) >= MOST_COSTS else 1
        measured = self.measured + len(more)
        return Costs(steps[::full], costs[::full], full * self.every, measured)


@dataclass(frozen=True, eq=False, kw_only=True)
class Told:
    """A run as its process tells it, whole each time."""

    newest: Network  # a new object at each change; read-only, like those of the checkpoints
    progress: Progress
    state: RunState = RunState.READY
    # It has yet to answer, takes single steps, or evaluates while paused: look again soon.
    busy: bool = False
    images_per_second: float = 0.0  # lately, of training time alone; 0 is unknown
    # Of what was asked for, with evaluation and slow motion; None is unknown.
    seconds_left: float | None = None
    best_epoch: int = 0  # of early stopping, so far; 0 for none
    message: str = ""  # a sentence about how the run ended


@dataclass(frozen=True, eq=False, kw_only=True)
class RunView(Told):
    """A run at one moment: what its process told last, what it told before, and what it waits for.

    Its state is also that of a run which waits, or whose process has ended before its time.
    """

    config: TrainingConfig  # with the changes so far
    costs: Costs = Costs()
    points: tuple[Point, ...] = ()
    checkpoints: tuple[Checkpoint, ...] = ()  # of the points, or of some of them
    changes: tuple[Change, ...] = ()
    per_second: float | None = None  # mini-batches, in slow motion; None is full speed
    place: int | None = None  # in the queue, from 1
    gave_way: bool = False  # it waits though it had begun: it had its core for five minutes
    own_run_trains: bool = False  # it waits for another run of the same browser

    @property
    def mini_batches(self) -> int:
        """How many steps the epoch takes."""
        return self.progress.mini_batches(self.config)

    @property
    def went_back(self) -> bool:
        """Whether early stopping has put back the network of its best epoch."""
        return self.state in (RunState.FINISHED, RunState.DIVERGED) and self.best_epoch > 0

    @property
    def position(self) -> float:
        """The epochs behind the newest weights."""
        return float(self.best_epoch) if self.went_back else self.progress.position

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
    def after_first_epoch(self) -> Point | None:
        """The point at the end of the first epoch, None before it is there."""
        return next((point for point in self.points if point.position == 1), None)

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
