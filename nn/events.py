"""What a `Trainer` tells on its way."""

from dataclasses import dataclass

from nn.evaluation import Evaluation
from nn.network import Network


@dataclass(frozen=True)
class Progress:
    """Somewhere inside an epoch.

    Attributes
    ----------
    epoch : int
        From 1.
    mini_batch, mini_batches : int
        Steps taken in this epoch, and how many it has.
    cost : float
        The cost of the latest mini-batch, averaged over its images, after its step and without
        L2's term, equation (87).
    eta : float
        The learning rate of the latest step, as the schedule made it.
    seconds : float
        Spent on training in this epoch so far.
    """

    epoch: int
    mini_batch: int
    mini_batches: int
    cost: float
    eta: float
    seconds: float


@dataclass(frozen=True)
class Checkpoint:
    """The network as it is now: before the first step, early in epoch 1, after every epoch.

    Attributes
    ----------
    epoch, mini_batch : int
        Steps `mini_batch` into `epoch`; 0 and 0 before the first step.
    network : Network
        A copy, the receiver's own.
    test, train : Evaluation
        On the test images, and on the images learnt from: on all of those after an epoch, on the
        first 10,000 before the first step and inside the first epoch.
    """

    epoch: int
    mini_batch: int
    network: Network
    test: Evaluation
    train: Evaluation


@dataclass(frozen=True)
class EpochEnd:
    """An epoch is over; its `Checkpoint` follows.

    Attributes
    ----------
    epoch : int
    test, train : Evaluation
        On the test images, and on the images learnt from.
    held_back : Evaluation or None
        On the held-back images, with early stopping.
    seconds : float
        Spent on training in this epoch; evaluation apart.
    """

    epoch: int
    test: Evaluation
    train: Evaluation
    held_back: Evaluation | None
    seconds: float


@dataclass(frozen=True)
class Stopped:
    """The run is over; the last event.

    Attributes
    ----------
    reason : {"finished", "early", "asked"}
    epoch : int
        The epoch that the network is from: with early stopping the best one, unless somebody asked
        the run to stop.
    message : str
        A sentence for a person.
    """

    reason: str
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


Event = Progress | Checkpoint | EpochEnd | Stopped | Diverged
