"""Slow motion: so many mini-batches a second, and more looks at the first epoch."""

import math
import time

from nn.runs.run_view import Checkpoint, Progress
from nn.settings.config import TrainingConfig

SECONDS_BETWEEN_STEPS = 0.01
# What an evaluation takes is caught up afterwards, if it was no longer than this.
MOST_SECONDS_BEHIND = 0.5
# So that the accuracy can be watched, the first epoch gets more checkpoints: two a second where an
# evaluation is quick, and not more of them than are worth their memory.
SECONDS_BETWEEN_LOOKS = 0.45
MOST_TIME_LOOKING = 0.2  # as a share
MOST_LOOKS = 120
MOST_LOOK_BYTES = 30_000_000
# What a limit that grows gains with each mini-batch: it is `begin * 2 ** (seconds / 2)`, and a run
# that was paused goes on as fast as it was.
GROWTH, FASTEST = math.log(2) / 2, 1_000.0


class Faster(float):
    """A limit in mini-batches a second that doubles in two seconds, up to `FASTEST`."""


class SlowMotion:
    """Keeps the time of a run from a step on.

    `per_second` is its limit in mini-batches, perhaps one that grows; None is full speed.
    """

    def __init__(self, per_second: float | None, step: int = 0) -> None:
        self.per_second = per_second
        self._step = step
        self._due = 0.0  # when the next mini-batch is
        self._look_due = 0.0  # when the next checkpoint is, at the earliest
        self._looked_at = 0  # the step of the latest checkpoint

    def begin(self) -> None:
        """Count the time from now on, as after a pause."""
        self._due = time.monotonic()

    @property
    def limit(self) -> float | None:
        """How many mini-batches a second are taken by now."""
        if isinstance(self.per_second, Faster):
            return min(self.per_second + GROWTH * self._step, FASTEST)
        return self.per_second

    @property
    def patience(self) -> float:
        """How long to wait for the next mini-batch, in seconds."""
        return max(0.0, self._due - time.monotonic()) if self.per_second else 0.0

    @property
    def steps_at_once(self) -> int | None:
        """How many mini-batches to take in one go, None where there is no limit."""
        return max(1, int(self.limit * SECONDS_BETWEEN_STEPS)) if self.limit else None

    def note_steps(self, steps: int) -> None:
        """Take note of mini-batches that were taken."""
        if self.limit:
            due = self._due + steps / self.limit
            self._due = max(due, time.monotonic() - MOST_SECONDS_BEHIND)
        self._step += steps

    def note_checkpoint(self, checkpoint: Checkpoint, took: float) -> None:
        """Take note of a checkpoint, and of the seconds that its evaluation took."""
        self._looked_at = checkpoint.step
        wait = max(SECONDS_BETWEEN_LOOKS, took / MOST_TIME_LOOKING)
        self._look_due = time.monotonic() + wait

    def wants_a_look(self, progress: Progress, config: TrainingConfig) -> bool:
        """Tell whether the next look of a run that goes on should be a checkpoint."""
        most = max(1, min(MOST_LOOKS, MOST_LOOK_BYTES // (4 * config.parameter_count)))
        return (
            self.per_second is not None
            and progress.epoch == 1
            and progress.step - self._looked_at >= progress.mini_batches(config) / most
            and time.monotonic() >= self._look_due
        )
