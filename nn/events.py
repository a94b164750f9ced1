"""What a `Trainer` reports as it goes; pages and charts are made from these objects."""

from dataclasses import dataclass

from nn.evaluation import Evaluation
from nn.network import Network


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
    """The network as it is now: before the first step, early in epoch 1, after every epoch."""

    epoch: int  # this and the next three as in `Progress`, but epoch 0 before the first step
    mini_batch: int
    step: int
    position: float
    network: Network  # a copy, the receiver's own
    test: Evaluation  # on the test images
    train: Evaluation  # on all images learnt from, or the first 10,000 until epoch 1 ends


@dataclass(frozen=True, eq=False)
class EpochEnd(Checkpoint):
    """The checkpoint after an epoch."""

    held_back: Evaluation | None  # on the held-back images, with early stopping
    seconds: float  # spent on training in this epoch, without evaluation


@dataclass(frozen=True, eq=False)
class EpochDone:
    """The end of an epoch, instead of `EpochEnd`, if the receiver evaluates the network."""

    epoch: int
    network: Network  # these three as in `EpochEnd`
    held_back: Evaluation | None
    seconds: float


@dataclass(frozen=True)
class Stopped:
    """The run has finished, perhaps by early stopping; the last event."""

    epoch: int  # the one that the network is from: the best one with early stopping
    message: str  # a sentence for a person


@dataclass(frozen=True)
class Diverged:
    """The weights stopped being finite numbers; the last event.

    The trainer's network is the one from before that mini-batch.
    """

    epoch: int
    mini_batch: int  # the first one, from 1, whose step gave weights that are not finite
    message: str  # sentences for a person: what happened and what to try


# An `Evaluation` by itself is one that still goes on: of the images read so far.
Event = Progress | Evaluation | Checkpoint | EpochEnd | EpochDone | Stopped | Diverged
