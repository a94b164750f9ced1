"""What a run's process and the host say to each other; pickled, since both are our own.

host -> process    Begin, and then any number of Command
process -> host    Report, Measured, Changed, and at last Over
"""

from dataclasses import dataclass
from typing import Any, NamedTuple

from nn.network import Network
from nn.runs.pace import Pace
from nn.runs.run_view import Checkpoint, Progress, RunState
from nn.settings.config import TrainingConfig
from nn.settings.setting import Value
from nn.sgd import Images
from nn.training import TrainingRun


class Kept(NamedTuple):
    """A run between two steps: what another process needs to go on with it."""

    run: TrainingRun
    pace: Pace

    @property
    def progress(self) -> Progress:
        """How far the run is, with cost, learning rate and seconds as at the latest look."""
        run, pace = self
        in_epoch = run.row > 0 or not run.step
        left = -(-(run.n - run.row) // run.config.mini_batch_size) if in_epoch else 0
        return Progress(
            epoch=run.epochs_done + in_epoch,
            mini_batch=run.mini_batches_done,
            mini_batches=run.mini_batches_done + left,
            step=run.step,
            position=(run.epochs_done * run.n + run.row) / run.n,
            cost=pace.cost,
            eta=pace.eta,
            seconds=pace.seconds,
        )


@dataclass(frozen=True, eq=False)
class Begin:
    """What to train, and where it goes on if it has begun; it waits for a command to start."""

    config: TrainingConfig
    extra: Images | None  # to learn from besides MNIST's
    kept: Kept | None
    per_second: float | None  # mini-batches, in slow motion; None is full speed


@dataclass(frozen=True)
class Command:
    """What a run is to do: "play", "epoch", "steps", "pause", "speed" or "change"."""

    do: str
    value: Any = None  # the number of steps, the mini-batches a second, the settings
    number: int = 0  # counts commands


@dataclass(frozen=True, eq=False)
class Report:
    """What a run does, and what has been since the last report."""

    progress: Progress
    network: Network  # the newest
    doing: str  # "running", "stepping" or "paused"
    looking: bool  # whether it trains or evaluates just now, also before a pause
    done: bool  # it has taken all single steps, or the epoch, that it was asked for last
    answered: int  # the number of the newest command that is done
    images_per_second: float  # lately, of training time alone; 0 is unknown
    seconds_left: float | None  # with evaluation and slow motion; None is unknown
    costs: list[tuple[int, float]]  # of mini-batches, with their steps
    kept: Kept | None  # while it is paused


@dataclass(frozen=True, eq=False)
class Measured:
    """A new checkpoint, and how far the run is."""

    checkpoint: Checkpoint
    progress: Progress
    best_epoch: int  # of early stopping, so far; 0 for none


@dataclass(frozen=True)
class Changed:
    """Settings that have changed, from what to what."""

    progress: Progress
    settings: dict[str, tuple[Value, Value]]


@dataclass(frozen=True)
class Over:
    """How the run ended."""

    state: RunState
    message: str
    network_epoch: int | None = None  # that the network of a finished run is from


Message = Report | Measured | Changed | Over
