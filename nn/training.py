"""Epochs of mini-batches: the book's `SGD` (chapter 1), as an iterator of events.

    for event in Trainer(TrainingConfig(), mnist.load()):
        ...

The loop is the book's. `_run` goes through the epochs, `_epoch` through one of them:

    for each epoch:
        shuffle the training images
        for each mini-batch x, y:
            network.update_mini_batch(x, y, eta)
        evaluate the network

Added are looks inside the first epoch, changes on the way, early stopping (`early_stopping.py`),
and what to do when the weights diverge. A run may also stand still and go on in another process
(`standstill.py`). A mini-batch changes the network by `Workspace.step`, which is
`Network.update_mini_batch` made fast; read the latter.

Nothing happens until the next event is asked for: to pause, do not ask. All chance comes from one
generator, seeded by the settings: first the initial weights, then the shuffles and the
augmentation. So one seed gives one network, bit for bit on one machine with one number of BLAS
threads, however often the run was paused, looked at or taken up by another process.
"""

import math
import time
from collections.abc import Generator, Iterator
from dataclasses import replace

import numpy as np

from nn.early_stopping import BestEpoch
from nn.errors import Refused
from nn.evaluation import Evaluation, evaluate, evaluate_in_blocks
from nn.events import Checkpoint, Diverged, EpochDone, EpochEnd, Event, Progress, Stopped
from nn.fast_step import Workspace
from nn.in_words import counted
from nn.mini_batches import Feed
from nn.mnist import DIGITS, Images, Mnist
from nn.network import Network
from nn.no_digit import outputs_for
from nn.settings.config import TrainingConfig
from nn.settings.setting import Value
from nn.standstill import Standstill

# After these mini-batches of the first epoch the network is evaluated: it changes most early on.
FIRST_EPOCH_CHECKPOINTS = (1, 3, 10, 30, 100, 300, 1000, 3000)
# Until the first epoch ends, the accuracy on the training images is measured on the first 10,000.
TRAINING_IMAGES_AT_A_GLANCE = 10_000


def initial_network(
    config: TrainingConfig, rng: np.random.Generator | None = None, outputs: int = DIGITS
) -> Network:
    """Return the network that a run with these settings starts from.

    `rng` is the run's generator, still unused; without it, a new one with the settings' seed.
    """
    return Network.initialise(
        (*config.sizes[:-1], outputs),
        rng or np.random.default_rng(config.seed),
        activation=config.activation,
        output=config.output,
        initialisation=config.initialisation,
        input_scale=config.input_scale,
        dtype=np.float32,
    )


class Trainer:
    """Trains one network on the first `config.training_images` of MNIST's training images.

    `extra` are more images to learn from, shuffled together with MNIST's. They are never held
    back. The setting `training_images` leaves them out; the n of L2, equation (93), includes
    them. Where some of them are labelled NONE, the network has an eleventh output (`no_digit`).
    Raises `Refused` if the settings ask for more images than `data` has, or have other outputs than
    softmax for NONE.

    With `warps_extra` False augmentation leaves the extra images as they are: they may be varied
    already.

    With `evaluates` False it tells of no checkpoint, and of each epoch's end by `EpochDone`: the
    receiver calls `evaluate_beside` when it likes to.
    """

    def __init__(
        self,
        config: TrainingConfig,
        data: Mnist,
        look_after: int = 500,
        extra: Images | None = None,
        evaluates: bool = True,
        warps_extra: bool = True,
    ) -> None:
        if len(data.train) < config.training_images:
            raise Refused(
                f"The settings ask for {config.training_images:,} training images, but the data "
                f"set has {len(data.train):,}."
            )
        self.config = config  # with the changes made so far
        # The next `Progress` comes after this many mini-batches, or earlier: at each checkpoint of
        # the first epoch and at each epoch's end. May be changed at any time: 1 goes step by step.
        self.look_after = look_after
        # With True the next look in the first epoch is a checkpoint, too, and this is False again.
        self.looks_closely = False
        self._evaluates = evaluates
        rng = np.random.default_rng(config.seed)
        learn_from = config.images_to_learn_from
        self._train = data.train[:learn_from]
        if extra is not None and len(extra):
            self._train = self._train.and_also(extra)
        outputs = outputs_for(self._train.labels, config.output)
        self.network = initial_network(config, rng, outputs)  # is being trained; copy it to keep it
        self._workspace = Workspace(self.network, config.cost)
        self.images = len(self._train)  # in an epoch, the extra ones included
        self._images_done = 0  # since the run's start
        self._held_back = data.train[learn_from : config.training_images]
        self._test = data.test
        warped = None if warps_extra else learn_from
        self._feed = Feed(self._train, config, rng, outputs, warped)
        mini_batches = config.mini_batches(self.images)
        self.progress = Progress(1, 0, mini_batches, 0, 0.0, math.inf, config.eta, 0.0)
        self._epoch_began = 0.0  # of `progress.seconds`
        self._best = BestEpoch(self._workspace, config.early_stopping)
        self._taken_up = False
        self._events = self._run()

    def __iter__(self) -> Iterator[Event]:
        return self

    def __next__(self) -> Event:
        return next(e for e in self._events if e is not None and not isinstance(e, Evaluation))

    def look(self) -> Iterator[Event]:
        """Train up to the next look, the first one without a step, and yield its events.

        An evaluation takes long, so after each block of images comes the `Evaluation` so far.
        """
        for event in self._events:
            if event is None:
                return
            yield event

    def change(self, **settings: Value) -> None:
        """Change settings from the next mini-batch on: eta, lmbda, momentum, mini_batch_size.

        Raises what `TrainingConfig.changed_on_the_way` raises; then nothing has changed.
        """
        self.config = self.config.changed_on_the_way(**settings)
        self._feed.change_size(self.config.mini_batch_size)
        left = self.config.mini_batches(self.progress.epoch * self.images - self._images_done)
        self.progress = replace(self.progress, mini_batches=self.progress.mini_batch + left)

    def evaluate_beside(self, network: Network) -> tuple[Evaluation, Evaluation]:
        """Return how good a network is on the test images, and on those that this run learns from.

        Another thread calls it while the run goes on, with the network of an `EpochDone`.
        """
        cost = self.config.cost
        return (
            evaluate(network, self._test, cost, beside=True),
            evaluate(network, self._train, cost, beside=True),
        )

    def stand_still(self) -> Standstill:
        """Return all that another trainer needs to go on; call it between two looks."""
        parameters, velocity = self._workspace.keep()
        return Standstill(
            config=self.config,
            progress=self.progress,
            images_done=self._images_done,
            epoch_began=self._epoch_began,
            feed=self._feed.state,
            parameters=parameters,
            velocity=velocity,
            best_epoch=self._best.epoch,
            best_correct=self._best.correct,
            best=self._best.parameters,
        )

    def take_up(self, standstill: Standstill) -> None:
        """Go on where another trainer stood still; call it before the first look.

        That one's settings, as they were then, and its images have to be this one's, too. Raises
        `Refused` if the network is another one.
        """
        mine, theirs = self._workspace.parameters, standstill.parameters
        if (self.config, len(mine)) != (standstill.config, len(theirs)):
            raise Refused("The run that was paused has other settings than this one.")
        self._workspace.put_back((theirs, standstill.velocity))
        self.progress, self._images_done = standstill.progress, standstill.images_done
        self._epoch_began = standstill.epoch_began
        self._feed.take_up(standstill.feed)
        self._best.take_up(
            standstill.best_epoch, standstill.best_correct, standstill.best, standstill.velocity
        )
        self._taken_up = True

    def _run(self) -> Generator[Event | None, None, None]:
        """Yield the run's events, and None between two looks."""
        if self._evaluates and not self._taken_up:
            yield (yield from self._checkpoint(0, glance=True))
        progress = self.progress
        epoch_is_over = bool(progress.mini_batch and not self._feed.mini_batches_left)
        for epoch in range(progress.epoch + epoch_is_over, self.config.epochs + 1):
            yield None
            end = yield from self._epoch(epoch)
            if end is None:
                yield Diverged(epoch, self.progress.mini_batch + 1, self._diverged_message())
                return
            self._best.note(epoch, end.held_back)
            if self._best.is_long_ago(epoch):
                patience = counted(self.config.early_stopping, "epoch")
                message = f"Stopped after epoch {epoch}: no better accuracy for {patience}."
                break
        else:
            message = f"Finished {counted(self.config.epochs, 'epoch')}."
        if self._best.epoch:  # with early stopping, even if the last epoch came first
            self._best.put_back()
            message += (
                f" The network is the one from epoch {self._best.epoch}, its best on the "
                f"{counted(len(self._held_back), 'held-back image')}."
            )
        yield Stopped(self._best.epoch or self.config.epochs, message)

    def _epoch(self, epoch: int) -> Generator[Event | None, None, EpochEnd | EpochDone | None]:
        """Train for one epoch and evaluate it; return its end, None if the weights diverge."""
        if not self._feed.mini_batches_left:  # some are, where it was taken up in mid-epoch
            self._epoch_began = self.progress.seconds
            self._shuffle(epoch)
        while self._feed.mini_batches_left:
            if not self._update_mini_batches():
                return None
            yield self.progress
            if self._feed.mini_batches_left:
                at_checkpoint = self.progress.mini_batch in FIRST_EPOCH_CHECKPOINTS
                if self._evaluates and epoch == 1 and (at_checkpoint or self.looks_closely):
                    self.looks_closely = False
                    yield (yield from self._checkpoint(epoch, glance=True))
                yield None
        checkpoint = (yield from self._checkpoint(epoch)) if self._evaluates else None
        held_back = None
        if self.config.early_stopping:
            held_back = yield from self._evaluate(self._held_back)
        seconds = self.progress.seconds - self._epoch_began
        end: EpochEnd | EpochDone
        if checkpoint:
            end = EpochEnd(**vars(checkpoint), held_back=held_back, seconds=seconds)
        else:
            end = EpochDone(epoch, self.network.copy(), held_back, seconds)
        yield end
        return end

    def _shuffle(self, epoch: int) -> None:
        start = time.perf_counter()
        self._feed.shuffle()
        self.progress = replace(
            self.progress,
            epoch=epoch,
            mini_batch=0,
            mini_batches=self._feed.mini_batches_left,
            seconds=self.progress.seconds + time.perf_counter() - start,
        )

    def _update_mini_batches(self) -> bool:
        """Take the steps up to the next look; return whether the weights are still finite."""
        start, before = time.perf_counter(), self.progress
        look = before.mini_batch + max(1, self.look_after)
        if before.epoch == 1:
            look = min([look, *(k for k in FIRST_EPOCH_CHECKPOINTS if k > before.mini_batch)])
        mini_batch, finite = before.mini_batch, True
        while finite and mini_batch < look and self._feed.mini_batches_left:
            batches = self._feed.take(look - mini_batch)
            etas = self._etas(len(batches))
            lmbda_over_n = self.config.lmbda / self.images
            steps = self._workspace.steps(batches, etas, lmbda_over_n, self.config.momentum)
            mini_batch += steps
            self._images_done += sum(len(x) for x, _ in batches[:steps])
            finite = steps == len(batches)
        seconds = before.seconds + time.perf_counter() - start
        self.progress = replace(
            before,
            mini_batch=mini_batch,
            step=before.step + mini_batch - before.mini_batch,
            position=self._images_done / self.images,
            cost=self._workspace.cost(*batches[-1]) if finite else before.cost,
            eta=etas[-1] if finite else before.eta,
            seconds=seconds,
        )
        return finite

    def _etas(self, count: int) -> list[float]:
        """Return the learning rates of the next `count` mini-batches."""
        eta, total = self.config.eta, self.config.epochs * self.images
        if self.config.schedule == "constant":
            return [eta] * count
        images = [self._images_done + k * self.config.mini_batch_size for k in range(count)]
        return [eta * 0.5 * (1.0 + math.cos(math.pi * n / total)) for n in images]

    def _checkpoint(
        self, epoch: int, glance: bool = False
    ) -> Generator[Evaluation, None, Checkpoint]:
        images = self._train[:TRAINING_IMAGES_AT_A_GLANCE] if glance else self._train
        network, progress = self.network.copy(), self.progress
        test = yield from self._evaluate(self._test)
        train = yield from self._evaluate(images)
        return Checkpoint(
            epoch, progress.mini_batch, progress.step, progress.position, network, test, train
        )

    def _evaluate(self, data: Images) -> Generator[Evaluation, None, Evaluation]:
        for so_far in evaluate_in_blocks(self.network, data, self.config.cost):
            yield so_far
        return so_far

    def _diverged_message(self) -> str:
        config, progress = self.config, self.progress
        advice = f"a learning rate of {config.eta / 10:g} or less (it was {config.eta:g})"
        if config.momentum:
            advice += f", or less momentum (it was {config.momentum:g})"
        if config.pixels == "raw":
            advice += ", or pixels scaled to 0 to 1"
        if config.activation == "relu" and config.initialisation != "he":
            advice += ", or He's initial weights, which are made for ReLU"
        return (
            "The weights stopped being finite numbers at mini-batch "
            f"{progress.mini_batch + 1:,} of epoch {progress.epoch}: the steps were too large. "
            f"Try {advice}. The network is the one from before that mini-batch."
        )
