"""One run of an experiment, wherever it is: train, measure after every epoch, return the result.

A worker of the engine calls `measure`, in another process or on another machine. The result is the
same wherever that is, bit for bit on processors of the same kind. On another kind, or with another
NumPy, sums may be rounded differently, and from the last digit on the runs then go their own ways.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple

import numpy as np
from threadpoolctl import threadpool_limits

from nn.errors import Refused
from nn.evaluation import evaluate
from nn.events import Diverged, EpochDone, Stopped
from nn.experiments.experiment import PlannedRun
from nn.mnist import Images, load
from nn.network import Network
from nn.runs import messages
from nn.settings.config import TrainingConfig
from nn.training import TRAINING_IMAGES_AT_A_GLANCE, Trainer


class Measured(NamedTuple):
    """How good a network is, measured on images it has not learnt from and on some it has."""

    test_accuracy: float  # share of the 10,000 test images, 0 to 1
    test_cost: float  # averaged over the images, without L2's term
    train_accuracy: float  # of the images learnt from, or the first 10,000 of them
    train_cost: float
    # What L2 adds to both costs, equation (87): lmbda / 2n times the sum of the squared weights,
    # where n is the number of images learnt from. The book's figures include it.
    l2_term: float = 0.0


class Result(NamedTuple):
    """A finished run."""

    number: int  # of the run in its experiment
    cell: int
    config: TrainingConfig
    measured: tuple[Measured, ...]  # before the first epoch, after the first, and so on
    final: Measured  # of the network that the run ends with
    diverged: bool  # whether the weights stopped being finite numbers
    message: str  # how the run ended, in a sentence
    seconds: float  # spent on training, without measuring
    fingerprint: str  # of the weights and biases: the same for the same network, bit for bit
    parameters: bytes | None = None  # the weights and biases for `network_of`; None if not kept

    def after(self, epoch: int) -> Measured:
        """Return what was measured after an epoch, 0 for none; at the end for a later one."""
        return self.measured[epoch] if epoch < len(self.measured) else self.final


def measure(
    run: PlannedRun, keeps_network: bool = False, goes_on: Path | None = None
) -> Result | None:
    """Train a run to its end and return its result.

    Where a file `goes_on` is given, the run ends without a result as soon as there is no such file.
    Raises `Refused` if the images of MNIST are missing.
    """
    with one_blas_thread():
        try:
            return _measure(run, keeps_network, goes_on)
        except Refused as error:  # whose own kind may not survive the way to another process
            raise Refused(str(error)) from None


_measuring = 0  # runs in this process
_limits: Any = None
_lock = Lock()


@contextmanager
def one_blas_thread() -> Iterator[None]:
    """Hold BLAS at one thread: more would share a sum, and round it differently.

    A Dask worker may train several runs at once, and the limit is the process's: the first run sets
    it, and the last one lifts it.
    """
    global _measuring, _limits
    with _lock:
        if not _measuring:
            _limits = threadpool_limits(1, user_api="blas")
        _measuring += 1
    try:
        yield
    finally:
        with _lock:
            _measuring -= 1
            if not _measuring:
                _limits.restore_original_limits()


def _measure(run: PlannedRun, keeps_network: bool, goes_on: Path | None) -> Result | None:
    config, data = run.config, load()
    trainer = Trainer(config, data, evaluates=False)
    glance = data.train[: min(config.images_to_learn_from, TRAINING_IMAGES_AT_A_GLANCE)]
    test = data.test
    measured = [_measured(trainer.network, test, glance, config)]
    diverged, message = False, ""
    for event in trainer:
        if goes_on and not goes_on.exists():
            return None
        match event:
            case EpochDone():
                measured.append(_measured(event.network, test, glance, config))
            case Stopped():
                message = event.message
            case Diverged():
                diverged, message = True, event.message
    network = trainer.network
    as_it_was = not diverged and not config.early_stopping  # after the last epoch
    final = measured[-1] if as_it_was else _measured(network, test, glance, config)
    parameters = messages.pack(network)
    return Result(
        number=run.number,
        cell=run.cell,
        config=config,
        measured=tuple(measured),
        final=final,
        diverged=diverged,
        message=message,
        seconds=trainer.progress.seconds,
        fingerprint=hashlib.sha256(parameters).hexdigest()[:16],
        parameters=parameters if keeps_network else None,
    )


def network_of(result: Result) -> Network | None:
    """Return the network that a run ended with, read-only; None if it was not kept."""
    if result.parameters is None:
        return None
    return messages.unpack(result.parameters, result.config)


def _measured(network: Network, test: Images, train: Images, config: TrainingConfig) -> Measured:
    """Measure a network in this thread alone: the other cores have runs of their own."""
    on_test = evaluate(network, test, config.cost, beside=True)
    on_train = evaluate(network, train, config.cost, beside=True)
    return Measured(
        on_test.accuracy, on_test.cost, on_train.accuracy, on_train.cost, _l2_term(network, config)
    )


def _l2_term(network: Network, config: TrainingConfig) -> float:
    """Return what L2 adds to the cost, in float64: large weights have squares beyond float32."""
    squares = sum(float((w.astype(np.float64) ** 2).sum()) for w in network.weights)
    return config.lmbda / (2 * config.images_to_learn_from) * squares
