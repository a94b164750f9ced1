"""Epochs of mini-batches: the book's `SGD` (chapter 1), with early stopping (chapter 3).

    images, held_back = images_for(config, mnist.load())
    run = TrainingRun.begin(config, images)
    for mini_batch in train(run, images, held_back):
        if mini_batch is None:  # an epoch has ended
            print(run.epochs_done, evaluate(run.network, mnist.load().test).correct)

Whoever drives the loop may evaluate the network between two steps, change settings, wait, or stop:
nothing happens until the next step is asked for. A `TrainingRun` is plain data; pickled between two
steps it can be resumed in another process. All randomness comes from the seed, so one seed gives
one network, bit for bit on one machine with one number of BLAS threads.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from nn.beginning import NONE, initial_network
from nn.endings import diverged
from nn.evaluation import Evaluation, evaluate
from nn.fast_mini_batches import fast_mini_batches
from nn.fast_network import fast
from nn.functions import Array
from nn.mnist import DIGITS, Images, one_hot
from nn.network import Network
from nn.settings.config import TrainingConfig

MiniBatch = tuple[Array, Array]  # inputs (m, 784) in [0, 1], and desired outputs (m, n_L)


@dataclass(eq=False)
class Descent:
    """A run of stochastic gradient descent, between two mini-batches."""

    config: TrainingConfig
    network: Network  # is being trained, in place
    rng: np.random.Generator  # for the shuffles
    n: int  # images to learn from in an epoch
    order: npt.NDArray[np.int64]  # (n,), in which this epoch takes the images
    epochs_done: int = 0
    row: int = 0  # of `order`: the next image

    @property
    def is_over(self) -> bool:
        """Whether all epochs are done."""
        return self.epochs_done >= self.config.epochs

    @property
    def eta(self) -> float:
        """The learning rate of the next step, as the schedule makes it."""
        done = self.epochs_done * self.n + self.row
        return self.config.eta_after(done, self.config.epochs * self.n)


def mini_batches(run: Descent, images: Images) -> Iterator[MiniBatch]:
    """Yield the mini-batches of an epoch from `run.row` on; the last one may be smaller."""
    row = run.row
    while row < run.n:
        rows = run.order[row : row + run.config.mini_batch_size]
        row += len(rows)
        x = images.images[rows] * np.float32(1.0 / 255.0)
        yield x, one_hot(images.labels[rows], outputs=run.network.sizes[-1])


def sgd(
    run: Descent,
    images: Images,
    network: Network,
    cut: Callable[[Any, Images], Iterator[MiniBatch]],
) -> Iterator[MiniBatch | None]:
    """Yield each mini-batch after its step, and None after each epoch: the book's `SGD`.

    `network`, which is `run.network`, takes the steps; `cut`, which is `mini_batches`, cuts the
    mini-batches. The app has faster twins of both.
    """
    while not run.is_over:
        if run.row == 0:  # a run may go on in the middle of an epoch
            run.order = run.rng.permutation(run.n)
        for x, y in cut(run, images):
            c = run.config
            network.update_mini_batch(x, y, run.eta, c.cost, c.lmbda, run.n, c.momentum)
            run.row += len(x)
            yield x, y
        run.epochs_done, run.row = run.epochs_done + 1, 0
        yield None


# Between two checks that the weights are finite; each takes half as long as a step.
STEPS_BETWEEN_CHECKS = 50


class Diverged(Exception):
    """The weights stopped being finite numbers; the message tells a person what to try."""


@dataclass(eq=False)
class TrainingRun(Descent):
    """All that is known of a run between two mini-batches, with what surrounds the book's loop.

    Its `config` has the changes so far; copy `network` to keep it.
    """

    block: int = 0  # of `order`: where the block of images begins that mini-batches are made of
    block_made_for: int = 0  # the mini-batch size
    mini_batches_done: int = 0  # of the epoch begun last
    step: int = 0  # mini-batches since the run's start
    safe: Network | None = None  # as it was at the last check that its weights are finite
    on_held_back: Evaluation | None = None  # after the latest epoch, with early stopping
    best_network: Network | None = None  # as it was after `best_epoch`, the best one so far
    best_epoch: int = 0  # from 1
    best_correct: int = -1  # how many held-back images it read right

    @classmethod
    def begin(cls, config: TrainingConfig, images: Images) -> Self:
        """Return a run before its first step, which is to learn from `images`.

        Where some of them are labelled NONE, no digit, the network has an eleventh output for that.
        """
        n, rng = len(images), np.random.default_rng(config.seed)
        outputs = NONE + 1 if NONE in images.labels else DIGITS
        network = initial_network(config, rng, outputs)
        return cls(config, network, rng, n, np.arange(n))

    @property
    def is_over(self) -> bool:
        """Whether it goes no further: all epochs are done, or the best one is too long ago."""
        longest = self.config.early_stopping if self.best_epoch else self.config.epochs
        return self.epochs_done >= min(self.config.epochs, self.best_epoch + longest)

    def count(self, m: int) -> None:
        """Note a step on m images; raise `Diverged` if weights are found that are not finite."""
        first = self.row == m  # of the epoch
        self.mini_batches_done = 1 if first else self.mini_batches_done + 1
        self.step += 1
        if self.step % STEPS_BETWEEN_CHECKS == 0 or self.row == self.n:
            if not self.network.is_finite:
                self.network = self.safe or self.network
                raise Diverged(diverged(self))
            self.safe = self.network.copy()

    def end_epoch(self, held_back: Images | None) -> None:
        """With early stopping see whether the epoch that has just ended was the best one."""
        if self.config.early_stopping:
            assert held_back, "early stopping needs held-back images"
            self.on_held_back = evaluate(self.network, held_back, self.config.cost)
            if self.on_held_back.correct > self.best_correct:
                self.best_epoch, self.best_correct = self.epochs_done, self.on_held_back.correct
                self.best_network = self.network.copy()


def train(
    run: TrainingRun, images: Images, held_back: Images | None = None
) -> Iterator[MiniBatch | None]:
    """Train a run to its end; yield each mini-batch after its step, and None after each epoch.

    Later mini-batches overwrite its arrays. With early stopping the run is over when it has not
    read more of the `held_back` images right for so many epochs; as the loop ends, after the last
    None, it gets the network of its best epoch. Raises `Diverged` if weights are not finite; the
    run then has the network of the last check, at most `STEPS_BETWEEN_CHECKS` steps before.
    """
    run.safe = run.safe or run.network.copy()
    network = fast(run.network, run.config.cost)  # the same arrays, changed by the same steps
    for mini_batch in sgd(run, images, network, fast_mini_batches):
        if mini_batch:
            run.count(len(mini_batch[0]))
        else:
            run.end_epoch(held_back)
        yield mini_batch
    run.network = run.best_network or run.network
