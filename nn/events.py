"""What a `Trainer` tells on its way; the page and the charts are made from the same objects."""

from dataclasses import dataclass

from nn.evaluation import Evaluation
from nn.network import Network


@dataclass(frozen=True)
class Progress:
    """How far a run is.

    Attributes
    ----------
    epoch : int
        From 1; before the first step it is the first.
    mini_batch, mini_batches : int
        Steps taken in this epoch, and how many it has.
    step : int
        Mini-batches since the run's start.
    position : float
        Epochs done, counted in images: 1.5 is in the middle of the second.
    cost : float
        The cost of the latest mini-batch, averaged over its images, after its step and without
        L2's term, equation (87); infinity where it cannot be computed, and before the first step.
    eta : float
        The learning rate of the latest step, as the schedule made it.
    seconds : float
        Spent on training since the run's start; evaluation apart.
    """

    epoch: int
    mini_batch: int
    mini_batches: int
    step: int
    position: float
    cost: float
    eta: float
    seconds: float


@dataclass(frozen=True, eq=False)
class Checkpoint:
    """The network as it is now: before the first step, early in epoch 1, after every epoch.

    Attributes
    ----------
    epoch, mini_batch, step, position
        As in `Progress`, but `epoch` is 0 before the first step.
    network : Network
        A copy, the receiver's own.
    test, train : Evaluation
        On the test images, and on the images learnt from: on all of those after an epoch, on the
        first 10,000 before the first step and inside the first epoch.
    """

    epoch: int
    mini_batch: int
    step: int
    position: float
    network: Network
    test: Evaluation
    train: Evaluation


@dataclass(frozen=True, eq=False)
class EpochEnd(Checkpoint):
    """The checkpoint after an epoch.

    Attributes
    ----------
    held_back : Evaluation or None
        On the held-back images, with early stopping.
    seconds : float
        Spent on training in this epoch; evaluation apart.
    """

    held_back: Evaluation | None
    seconds: float


@dataclass(frozen=True)
class Stopped:
    """The run has finished, perhaps by early stopping; the last event.

    Attributes
    ----------
    epoch : int
        The epoch that the network is from: the best one with early stopping.
    message : str
        A sentence for a person.
    """

    epoch: int
    message: str


@dataclass(frozen=True)
class Diverged:
    """The weights stopped being finite numbers; the last event.

    The trainer's network is the one from before that mini-batch.

    Attributes
    ----------
    epoch, mini_batch : int
        The first mini-batch, from 1, whose step gave weights that are not finite.
    message : str
        A sentence for a person: what happened and what to try.
    """

    epoch: int
    mini_batch: int
    message: str


# An evaluation by itself is one that goes on: of the images that it has read so far.
Event = Progress | Evaluation | Checkpoint | EpochEnd | Stopped | Diverged
