"""What a run's process and the host say to each other; pickled, since both are our own.

host -> process    Begin, and then any number of Command
process -> host    Report, and if it cannot go on the reason, a sentence
"""

from dataclasses import dataclass
from typing import Any, NamedTuple

from nn.runs.pace import Pace
from nn.runs.run_view import Change, Checkpoint, Told
from nn.settings.config import TrainingConfig
from nn.sgd import Images
from nn.training import TrainingRun


class LeftOff(NamedTuple):
    """A run between two steps: what another process needs to go on with it."""

    run: TrainingRun
    pace: Pace

    @property
    def nbytes(self) -> int:
        """How much memory it takes at most, in bytes."""
        network = sum(part.nbytes for part in self.run.network.parameters)
        return self.run.order.nbytes + 4 * network  # its velocities, the safe and the best one


@dataclass(frozen=True, eq=False)
class Begin:
    """What to train, and where it goes on if it has begun; it waits for a command to start."""

    config: TrainingConfig
    extra: Images | None  # to learn from besides MNIST's
    left_off: LeftOff | None  # the latest that was reported
    per_second: float | None  # mini-batches, in slow motion; None is full speed


@dataclass(frozen=True)
class Command:
    """What a run is to do: "play", "epoch", "steps", "pause", "speed" or "change"."""

    do: str
    value: Any = None  # the number of steps, the mini-batches a second, the settings
    number: int = 0  # counts commands


@dataclass(frozen=True, eq=False)
class Report:
    """How a run is, and what is new since the last report."""

    told: Told
    answered: int  # the number of the newest command that is done
    done: bool  # with the single steps, or with the epoch, that were asked for
    costs: list[tuple[int, float]]  # of mini-batches, with their steps
    checkpoint: Checkpoint | None = None
    change: Change | None = None
    left_off: LeftOff | None = None  # while it is paused
