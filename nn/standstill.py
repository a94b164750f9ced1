"""A training run that stands still: all that another process needs to go on with it, bit for bit.

    trainer.stand_still() -> to_message() -> another process: from_message() -> trainer.take_up()

The images are not in it, nor the order in which an epoch takes them. The order is made again from
the state that the random generator had before the epoch, and so are the warps of the images that
were about to be learnt from. So it takes little more room than the weights do, twice: 190 kB for
the book's network.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from nn.errors import Refused
from nn.events import Progress
from nn.functions import Array
from nn.settings.config import TrainingConfig

_NUMBERS = np.dtype("<f4")


@dataclass(frozen=True)
class FeedState:
    """Where a `Feed` is: the state of the random generator, and places in the epoch's order."""

    before_epoch: Mapping[str, Any] | None  # its order comes from this; None before the first epoch
    random: Mapping[str, Any]  # from here on: the block's warps, then all that follows
    row: int  # the next one
    block: int  # the first row of the block that `row` is in
    end: int  # after the block's last row; `row` is there if nothing of it is left


@dataclass(frozen=True, eq=False)
class Standstill:
    """A `Trainer` between two looks; all arrays are (p,) of float32, and copies."""

    config: TrainingConfig  # with the changes so far
    progress: Progress
    images_done: int  # since the run's start
    epoch_began: float  # of `progress.seconds`
    feed: FeedState
    parameters: Array
    velocity: Array  # what the latest step took off the parameters; momentum takes it again
    best_epoch: int  # for early stopping: the best epoch so far, 0 for none
    best_correct: int  # how many held-back images it read right
    best: Array | None  # its parameters

    def to_message(self) -> tuple[dict[str, Any], bytes]:
        """Return it as values that JSON can write, and bytes."""
        about = {
            "config": self.config.to_dict(),
            "progress": asdict(self.progress),
            "images_done": self.images_done,
            "epoch_began": self.epoch_began,
            "feed": asdict(self.feed),
            "best_epoch": self.best_epoch,
            "best_correct": self.best_correct,
            "has_best": self.best is not None,
        }
        arrays = [self.parameters, self.velocity, *([] if self.best is None else [self.best])]
        return about, b"".join(a.astype(_NUMBERS, copy=False).tobytes() for a in arrays)

    @classmethod
    def from_message(cls, about: Mapping[str, Any], payload: bytes) -> "Standstill":
        """Return what `to_message` took apart.

        Raises `Refused` if the numbers are not two or three arrays of one length.
        """
        numbers, count = np.frombuffer(payload, _NUMBERS), 3 if about["has_best"] else 2
        if len(numbers) % count:
            raise Refused(f"Expected {count} arrays of one length, got {len(numbers):,} numbers.")
        parameters, velocity, *best = np.split(numbers, count)
        return cls(
            TrainingConfig.from_dict(about["config"]),
            Progress(**about["progress"]),
            about["images_done"],
            about["epoch_began"],
            FeedState(**about["feed"]),
            parameters,
            velocity,
            about["best_epoch"],
            about["best_correct"],
            best[0] if best else None,
        )
