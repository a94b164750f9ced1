"""One run of an experiment, wherever it is: train, measure after every epoch, return the result.

A worker of the engine calls `measure`, in another process or on another machine. The result is the
same wherever that is, bit for bit on processors of the same kind. On another kind, or with another
NumPy, sums may be rounded differently, and from the last digit on the runs then go their own ways.
"""

import hashlib
import time
from typing import NamedTuple

import numpy as np

from nn.evaluation import TRAINING_IMAGES_AT_A_GLANCE, evaluate
from nn.experiments.experiment import PlannedRun
from nn.fast_network import parameters_in
from nn.mnist import images_for, load
from nn.network import Network
from nn.settings.config import TrainingConfig
from nn.sgd import Images
from nn.training import Diverged, TrainingRun, train


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
    seconds: float  # spent on training, without evaluation
    fingerprint: str  # of the weights and biases: the same for the same network, bit for bit
    parameters: bytes | None = None  # the weights and biases for `network_of`; None if not kept

    def after(self, epoch: int) -> Measured:
        """Return what was measured after an epoch, 0 for none; at the end for a later one."""
        return self.measured[epoch] if epoch < len(self.measured) else self.final


def measure(run: PlannedRun, keeps_network: bool = False) -> Result:
    """Train a run to its end and return its result. Raises `Refused` if MNIST is missing."""
    config, data = run.config, load()
    images, held_back = images_for(config, data)
    trained = TrainingRun.begin(config, images)
    glance, test = images[:TRAINING_IMAGES_AT_A_GLANCE], data.test
    measured = [_measured(trained.network, test, glance, config)]
    diverged, seconds, since = False, 0.0, time.perf_counter()
    try:
        for mini_batch in train(trained, images, held_back):
            if mini_batch:
                seconds += time.perf_counter() - since
            else:  # held-back images have been read by now
                measured.append(_measured(trained.network, test, glance, config))
            since = time.perf_counter()
        message = trained.ending
    except Diverged as error:
        diverged, message = True, str(error)
    network = trained.network
    as_it_was = not diverged and not config.early_stopping  # after the last epoch
    final = measured[-1] if as_it_was else _measured(network, test, glance, config)
    parameters = pack(network)
    return Result(
        number=run.number,
        cell=run.cell,
        config=config,
        measured=tuple(measured),
        final=final,
        diverged=diverged,
        message=message,
        seconds=seconds,
        fingerprint=hashlib.sha256(parameters).hexdigest()[:16],
        parameters=parameters if keeps_network else None,
    )


def network_of(result: Result) -> Network | None:
    """Return the network that a run ended with, read-only; None if it was not kept."""
    if result.parameters is None:
        return None
    config, numbers = result.config, np.frombuffer(result.parameters, np.float32)
    weights, biases = parameters_in(numbers, config.sizes)
    return Network(weights, biases, config.activation, config.output, config.input_scale)


def pack(network: Network) -> bytes:
    """Return a network's numbers as float32: all weights, layer by layer, then all biases."""
    return b"".join(part.astype(np.float32, copy=False).tobytes() for part in network.parameters)


def _measured(network: Network, test: Images, train: Images, config: TrainingConfig) -> Measured:
    """Measure a network in this thread alone: the other cores have runs of their own."""
    on_test = evaluate(network, test, config.cost, beside=True)
    on_train = evaluate(network, train, config.cost, beside=True)
    # In float64: large weights have squares beyond float32.
    squares = sum(float((w.astype(np.float64) ** 2).sum()) for w in network.weights)
    l2_term = config.lmbda / (2 * config.images_to_learn_from) * squares
    return Measured(on_test.accuracy, on_test.cost, on_train.accuracy, on_train.cost, l2_term)
